//! The end of attempts: what they are worth, and that those whose deadline has passed are over, whoever finds it first.

use std::collections::HashMap;

use super::super::model::{AttemptRow, AttemptStatus};
use super::super::store;
use super::super::store::{attempts as tries, participants};
use crate::domains::papers;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::Result;
use crate::platform::state::State;

/// Whose attempt it is, for the audit trail.
pub fn subject(attempt: Id, of: &participants::Participant) -> Subject {
    Subject::institution("test_attempt", attempt, &of.region_code, of.institution_id)
}

/// Marks a locked open attempt and ends it at an instant.
pub fn end(
    conn: &mut Conn,
    mut row: AttemptRow,
    status: AttemptStatus,
    at: Ts,
    by: Option<&Caller>,
    now: Ts,
) -> Result<AttemptRow> {
    let test = store::by_id(conn, row.test_id)?;
    let paper = papers::row(conn, test.paper_id)?;
    let given = tries::given(conn, row.id)?;
    let marked = papers::marked(conn, &paper, &given)?;
    let score = i32::from(marked.score.hundredths());
    row.status = status;
    row.ended_at = Some(at);
    row.score_hundredths = Some(score);
    row.marks = Some(Json::of(&marked.marks));
    tries::end(conn, &row)?;
    let of = participants::by_id(conn, row.enrolment_id)?;
    let answered = given.values().filter(|answer| !answer.is_empty()).count();
    let said = serde_json::json!({
        "attempt": row.no, "answered": answered, "score": format!("{}.{:02}", score / 100, score % 100),
    });
    let event = match status {
        AttemptStatus::Expired => "test_attempt.expire",
        _ => "test_attempt.submit",
    };
    audit::record(conn, by, now, event, subject(row.id, &of), &said)?;
    Ok(row)
}

/// Ends an attempt if it is over; what it is then. It is taken for this transaction.
pub fn if_overdue(conn: &mut Conn, id: Id, now: Ts) -> Result<AttemptRow> {
    tries::lock(conn, id)?;
    let row = tries::by_id(conn, id)?;
    if !row.is_overdue(now) {
        return Ok(row);
    }
    let deadline = row.deadline;
    end(conn, row, AttemptStatus::Expired, deadline, None, now)
}

/// Ends what is over: of one test, or of all; how many, of at most a thousand. In the order of ids, as everybody
/// takes them.
pub fn settle_overdue(conn: &mut Conn, test: Option<Id>, now: Ts) -> Result<usize> {
    let ids = tries::overdue(conn, test, now)?;
    for id in &ids {
        if_overdue(conn, *id, now)?;
    }
    Ok(ids.len())
}

/// What is read is never an attempt that is over and not marked.
pub async fn before_reading(state: &State, test: Option<Id>, now: Ts) -> Result<()> {
    while !state.db.read(move |conn| tries::overdue(conn, test, now)).await?.is_empty() {
        state.db.write(move |conn| settle_overdue(conn, test, now)).await?;
    }
    Ok(())
}

/// What counts of each of these participants, of 100.00 in hundredths: the best of their ended attempts. [`settle_overdue`]
/// comes first.
pub fn best(conn: &mut Conn, enrolments: &[Id]) -> Result<HashMap<Id, i32>> {
    let best = tries::best(conn, enrolments)?;
    Ok(best.into_iter().map(|(of, (_, score))| (of, score)).collect())
}
