//! Judgements come to be and are proposed by themselves: once somebody is in a class that is judged, and as soon as all
//! three parts stand.

use std::collections::{HashMap, HashSet};

use super::super::model::{Computed, Fresh, JudgementRow, JudgementStatus};
use super::super::store::{self, facts};
use super::compute::compute;
use super::{notify, subject};
use crate::domains::{editions, training_batches, training_tests};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::ids;

/// The batches that have somebody to judge.
pub fn under_way(conn: &mut Conn) -> Result<Vec<Id>> {
    facts::under_way(conn)
}

/// Looks at everybody of a batch; how many were proposed, or proposed anew.
pub fn see_to_batch(conn: &mut Conn, batch: Id, caller: Option<&Caller>, now: Ts) -> Result<usize> {
    training_batches::lock(conn, &[batch])?;
    settle_tests(conn, now)?;
    let people = facts::participants(conn, batch)?;
    see_to(conn, &people, caller, now)
}

/// Looks at one participant. The batch is locked.
pub fn see_to_enrolment(
    conn: &mut Conn,
    enrolment: Id,
    caller: Option<&Caller>,
    now: Ts,
) -> Result<usize> {
    settle_tests(conn, now)?;
    let people = facts::of_enrolments(conn, &[enrolment])?;
    see_to(conn, &people, caller, now)
}

/// An attempt whose time is over has a score once somebody has looked.
pub fn settle_tests(conn: &mut Conn, now: Ts) -> Result<()> {
    while training_tests::settle_overdue(conn, None, now)? > 0 {}
    Ok(())
}

fn see_to(
    conn: &mut Conn,
    people: &[facts::Participant],
    caller: Option<&Caller>,
    now: Ts,
) -> Result<usize> {
    let computed = compute(conn, people, now)?;
    let ids: Vec<Id> = people.iter().map(|p| p.enrolment_id).collect();
    let mut known = store::of_enrolments(conn, &ids)?;
    let mut versions: HashMap<Id, i64> = HashMap::new();
    let (mut new, mut proposed) = (Vec::new(), Vec::new());
    for p in people {
        let Some(computed) = computed.get(&p.enrolment_id) else { continue };
        let rules = match versions.get(&p.edition_id) {
            Some(rules) => *rules,
            None => {
                let rules = editions::rules_version(conn, p.edition_id)?;
                versions.insert(p.edition_id, rules);
                rules
            }
        };
        match known.remove(&p.enrolment_id) {
            None => {
                let id = ids::new();
                let mut row =
                    JudgementRow::open(id, p.enrolment_id, p.batch_id, computed, rules, now);
                if row.refresh(computed, rules, now) == Fresh::Changed {
                    proposed.push(row.clone());
                }
                new.push(row);
            }
            Some(row) => {
                if let Some(row) = renew(conn, row, computed, rules, now)?
                    && row.status == JudgementStatus::Proposed
                {
                    proposed.push(row);
                }
            }
        }
    }
    store::insert(conn, &new)?;
    for row in &proposed {
        record_proposal(conn, row, caller, now)?;
    }
    let batches: HashSet<Id> = proposed.iter().map(|r| r.batch_id).collect();
    for batch in batches {
        let count = proposed.iter().filter(|r| r.batch_id == batch).count();
        notify::proposed(conn, batch, count, now)?;
    }
    Ok(proposed.len())
}

/// Brings a judgement up to date and writes it, if something of it changed.
pub fn renew(
    conn: &mut Conn,
    mut row: JudgementRow,
    computed: &Computed,
    rules: i64,
    now: Ts,
) -> Result<Option<JudgementRow>> {
    if row.refresh(computed, rules, now) == Fresh::Same {
        return Ok(None);
    }
    row.updated_at = now;
    row.version += 1;
    store::update(conn, &row, None)?;
    Ok(Some(row))
}

/// What a judgement comes to now, and by which version of the rules.
pub fn now_of(conn: &mut Conn, row: &JudgementRow, now: Ts) -> Result<(Computed, i64)> {
    let people = facts::of_enrolments(conn, &[row.enrolment_id])?;
    let computed = compute(conn, &people, now)?.remove(&row.enrolment_id);
    let gone = || Error::new(Code::NotFound);
    let edition = people.first().ok_or_else(gone)?.edition_id;
    Ok((computed.ok_or_else(gone)?, editions::rules_version(conn, edition)?))
}

pub fn record_proposal(
    conn: &mut Conn,
    row: &JudgementRow,
    caller: Option<&Caller>,
    now: Ts,
) -> Result<()> {
    let detail = serde_json::json!({
        "proposed": row.proposed, "composite": row.composite, "learning": row.learning, "test": row.test,
        "design": row.design, "version": row.version,
    });
    let subject = subject(conn, row)?;
    audit::record(conn, caller, now, "training_judgement.propose", subject, &detail)
}
