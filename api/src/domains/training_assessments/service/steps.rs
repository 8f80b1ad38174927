//! What leads of the group do: propose, confirm, open again.

use std::collections::HashMap;

use onex_rules::RuleId;

use super::super::model::{
    BulkConfirm, BulkOutcome, BulkResult, BulkResults, ConfirmInput, JudgementDetail, JudgementRow,
    JudgementStatus, ReopenInput, TrainingOutcome,
};
use super::super::policy;
use super::super::store::{self, Reach, facts, parts};
use super::settle::{now_of, record_proposal, renew, settle_tests};
use super::{detail_of, notify, reach, subject};
use crate::domains::expert_reviews::{self, Bar};
use crate::domains::training_batches::{self, BatchStatus};
use crate::domains::{editions, training_enrolments};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::Follower;
use crate::platform::http::IfMatch;
use crate::platform::state::State;

fn state_forbids(row: &JudgementRow, why: &str) -> Error {
    Error::because(Code::StateForbids, format!("The judgement is {}: {why}", row.status))
}

/// Judgements that the caller leads, taken together with their batches.
fn taken(
    conn: &mut Conn,
    caller: &Caller,
    ids: &[Id],
    now: Ts,
) -> Result<HashMap<Id, JudgementRow>> {
    let reach: Reach = reach(conn, caller)?;
    let mut batches: Vec<Id> =
        store::rows(conn, &reach, ids)?.into_values().map(|r| r.batch_id).collect();
    batches.sort_unstable();
    batches.dedup();
    training_batches::lock(conn, &batches)?;
    settle_tests(conn, now)?;
    store::rows(conn, &reach, ids)
}

fn taken_one(
    conn: &mut Conn,
    caller: &Caller,
    id: Id,
    seen: &IfMatch,
    now: Ts,
) -> Result<JudgementRow> {
    let row =
        taken(conn, caller, &[id], now)?.remove(&id).ok_or_else(|| Error::new(Code::NotFound))?;
    seen.check(row.version)?;
    Ok(row)
}

/// Whoever reviewed a participant or has a conflict of interest does not judge them as a whole.
fn free(conn: &mut Conn, caller: &Caller, row: &JudgementRow) -> Result<()> {
    match expert_reviews::bars(conn, caller.user, &[row.enrolment_id])?.get(&row.enrolment_id) {
        None => Ok(()),
        Some(Bar::Reviewed) => {
            let detail = "You review this participant's design; another lead judges the whole";
            Err(Error::because(Code::SamePerson, detail).why("judge_reviews", []))
        }
        Some(Bar::Conflict) => {
            let detail = "You have a conflict of interest here; another lead judges the whole";
            Err(Error::because(Code::ConflictOfInterest, detail).why("judge_conflict", []))
        }
    }
}

