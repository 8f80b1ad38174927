//! Whom a step of a class concerns, and what they are told.

use serde_json::json;

use super::super::model::{CohortRow, CohortStatus, Step};
use super::super::store;
use super::super::store::members as rolls;
use crate::domains::{accounts, notices};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

fn send(
    conn: &mut Conn,
    caller: &Caller,
    mut users: Vec<Id>,
    kind: &str,
    params: &serde_json::Value,
    row: &CohortRow,
    at: Ts,
) -> Result<()> {
    // Who did it knows.
    users.retain(|u| *u != caller.user);
    notices::send(conn, &users, kind, params, Some(&format!("/cohorts/{}", row.id)), at)
}

/// Tells everybody concerned about a step that was taken from this status.
pub fn stepped(
    conn: &mut Conn,
    caller: &Caller,
    step: Step,
    before: CohortStatus,
    row: &CohortRow,
    at: Ts,
) -> Result<()> {
    let school = |conn: &mut Conn| {
        accounts::holders(conn, Role::InstitutionAdmin, None, Some(row.institution_id))
    };
    let branch =
        |conn: &mut Conn| accounts::holders(conn, Role::BranchStaff, Some(&row.region_code), None);
    let (kind, users) = match step {
        Step::Submit => ("cohort.submitted", branch(conn)?),
        Step::Withdraw => ("cohort.withdrawn", branch(conn)?),
        Step::Approve => {
            let mut users = school(conn)?;
            users.extend(rolls::teacher_users(conn, row.id)?);
            ("cohort.approved", users)
        }
        Step::Return => ("cohort.returned", school(conn)?),
        Step::Start => {
            let mut users = rolls::student_users(conn, row.id)?;
            users.extend(rolls::teacher_users(conn, row.id)?);
            ("cohort.started", users)
        }
        Step::Finish => ("cohort.finished", branch(conn)?),
        // A draft was nobody's business but the school's.
        Step::Dissolve if before != CohortStatus::Approved => return Ok(()),
        Step::Dissolve => {
            let mut users = branch(conn)?;
            users.extend(rolls::teacher_users(conn, row.id)?);
            users.extend(rolls::student_users(conn, row.id)?);
            ("cohort.dissolved", users)
        }
    };
    let schools = store::institutions(conn, &[row.institution_id])?;
    let params = json!({
        "cohort": row.title,
        "institution": schools.get(&row.institution_id).map(|i| i.name.as_str()),
        "remarks": row.remarks,
    });
    send(conn, caller, users, kind, &params, row, at)
}

/// Tells students that they are in another class now, unless both are still being formed.
pub fn moved(
    conn: &mut Conn,
    caller: &Caller,
    from: &CohortRow,
    to: &CohortRow,
    students: &[Id],
    at: Ts,
) -> Result<()> {
    if from.status.is_forming() && to.status.is_forming() {
        return Ok(());
    }
    let users = rolls::users_of(conn, students)?;
    let params = json!({ "from": from.title, "to": to.title });
    send(conn, caller, users, "cohort.moved", &params, to, at)
}
