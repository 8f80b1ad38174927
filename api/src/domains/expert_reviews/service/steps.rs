//! What becomes of a review: drafts, submitting, giving back.

use super::super::model::{
    ExpertReviewDetail, ReleaseInput, ReviewDraft, ReviewRow, ReviewStatus, sum,
};
use super::super::policy;
use super::super::store::{self, affiliations as ties, panel as panels, rubrics};
use super::allocate::give;
use super::distribute::{Given, distribute, needs};
use super::notify;
use super::reviews::{detail_of, scope};
use crate::domains::training_batches;
use crate::domains::training_batches::BatchRow;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::{self, Told};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// A review, taken together with its batch and its group.
fn taken(
    conn: &mut Conn,
    caller: &Caller,
    id: Id,
    seen: &IfMatch,
) -> Result<(ReviewRow, BatchRow)> {
    let batch = store::batch_of(conn, &scope(caller), id)?;
    training_batches::lock(conn, &[batch])?;
    panels::lock(conn, batch)?;
    let row = store::find(conn, &scope(caller), id)?;
    seen.check(row.version)?;
    if row.status != ReviewStatus::Assigned {
        let detail = format!("The review is {}: nothing of it changes any more", row.status);
        return Err(Error::because(Code::StateForbids, detail).why("review_settled", []));
    }
    Ok((row, training_batches::by_id(conn, batch)?))
}

fn written(
    conn: &mut Conn,
    row: &mut ReviewRow,
    draft: &ReviewDraft,
    whole: bool,
    now: Ts,
) -> Result<()> {
    let criteria: Vec<super::super::model::Criterion> =
        rubrics::find(conn, row.rubric_id)?.criteria.read()?;
    let scores = sum(draft, &criteria, whole)?;
    let remarks = draft.remarks.as_deref().map(str::trim).filter(|r| !r.is_empty());
    if whole && remarks.is_none() {
        return Err(Error::field("/remarks", "required", "say what your points rest on"));
    }
    row.remarks = remarks.map(str::to_string);
    row.total_hundredths = whole.then(|| scores.values().sum());
    row.scores = Some(Json::of(&scores));
    row.updated_at = now;
    row.version += 1;
    Ok(())
}

/// Keeps what an expert has written so far.
///
/// # Errors
/// `state_forbids` once it was submitted or given back; 422 for points that do not fit the rubric.
pub async fn draft(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: ReviewDraft,
) -> Result<ExpertReviewDetail> {
    caller.may(policy::TABLE, "expert_reviews.write")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let (mut row, _) = taken(conn, &caller, id, &seen)?;
            written(conn, &mut row, &input, false, now)?;
            store::update(conn, &row)?;
            detail_of(conn, &caller, row, now)
        })
        .await
}

