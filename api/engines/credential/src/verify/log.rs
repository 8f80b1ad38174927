//! What the log says: that it holds the leaf, under a head that does not contradict those kept.

use onex_translog::{Head, NoteError, note, verify_inclusion};

use super::{CheckName, Ended, Logged, Outcome, Reason, Work};
use crate::bundle::{EndKind, Opened, Place};
use crate::instant::Instant;

impl Work<'_> {
    pub(super) fn log(&mut self, opened: &Opened) -> Result<Logged, Reason> {
        let head = match note::open(opened.checkpoint.as_bytes(), self.trust.log_keys()) {
            Ok((head, _)) => head,
            Err(NoteError::UnknownKey) => {
                // The first line names the log, and so its key.
                let origin = opened.checkpoint.split('\n').next().unwrap_or_default();
                self.stop(CheckName::Log, Reason::UnknownKey, &[("key", origin)]);
                return Ok(Logged::Unknown);
            }
            Err(_) => return Err(self.stop(CheckName::Log, Reason::NotInLog, &[])),
        };
        let end = opened.end.as_ref();
        let places = [Some(&opened.leaf), end.map(|(_, place)| place)];
        let heads = self.trust.heads();
        if let Err(reason) = held(&head, heads, places.into_iter().flatten()) {
            return Err(self.stop(CheckName::Log, reason, &[]));
        }
        let (at, head_time) = (time(opened.leaf.entry.at()), time(head.time));
        let (index, size) = (opened.leaf.index.to_string(), head.size.to_string());
        let ended = end.map(|(kind, place)| {
            let ended = match kind {
                EndKind::Revoke => Ended::Revoked,
                EndKind::Supersede => Ended::Superseded,
            };
            (ended, time(place.entry.at()))
        });
        match &ended {
            Some((ended, at)) => {
                self.note(CheckName::Log, Outcome::Failed, ended.code(), &[("at", at)]);
            }
            None => {
                let values =
                    [("index", &*index), ("size", &size), ("at", &at), ("head", &head_time)];
                self.note(CheckName::Log, Outcome::Passed, "included", &values);
            }
        }
        Ok(Logged::Held(ended.map(|(ended, _)| ended)))
    }
}

/// A moment as it is written; empty beyond the year 9999.
fn time(unix: i64) -> String {
    Instant::from_unix(unix).map(|at| at.to_string()).unwrap_or_default()
}

/// Whether a head holds these leaves and agrees with the heads that were kept, as far as that can
/// be seen without the log: two trees of one size are one tree, and no leaf behind a kept head is
/// older than it.
fn held<'a>(
    head: &Head,
    kept: &[Head],
    places: impl Iterator<Item = &'a Place>,
) -> Result<(), Reason> {
    if kept.iter().any(|other| other.size == head.size && other.root != head.root) {
        return Err(Reason::HeadConflict);
    }
    for Place { index, entry, proof } in places {
        verify_inclusion(&entry.leaf_hash(), *index, head.size, proof, &head.root)
            .map_err(|_| Reason::NotInLog)?;
        if kept.iter().any(|other| other.size <= *index && entry.at() < other.time) {
            return Err(Reason::BackDated);
        }
    }
    Ok(())
}
