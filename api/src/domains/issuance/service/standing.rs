//! How people stand with a run at this moment: things may have changed since it was prepared.

use std::collections::HashMap;

use onex_credential::snapshot;

use super::basis::{self, Candidate};
use super::prepare::{ground, revoked};
use crate::domains::certificates::{self, EvidenceResult};
use crate::domains::issuance::model::{IssuanceReason, RunRow};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};

/// How somebody stands.
pub enum Stands {
    /// Would be given a certificate: what is printed of the subjects, and what that rests on.
    Deserves(Vec<snapshot::Subject>, Vec<EvidenceResult>),
    /// Holds a valid one of this kind: which.
    Holds(Id),
    /// Would be given none, for these reasons.
    Out(Vec<IssuanceReason>),
}

/// How each of these people stands.
pub fn now(conn: &mut Conn, run: &RunRow, people: &[Id], now: Ts) -> Result<HashMap<Id, Stands>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let basis = basis::find(run.basis).ok_or_else(|| Error::new(Code::StateForbids))?;
    let held = certificates::holders_of(conn, run.basis.kind(), people)?;
    let ground = ground(run, now.programme_date());
    let revoked = revoked(conn, &ground, basis, people)?;
    let candidates = (basis.again)(conn, &ground, people)?;
    let mut candidates: HashMap<Id, Candidate> =
        candidates.into_iter().map(|c| (c.person_id, c)).collect();
    let mut stands = |person: &Id| {
        if let Some(certificate) = held.get(person) {
            return Stands::Holds(*certificate);
        }
        // Without any record any more there is nothing to say of one.
        let Some(candidate) = candidates.remove(person) else { return Stands::Out(vec![]) };
        match candidate.verdict {
            Err(reasons) => Stands::Out(reasons),
            Ok(_) if revoked.contains(person) => {
                Stands::Out(vec![IssuanceReason::revoked_before()])
            }
            Ok(subjects) => Stands::Deserves(subjects, candidate.grounds),
        }
    };
    Ok(people.iter().map(|person| (*person, stands(person))).collect())
}