/// Submits a review. Where the second of two differs from the first by more than the threshold, a third expert is given
/// the design at once.
///
/// # Errors
/// Those of [`draft`]; 422 for criteria without points and for missing remarks; `conflict_of_interest` where one came to
/// be since the design was given out.
pub async fn submit(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: ReviewDraft,
) -> Result<ExpertReviewDetail> {
    caller.may(policy::TABLE, "expert_reviews.write")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let review = state
        .db
        .write(move |conn| {
            let (mut row, batch) = taken(conn, &caller, id, &seen)?;
            if !ties::conflicts(conn, &[caller.user], &[row.enrolment_id])?.is_empty() {
                let detail = "You have a conflict of interest here; give the review back";
                return Err(
                    Error::because(Code::ConflictOfInterest, detail).why("review_conflict", [])
                );
            }
            written(conn, &mut row, &input, true, now)?;
            row.status = ReviewStatus::Submitted;
            row.submitted_at = Some(now);
            store::update(conn, &row)?;
            let detail = serde_json::json!({
                "batch": batch.title, "slot": row.slot, "total": row.total_hundredths,
            });
            let event = "expert_review.submit";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            let why = Why { caller: &caller, reason: "", at: now };
            fill(conn, &batch, &row, &why, false)?;
            let told = Told { event, id, caller: &caller, reason: None, at: now, followers };
            follow::tell(conn, followers, &told)?;
            detail_of(conn, &caller, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(review)
}

fn subject(row: &ReviewRow) -> Subject {
    Subject::country("expert_review", row.id)
}

/// Gives a review back; another expert is given the design.
///
/// # Errors
/// `state_forbids` once it was submitted or given back.
pub async fn release(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: ReleaseInput,
) -> Result<ExpertReviewDetail> {
    caller.may(policy::TABLE, "expert_reviews.release")?;
    let now = state.clock.now();
    let review = state
        .db
        .write(move |conn| {
            let (row, batch) = taken(conn, &caller, id, &seen)?;
            let why = Why { caller: &caller, reason: input.reason.trim(), at: now };
            give_back(conn, &batch, vec![row], &why, false)?;
            let row = store::find(conn, &scope(&caller), id)?;
            detail_of(conn, &caller, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(review)
}

/// Who gives back what, why and when.
pub struct Why<'a> {
    pub caller: &'a Caller,
    pub reason: &'a str,
    pub at: Ts,
}

/// Takes reviews of one batch back and gives them to others. The group is locked. Where nobody can take one, headquarters
/// is told and it stays open; or everything is refused, if `strict`.
///
/// # Errors
/// `experts_missing`, if `strict`.
pub fn give_back(
    conn: &mut Conn,
    batch: &BatchRow,
    rows: Vec<ReviewRow>,
    why: &Why<'_>,
    strict: bool,
) -> Result<()> {
    let mut back = Vec::with_capacity(rows.len());
    for row in rows {
        back.push(taken_back(conn, batch, row, why)?);
    }
    for row in back {
        fill(conn, batch, &row, why, strict)?;
    }
    Ok(())
}

fn taken_back(
    conn: &mut Conn,
    batch: &BatchRow,
    mut row: ReviewRow,
    why: &Why<'_>,
) -> Result<ReviewRow> {
    row.status = ReviewStatus::Released;
    row.reason = Some(why.reason.to_string());
    row.updated_at = why.at;
    row.version += 1;
    store::update(conn, &row)?;
    let detail = serde_json::json!({
        "batch": batch.title, "expert": row.expert_user_id, "slot": row.slot, "reason": row.reason,
    });
    let event = "expert_review.release";
    audit::record(conn, Some(why.caller), why.at, event, subject(&row), &detail)?;
    Ok(row)
}

/// Gives to somebody what is missing of the same participant, with as much time as this review had.
fn fill(
    conn: &mut Conn,
    batch: &BatchRow,
    row: &ReviewRow,
    why: &Why<'_>,
    strict: bool,
) -> Result<()> {
    let mut needs = needs(conn, batch)?;
    needs.retain(|need| need.enrolment_id == row.enrolment_id);
    if needs.is_empty() {
        return Ok(());
    }
    let given: Vec<Given> = match distribute(conn, batch, &needs, why.at) {
        Ok(given) => given,
        Err(e) if e.code() == Code::ExpertsMissing && !strict => {
            return notify::unassigned(conn, batch, why.at);
        }
        Err(e) => return Err(e),
    };
    let due_at = Ts(why.at.0 + (row.due_at.0 - row.assigned_at.0));
    give(conn, batch, &given, due_at, why.at)?;
    for one in given {
        let detail = serde_json::json!({
            "batch": batch.title, "expert": one.expert, "slot": one.slot, "due_at": due_at,
        });
        let event = "expert_review.assign";
        let subject = Subject::country("expert_panel", batch.id);
        audit::record(conn, Some(why.caller), why.at, event, subject, &detail)?;
    }
    Ok(())
}

/// Ends what experts were still to do of participants who are not judged any more; nobody is given it anew.
pub fn end_open(
    conn: &mut Conn,
    caller: &Caller,
    enrolments: &[Id],
    reason: &str,
    at: Ts,
) -> Result<()> {
    for row in store::of_enrolments(conn, enrolments)?.into_values().flatten() {
        if row.status == ReviewStatus::Assigned {
            let batch = training_batches::by_id(conn, row.batch_id)?;
            taken_back(conn, &batch, row, &Why { caller, reason, at })?;
        }
    }
    Ok(())
}

/// Whoever has dropped out is not judged.
pub fn follow(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    match told.event {
        "training_enrolment.drop" => {
            let reason = told.reason.unwrap_or("the participant has dropped out");
            end_open(conn, told.caller, &[told.id], reason, told.at)
        }
        _ => Ok(()),
    }
}