/// Proposes that a participant failed though parts are missing: nobody waits for them any more.
///
/// # Errors
/// `state_forbids` unless it is open and all classes of the batch have finished, and while the participant may still take
/// the online test; `same_person`, `conflict_of_interest`.
pub async fn propose(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
) -> Result<JudgementDetail> {
    caller.may(policy::TABLE, "training_judgements.propose")?;
    let now = state.clock.now();
    let judgement = state
        .db
        .write(move |conn| {
            let mut row = taken_one(conn, &caller, id, &seen, now)?;
            free(conn, &caller, &row)?;
            if row.status != JudgementStatus::Open {
                return Err(
                    state_forbids(&row, "it is proposed already").why("proposed_already", [])
                );
            }
            let batch = training_batches::by_id(conn, row.batch_id)?;
            // Also of a finished one whose judgement was opened again.
            if !matches!(batch.status, BatchStatus::Assessing | BatchStatus::Finished) {
                let detail = format!("The batch is {}: parts may still come", batch.status);
                return Err(
                    Error::because(Code::StateForbids, detail).why("batch_not_assessing", [])
                );
            }
            let (computed, rules) = now_of(conn, &row, now)?;
            let closes = parts::tests(conn, &[batch.id])?.remove(&batch.id).map(|(at, _)| at);
            if let Some(closes) =
                closes.filter(|at| *at > now && !computed.arithmetic.test.complete)
            {
                let why = format!("the online test can be taken until {}", closes.utc());
                return Err(
                    state_forbids(&row, &why).why("test_still_open", [("until", closes.into())])
                );
            }
            if let Some(row) = renew(conn, row.clone(), &computed, rules, now)? {
                // All parts have come to stand meanwhile.
                record_proposal(conn, &row, Some(&caller), now)?;
                return detail_of(conn, &caller, row, now);
            }
            row.take(&computed, rules);
            row.propose(TrainingOutcome::Failed, Some(caller.user), now);
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row, Some(caller.user))?;
            record_proposal(conn, &row, Some(&caller), now)?;
            detail_of(conn, &caller, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(judgement)
}

/// What became of the wish to confirm.
enum Confirmed {
    Done(Box<JudgementRow>),
    /// The parts are not what was proposed any more; it was proposed anew.
    Stale,
}

fn stale() -> Error {
    let detail = "A part has changed since this was proposed; it is proposed anew, load it again";
    Error::because(Code::VersionMismatch, detail).why("judgement_stale", [])
}

/// Confirms one judgement. Whatever is refused is refused before anything is written, but for a fresh proposal.
fn confirm_one(
    conn: &mut Conn,
    caller: &Caller,
    row: JudgementRow,
    result: TrainingOutcome,
    reason: Option<&str>,
    now: Ts,
) -> Result<Confirmed> {
    free(conn, caller, &row)?;
    let Some(proposed) = row.proposed.filter(|_| row.status == JudgementStatus::Proposed) else {
        return Err(
            state_forbids(&row, "only what is proposed is confirmed").why("not_proposed", [])
        );
    };
    if row.reopened_by == Some(caller.user) {
        let detail = "You opened it again yourself; another lead confirms it";
        return Err(Error::because(Code::SamePerson, detail).why("reopened_yourself", []));
    }
    let (computed, rules) = now_of(conn, &row, now)?;
    if let Some(row) = renew(conn, row.clone(), &computed, rules, now)? {
        if row.status == JudgementStatus::Proposed {
            record_proposal(conn, &row, Some(caller), now)?;
        }
        return Ok(Confirmed::Stale);
    }
    if result == TrainingOutcome::Passed && !computed.arithmetic.missing.is_empty() {
        return Err(incomplete(conn, &row)?);
    }
    let overridden = result != proposed;
    if overridden && reason.is_none() {
        return Err(Error::field("/reason", "required", "say why it is not what was proposed"));
    }
    let mut row = row;
    row.status = JudgementStatus::Confirmed;
    row.result = Some(result);
    row.overridden = overridden;
    row.reason = reason.filter(|_| overridden).map(str::to_string);
    row.confirmed_by = Some(caller.user);
    row.confirmed_at = Some(now);
    row.reopened_by = None;
    row.updated_at = now;
    row.version += 1;
    store::update(conn, &row, Some(caller.user))?;
    let passed = result == TrainingOutcome::Passed;
    training_enrolments::settle(conn, caller, row.enrolment_id, passed, now)?;
    // Nobody judges a design any more whose author has a result.
    expert_reviews::end_open(
        conn,
        caller,
        &[row.enrolment_id],
        "the participant has a result",
        now,
    )?;
    let detail = serde_json::json!({
        "result": row.result, "proposed": row.proposed, "overridden": row.overridden, "reason": row.reason,
        "composite": row.composite, "version": row.version,
    });
    let event =
        if overridden { "training_judgement.override" } else { "training_judgement.confirm" };
    let subject = subject(conn, &row)?;
    audit::record(conn, Some(caller), now, event, subject, &detail)?;
    Ok(Confirmed::Done(Box::new(row)))
}

/// No certificate without all three parts (三.1).
fn incomplete(conn: &mut Conn, row: &JudgementRow) -> Result<Error> {
    let people = facts::of_enrolments(conn, &[row.enrolment_id])?;
    let of = people.first().ok_or_else(|| Error::new(Code::NotFound))?;
    let rules = editions::rules_for(conn, of.edition_id, Some(&of.region_code))?;
    let code = facts::names(conn, &[row.enrolment_id])?.remove(&row.enrolment_id);
    let code = code.map(|names| names.code).unwrap_or_default();
    let finding = rules.check(RuleId::TrainingCertificateAllParts, false, code);
    let refused = editions::decide(&finding.into_iter().collect::<Vec<_>>(), &[]);
    // The rule is constitutive: it cannot be switched off.
    Ok(refused.err().unwrap_or_else(|| Error::new(Code::RuleViolated)))
}

/// Confirms what is proposed, or comes to something else for a reason.
///
/// # Errors
/// `state_forbids` unless it is proposed; `same_person` for who reviewed the design or opened it again;
/// `conflict_of_interest`; `rule_violated` for a pass without all three parts; `version_mismatch` where a part has changed,
/// with a fresh proposal; 422 for `reason` where one is owed.
pub async fn confirm(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: ConfirmInput,
) -> Result<JudgementDetail> {
    caller.may(policy::TABLE, "training_judgements.confirm")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let judgement = state
        .db
        .write(move |conn| {
            let row = taken_one(conn, &caller, id, &seen, now)?;
            let reason = input.reason.as_deref().map(str::trim);
            match confirm_one(conn, &caller, row, input.result, reason, now)? {
                Confirmed::Stale => Ok(None),
                Confirmed::Done(row) => {
                    after(conn, &caller, followers, std::slice::from_ref(&*row), now)?;
                    detail_of(conn, &caller, *row, now).map(Some)
                }
            }
        })
        .await?;
    state.wake_streams();
    judgement.ok_or_else(stale)
}

/// Confirms many as they are proposed.
///
/// # Errors
/// 422 for one that stands twice. What cannot be confirmed is told one by one.
pub async fn confirm_many(
    state: &State,
    caller: Caller,
    input: BulkConfirm,
) -> Result<BulkResults> {
    caller.may(policy::TABLE, "training_judgements.confirm")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let ids: Vec<Id> = input.items.iter().map(|item| item.id).collect();
    if let Some(i) = (1..ids.len()).find(|i| ids[..*i].contains(&ids[*i])) {
        return Err(Error::field(format!("/items/{i}/id"), "duplicate", "stands twice"));
    }
    let results = state
        .db
        .write(move |conn| {
            let mut rows = taken(conn, &caller, &ids, now)?;
            let (mut done, mut items) = (Vec::new(), Vec::with_capacity(ids.len()));
            for item in &input.items {
                let row = rows.remove(&item.id);
                let outcome = match row {
                    None => Err(Error::new(Code::NotFound)),
                    Some(row) => one_of_many(conn, &caller, row, item.version, now),
                };
                items.push(match outcome {
                    Ok(row) => {
                        done.push(row);
                        told(item.id, None)
                    }
                    Err(e) if e.code() == Code::Internal => return Err(e),
                    Err(e) => told(item.id, Some(&e)),
                });
            }
            after(conn, &caller, followers, &done, now)?;
            Ok(BulkResults { items })
        })
        .await?;
    state.wake_streams();
    Ok(results)
}

fn one_of_many(
    conn: &mut Conn,
    caller: &Caller,
    row: JudgementRow,
    version: i64,
    now: Ts,
) -> Result<JudgementRow> {
    IfMatch(version).check(row.version)?;
    let result = row
        .proposed
        .ok_or_else(|| state_forbids(&row, "nothing is proposed").why("not_proposed", []))?;
    match confirm_one(conn, caller, row, result, None, now)? {
        Confirmed::Done(row) => Ok(*row),
        Confirmed::Stale => Err(stale()),
    }
}

fn told(id: Id, refusal: Option<&Error>) -> BulkResult {
    BulkResult {
        id,
        outcome: if refusal.is_some() { BulkOutcome::Refused } else { BulkOutcome::Confirmed },
        code: refusal.map(|e| e.code().as_str().into()),
        message: refusal.map(Error::detail),
    }
}

/// Tells everybody concerned, and ends the batches in which everybody has a result now.
fn after(
    conn: &mut Conn,
    caller: &Caller,
    followers: &[Follower],
    rows: &[JudgementRow],
    now: Ts,
) -> Result<()> {
    notify::confirmed(conn, rows, now)?;
    let mut batches: Vec<Id> = rows.iter().map(|r| r.batch_id).collect();
    batches.sort_unstable();
    batches.dedup();
    batches
        .into_iter()
        .try_for_each(|batch| training_batches::conclude(conn, caller, followers, batch, now))
}

/// Opens a confirmed judgement again: its participant is judged once more, by another lead.
///
/// # Errors
/// `state_forbids` unless it is confirmed, and while a valid certificate rests on it;
/// `same_person` for who confirmed it.
pub async fn reopen(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: ReopenInput,
) -> Result<JudgementDetail> {
    caller.may(policy::TABLE, "training_judgements.reopen")?;
    let now = state.clock.now();
    let judgement = state
        .db
        .write(move |conn| {
            let mut row = taken_one(conn, &caller, id, &seen, now)?;
            free(conn, &caller, &row)?;
            if row.status != JudgementStatus::Confirmed {
                return Err(state_forbids(&row, "only what is confirmed is opened again")
                    .why("not_confirmed", []));
            }
            if row.confirmed_by == Some(caller.user) {
                let detail = "You confirmed it yourself; another lead opens it again";
                return Err(Error::because(Code::SamePerson, detail).why("confirmed_yourself", []));
            }
            if row.result == Some(TrainingOutcome::Passed)
                && facts::is_certified(conn, row.enrolment_id)?
            {
                let why = "a valid certificate rests on it; have that revoked first";
                return Err(state_forbids(&row, why).why("certificate_rests", []));
            }
            let before = row.result;
            training_enrolments::unsettle(conn, &caller, row.enrolment_id, now)?;
            let reason = input.reason.trim();
            row.reopen(caller.user, reason);
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row, Some(caller.user))?;
            let detail = serde_json::json!({
                "before": before, "reason": reason, "version": row.version,
            });
            let event = "training_judgement.reopen";
            let subject = subject(conn, &row)?;
            audit::record(conn, Some(&caller), now, event, subject, &detail)?;
            // As a rule all parts stand, and it is proposed at once.
            let (computed, rules) = now_of(conn, &row, now)?;
            if let Some(fresh) = renew(conn, row.clone(), &computed, rules, now)? {
                record_proposal(conn, &fresh, Some(&caller), now)?;
                row = fresh;
            }
            notify::reopened(conn, &row, now)?;
            detail_of(conn, &caller, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(judgement)
}
