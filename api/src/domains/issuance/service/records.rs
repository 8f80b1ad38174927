//! Evidence against the records: what of it can be computed again, and comes to the same.

use std::collections::HashMap;

use super::basis::{self, Grounds};
use super::evidence;
use crate::domains::certificates::{CertificateBasis, Evidence, EvidenceRun};
use crate::domains::editions;
use crate::domains::issuance::store;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Result};

/// What of an evidence is what the records say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// None where the evidence names no run.
    pub run: Option<bool>,
    /// None where it names no rules.
    pub rules: Option<bool>,
    /// In the order of the records it names.
    pub results: Vec<bool>,
}

/// The records that these name, as they were then: of the kind that certificates of the basis rest on, and of no other.
///
/// # Errors
/// Those of the database.
pub fn grounds<'a>(
    conn: &mut Conn,
    basis: CertificateBasis,
    all: impl IntoIterator<Item = &'a Evidence>,
) -> Result<Grounds> {
    let Some(basis) = basis::find(basis) else { return Ok(Grounds::new()) };
    let results = all.into_iter().flat_map(|e| &e.results);
    let wanted: Vec<(Id, i64)> = results.map(|r| (r.id, r.version)).collect();
    (basis.records)(conn, &wanted)
}

/// Computes one certificate's evidence again; gives the records it names as well, as they were then.
///
/// # Errors
/// Those of the database.
pub fn recompute(
    conn: &mut Conn,
    basis: CertificateBasis,
    evidence: &Evidence,
) -> Result<(Agreement, Grounds)> {
    let grounds = grounds(conn, basis, [evidence])?;
    Ok((Records::default().agree(conn, evidence, &grounds)?, grounds))
}

/// What many certificates rest on, looked up once.
#[derive(Default)]
pub struct Records {
    runs: HashMap<Id, Option<EvidenceRun>>,
    rules: HashMap<(Id, i64), Option<String>>,
}

impl Records {
    /// Computes a certificate's evidence again. `grounds` holds the records that it names.
    ///
    /// # Errors
    /// Those of the database.
    pub fn agree(
        &mut self,
        conn: &mut Conn,
        evidence: &Evidence,
        grounds: &Grounds,
    ) -> Result<Agreement> {
        let run = match &evidence.run {
            Some(said) => Some(self.run(conn, said.id)?.as_ref() == Some(said)),
            None => None,
        };
        let rules = match &evidence.rules {
            Some(said) => {
                Some(self.rules(conn, said.edition, said.version)?.as_ref() == Some(&said.sha256))
            }
            None => None,
        };
        let results = evidence
            .results
            .iter()
            .map(|said| {
                let recorded = grounds.get(&(said.id, said.version));
                recorded.is_some_and(|r| r.person_id == evidence.holder && r.sha256 == said.sha256)
            })
            .collect();
        Ok(Agreement { run, rules, results })
    }

    fn run(&mut self, conn: &mut Conn, id: Id) -> Result<Option<EvidenceRun>> {
        if let Some(known) = self.runs.get(&id) {
            return Ok(known.clone());
        }
        let run = match store::find(conn, &Scope::Country, id) {
            Err(e) if e.code() == Code::NotFound => None,
            other => Some(evidence::of_run(&other?)),
        };
        self.runs.insert(id, run.clone());
        Ok(run)
    }

    fn rules(&mut self, conn: &mut Conn, edition: Id, version: i64) -> Result<Option<String>> {
        if let Some(known) = self.rules.get(&(edition, version)) {
            return Ok(known.clone());
        }
        let digest = editions::rules_digest(conn, edition, version)?;
        self.rules.insert((edition, version), digest.clone());
        Ok(digest)
    }
}
