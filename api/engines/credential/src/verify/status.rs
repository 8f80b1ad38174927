//! What the status lists say.

use super::{CheckName, Ended, Outcome, Reason, Work};
use crate::achievement::status_list_url;
use crate::did;
use crate::instant::Instant;
use crate::jwt;
use crate::snapshot::Place;
use crate::status::{Bits, Purpose, StatusList};

/// What is known of a certificate's status.
pub(super) struct Status {
    pub(super) ended: Option<Ended>,
    /// Of when the list is; `None` if there is no list that could be asked.
    pub(super) time: Option<Instant>,
}

const UNKNOWN: Status = Status { ended: None, time: None };

impl Work<'_> {
    pub(super) fn status(&mut self, issuer: &str, place: Option<Place>, now: i64) -> Status {
        let pair = place.and_then(|p| Some((p, self.trust.status(issuer, p.list)?)));
        let Some((place, pair)) = pair else {
            self.stop(CheckName::Status, Reason::NoStatus, &[]);
            return UNKNOWN;
        };
        let asked = self
            .list(issuer, place, &pair.revoked, Purpose::Revocation)
            .and_then(|(list, bits)| Some((list, bits.get(place.index).ok()?)));
        let Some((list, set)) = asked else {
            self.note(CheckName::Status, Outcome::Unchecked, "status_invalid", &[]);
            return UNKNOWN;
        };
        let superseded = || {
            let (_, bits) = self.list(issuer, place, &pair.superseded, Purpose::Message)?;
            bits.get(place.index).ok()
        };
        let ended = match set {
            false => None,
            true if superseded() == Some(true) => Some(Ended::Superseded),
            true => Some(Ended::Revoked),
        };
        let (outcome, detail) = match ended {
            Some(ended) => (Outcome::Failed, ended.code()),
            // It says what held then; nobody may take it for today's.
            None if list.valid_until.is_some_and(|end| end.unix() < now) => {
                (Outcome::Passed, "status_old")
            }
            None => (Outcome::Passed, "not_ended"),
        };
        let at = list.valid_from.to_string();
        self.note(CheckName::Status, outcome, detail, &[("at", &at)]);
        Status { ended, time: Some(list.valid_from) }
    }

    /// A list that this issuer signed as the one of this number and purpose.
    fn list(
        &self,
        issuer: &str,
        place: Place,
        token: &str,
        purpose: Purpose,
    ) -> Option<(StatusList, Bits)> {
        let decoded = jwt::decode::<StatusList>(token).ok()?;
        let list = &decoded.document;
        let mut url = status_list_url(&did::url(issuer).ok()?, place.list);
        if purpose == Purpose::Message {
            url.push_str("/superseded");
        }
        let id = list.id.strip_suffix(".jwt").unwrap_or(&list.id);
        let key = decoded.key_id().ok()?;
        let (_, key) = self.trust.keys(issuer)?.iter().find(|(name, _)| name == key)?;
        let right = list.issuer == issuer
            && id == url
            && list.credential_subject.status_purpose == purpose
            && decoded.verify(*key).is_ok();
        let bits = right.then(|| list.bits().ok())??;
        Some((decoded.document, bits))
    }
}
