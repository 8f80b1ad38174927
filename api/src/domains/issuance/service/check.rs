//! What `onex check` looks at: runs fit their items and certificates, and the evidence of every certificate is computed
//! again from the records.

use std::collections::HashMap;

use onex_credential::number;

use super::evidence;
use crate::domains::certificates::{Evidence, EvidenceRun};
use crate::domains::issuance::store;
use crate::domains::{editions, results};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Result};

const PAGE: i64 = 1000;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut wrong = store::check::check(conn)?;
    let mut known = Known::default();
    let mut after = Id::NIL;
    loop {
        let page = store::check::evidence(conn, after, PAGE)?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        let mut read = Vec::with_capacity(page.len());
        for (_, number, text) in &page {
            // One that cannot be read is told of by the certificates' own check.
            read.extend(Evidence::read(text).ok().map(|evidence| (number, evidence)));
        }
        let wanted: Vec<(Id, i64)> =
            read.iter().flat_map(|(_, e)| e.results.iter().map(|r| (r.id, r.version))).collect();
        let sittings = results::sittings_as_of(conn, &wanted)?;
        for (number, evidence) in &read {
            let mut tell = |what: &str| {
                let said = number::display(number);
                wrong.push(format!(
                    "certificate {said}: the evidence of its {what} is not what the records say"
                ));
            };
            if let Some(run) = &evidence.run
                && known.run(conn, run.id)?.as_ref() != Some(run)
            {
                tell("run");
            }
            if let Some(rules) = &evidence.rules
                && known.rules(conn, rules.edition, rules.version)?.as_ref() != Some(&rules.sha256)
            {
                tell("rules");
            }
            for result in &evidence.results {
                let sitting = sittings.get(&(result.id, result.version));
                let same = match sitting {
                    Some(s) => s.person_id == evidence.holder && s.sha256()? == result.sha256,
                    None => false,
                };
                if !same {
                    tell("results");
                    break;
                }
            }
        }
    }
    Ok(wrong)
}

/// What many certificates rest on, looked up once.
#[derive(Default)]
struct Known {
    runs: HashMap<Id, Option<EvidenceRun>>,
    rules: HashMap<(Id, i64), Option<String>>,
}

impl Known {
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
