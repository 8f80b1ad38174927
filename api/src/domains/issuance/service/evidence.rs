//! Why a run issues a certificate, as the record that its snapshot is bound to.

use crate::domains::certificates::{Evidence, EvidenceResult, EvidenceRules, EvidenceRun};
use crate::domains::editions;
use crate::domains::issuance::model::RunRow;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Error, Result};

/// What the certificates of a run have in common.
pub struct Reason {
    run: EvidenceRun,
    rules: EvidenceRules,
}

/// What the evidence says of a run.
pub fn of_run(run: &RunRow) -> EvidenceRun {
    EvidenceRun {
        id: run.id,
        prepared_by: run.prepared_by,
        prepared_at: run.prepared_at,
        approved_by: run.approved_by,
        approved_at: run.approved_at,
    }
}

impl Reason {
    /// Of a run, by the rules as they are now.
    ///
    /// # Errors
    /// `not_found` when the edition is gone.
    pub fn of(conn: &mut Conn, run: &RunRow) -> Result<Self> {
        let version = editions::rules_version(conn, run.edition_id)?;
        let sha256 = editions::rules_digest(conn, run.edition_id, version)?.unwrap_or_default();
        let rules = EvidenceRules { edition: run.edition_id, version, sha256 };
        Ok(Reason { run: of_run(run), rules })
    }

    /// The version of the rules, as the snapshot has it.
    pub fn rules_version(&self) -> Result<u32> {
        u32::try_from(self.rules.version).map_err(|e| Error::internal(e.into()))
    }

    /// The record for one holder.
    pub fn of_holder(&self, person: Id, grounds: Vec<EvidenceResult>) -> Evidence {
        Evidence {
            run: Some(self.run.clone()),
            rules: Some(self.rules.clone()),
            results: grounds,
            ..Evidence::of(person)
        }
    }
}
