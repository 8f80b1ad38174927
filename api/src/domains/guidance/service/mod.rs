//! Use cases of guidance. What all of them share is here: who a participant is, and what the edition asks for.

mod cards;
mod export;
mod records;
mod requests;
mod standing;

pub use cards::{cards, owed_by_region};
pub use export::{export_records, export_requests, export_standing};
pub use records::{add_record, list_records};
pub use requests::{answer, ask, find_request, follow, list_requests, withdraw};
pub use standing::list_standing;

use std::collections::HashMap;

use onex_rules::RuleId;

use super::model::Giver;
use crate::domains::training_enrolments::ClassMember;
use crate::domains::{accounts, editions};
use crate::platform::audit::Subject;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};

/// What is recorded of a participant's guidance.
fn subject(kind: &'static str, id: Id, of: &ClassMember) -> Subject {
    let p = &of.participant;
    Subject::institution(kind, id, &p.region_code, p.institution.id)
}

/// A rule's number as it holds for a participant.
fn number(conn: &mut Conn, edition: Id, region: &str, rule: RuleId) -> Result<i64> {
    Ok(editions::rules_for(conn, edition, Some(region))?.int(rule).unwrap_or_default())
}

/// These accounts with their names.
fn givers(conn: &mut Conn, ids: impl Iterator<Item = Id>) -> Result<HashMap<Id, Giver>> {
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let names = accounts::names(conn, &ids)?;
    Ok(names.into_iter().map(|(id, name)| (id, Giver { id, name })).collect())
}

/// What is there by the database's own constraints.
fn there<T>(found: Option<T>) -> Result<T> {
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("guidance of nobody in a class")))
}

/// A region as a filter takes it.
fn region_filter(code: Option<&String>) -> Result<()> {
    match code {
        Some(code) if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_digit()) => {
            Err(Error::field("?region_code", "pattern", "must be two digits"))
        }
        _ => Ok(()),
    }
}

/// A text without blanks around it; empty is none.
fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_string()).filter(|t| !t.is_empty())
}

/// Refuses what a class that does not run has no room for.
fn begun(of: &ClassMember, still: bool) -> Result<()> {
    if if still { of.took_part() } else { of.takes_part() } {
        return Ok(());
    }
    let detail = format!("The class is {}, the participant {}", of.class_status, of.status);
    Err(Error::because(Code::StateForbids, detail).why("no_guidance_now", []))
}
