//! Every change is a version: who, when, why, and each fact before and after.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::model::{Change, Edition, EditionStatus, VersionKind};
use super::super::store;
use super::super::store::versions::NewVersion;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::{Code, Error, Result};

/// Facts by their path, as the history shows them.
pub type Facts = BTreeMap<String, Value>;

/// What differs.
pub fn difference(before: &Facts, after: &Facts) -> Vec<Change> {
    let paths: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let at = |facts: &Facts, path: &str| facts.get(path).cloned().unwrap_or(Value::Null);
    paths
        .into_iter()
        .map(|path| Change { path: path.clone(), before: at(before, path), after: at(after, path) })
        .filter(|change| change.before != change.after)
        .collect()
}

/// Refuses changes of an edition that is over.
pub fn open_for_change(edition: &Edition) -> Result<()> {
    if edition.status == EditionStatus::Closed {
        let detail = "The edition is closed; open it again to change it";
        return Err(Error::because(Code::StateForbids, detail).why("edition_closed", []));
    }
    Ok(())
}

/// Who changes, when and why.
pub struct Act<'a> {
    pub caller: Option<&'a Caller>,
    pub now: Ts,
    pub reason: Option<&'a str>,
}

impl Act<'_> {
    /// Adds the edition's next version, which `edition` then carries, and the audit event. The edition's row must
    /// have been taken by this transaction.
    pub fn record(
        &self,
        conn: &mut Conn,
        edition: &mut Edition,
        kind: VersionKind,
        region: Option<&str>,
        changes: &[Change],
    ) -> Result<()> {
        edition.version += 1;
        match kind {
            VersionKind::Calendar | VersionKind::ExamDate => {
                edition.calendar_version = edition.version;
            }
            VersionKind::Rule | VersionKind::RegionalRule => {
                edition.rules_version = edition.version
            }
            VersionKind::Loaded | VersionKind::Copied | VersionKind::Edition => {}
        }
        store::update(conn, edition)?;
        self.remember(conn, edition, kind, region, changes)
    }

    /// Adds the version that `edition` already carries, and the audit event.
    pub fn remember(
        &self,
        conn: &mut Conn,
        edition: &Edition,
        kind: VersionKind,
        region: Option<&str>,
        changes: &[Change],
    ) -> Result<()> {
        store::versions::insert(
            conn,
            &NewVersion {
                edition: edition.id,
                version: edition.version,
                kind,
                region,
                at: self.now,
                by: self.caller.map(|c| c.user),
                reason: self.reason,
                changes,
            },
        )?;
        let action = match kind {
            VersionKind::Loaded => "edition.load",
            VersionKind::Copied => "edition.copy",
            VersionKind::Edition => "edition.update",
            VersionKind::Calendar => "edition.update_calendar",
            VersionKind::ExamDate => "edition.move_exam",
            VersionKind::Rule => "edition.update_rule",
            VersionKind::RegionalRule => "edition.update_regional_rule",
        };
        let subject = match region {
            Some(region) => Subject::region("edition", edition.id, region),
            None => Subject::country("edition", edition.id),
        };
        let detail = serde_json::json!({
            "version": edition.version,
            "reason": self.reason,
            "paths": changes.iter().map(|c| c.path.as_str()).collect::<Vec<_>>(),
        });
        audit::record(conn, self.caller, self.now, action, subject, &detail)
    }
}
