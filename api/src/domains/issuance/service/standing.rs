//! How people stand with a run at this moment: things may have changed since it was prepared.

use std::collections::HashMap;

use onex_credential::snapshot;

use super::basis;
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

/// How these people stand, by person; who has no record any more is left out.
pub fn now(conn: &mut Conn, run: &RunRow, people: &[Id], now: Ts) -> Result<HashMap<Id, Stands>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let basis = basis::find(run.basis).ok_or_else(|| Error::new(Code::StateForbids))?;
    let held = certificates::holders_of(conn, run.basis.kind(), people)?;
    let ground = ground(run, now.programme_date());
    let revoked = revoked(conn, &ground, basis, people)?;
    let candidates = (basis.again)(conn, &ground, people)?;
    Ok(candidates
        .into_iter()
        .map(|c| {
            let stands = match (held.get(&c.person_id), c.verdict) {
                (Some(certificate), _) => Stands::Holds(*certificate),
                (None, Err(reasons)) => Stands::Out(reasons),
                (None, Ok(_)) if revoked.contains(&c.person_id) => {
                    Stands::Out(vec![IssuanceReason::revoked_before()])
                }
                (None, Ok(subjects)) => Stands::Deserves(subjects, c.grounds),
            };
            (c.person_id, stands)
        })
        .collect())
}
