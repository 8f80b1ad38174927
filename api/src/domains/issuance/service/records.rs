//! Evidence against the records: what of it can be computed again, and comes to the same.

use std::collections::HashMap;

use super::evidence;
use crate::domains::certificates::{Evidence, EvidenceRun};
use crate::domains::editions;
use crate::domains::issuance::store;
use crate::domains::results::{self, Sitting};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Result};

/// Results as they were in a version.
pub type Sittings = HashMap<(Id, i64), Sitting>;

/// What of an evidence is what the records say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// None where the evidence names no run.
    pub run: Option<bool>,
    /// None where it names no rules.
    pub rules: Option<bool>,
    /// In the order of its results.
    pub results: Vec<bool>,
}

/// The results that these name, as they were then.
///
/// # Errors
/// Those of the database.
pub fn sittings<'a>(
    conn: &mut Conn,
    all: impl IntoIterator<Item = &'a Evidence>,
) -> Result<Sittings> {
    let results = all.into_iter().flat_map(|e| &e.results);
    let wanted: Vec<(Id, i64)> = results.map(|r| (r.id, r.version)).collect();
    results::sittings_as_of(conn, &wanted)
}

/// Computes one certificate's evidence again; gives the results it names as well, as they were then.
///
/// # Errors
/// Those of the database.
pub fn recompute(conn: &mut Conn, evidence: &Evidence) -> Result<(Agreement, Sittings)> {
    let sittings = sittings(conn, [evidence])?;
    Ok((Records::default().agree(conn, evidence, &sittings)?, sittings))
}

/// What many certificates rest on, looked up once.
#[derive(Default)]
pub struct Records {
    runs: HashMap<Id, Option<EvidenceRun>>,
    rules: HashMap<(Id, i64), Option<String>>,
}

impl Records {
    /// Computes a certificate's evidence again. `sittings` holds the results that it names.
    ///
    /// # Errors
    /// Those of the database.
    pub fn agree(
        &mut self,
        conn: &mut Conn,
        evidence: &Evidence,
        sittings: &Sittings,
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
            .map(|said| match sittings.get(&(said.id, said.version)) {
                Some(s) => Ok(s.person_id == evidence.holder && s.sha256()? == said.sha256),
                None => Ok(false),
            })
            .collect::<Result<_>>()?;
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
