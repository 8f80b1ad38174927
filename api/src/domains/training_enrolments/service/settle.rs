//! The end of an enrolment: what the expert group confirmed, and what it opened again. For the slice of assessments; the
//! batch is locked.

use super::super::model::{EnrolmentRow, EnrolmentStatus};
use super::super::store;
use super::subject;
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};

fn found(conn: &mut Conn, id: Id, from: &[EnrolmentStatus]) -> Result<EnrolmentRow> {
    let row = store::rows(conn, &[id])?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
    if !from.contains(&row.status) {
        let detail = format!("The enrolment is {}", row.status);
        return Err(Error::because(Code::StateForbids, detail));
    }
    Ok(row)
}

fn write(
    conn: &mut Conn,
    caller: &Caller,
    mut row: EnrolmentRow,
    to: EnrolmentStatus,
    event: &'static str,
    at: Ts,
) -> Result<()> {
    let before = row.status;
    row.status = to;
    row.live = to.is_live();
    row.ended_at = (!row.live).then_some(at);
    row.updated_at = at;
    row.version += 1;
    store::update(conn, &row)?;
    let detail = serde_json::json!({ "from": before, "to": to, "version": row.version });
    audit::record(conn, Some(caller), at, event, subject(&row), &detail)
}

/// Ends an enrolment as passed or failed. The judgement is confirmed already: without it the database refuses.
///
/// # Errors
/// `state_forbids` unless it is in a class and under way.
pub fn settle(conn: &mut Conn, caller: &Caller, id: Id, passed: bool, at: Ts) -> Result<()> {
    let row = found(conn, id, &[EnrolmentStatus::Placed])?;
    let (to, event) = if passed {
        (EnrolmentStatus::Passed, "training_enrolment.pass")
    } else {
        (EnrolmentStatus::Failed, "training_enrolment.fail")
    };
    write(conn, caller, row, to, event, at)
}

/// Takes a result back: the participant is judged once more.
///
/// # Errors
/// `state_forbids` unless it has a result; `already_enrolled` where the person has begun another since.
pub fn unsettle(conn: &mut Conn, caller: &Caller, id: Id, at: Ts) -> Result<()> {
    let row = found(conn, id, &[EnrolmentStatus::Passed, EnrolmentStatus::Failed])?;
    write(conn, caller, row, EnrolmentStatus::Placed, "training_enrolment.reopen", at)
}
