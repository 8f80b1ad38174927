//! Who is told of what becomes of an enrolment: the teacher, and the administrators of the school.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::json;

use super::super::model::{EnrolmentRow, EnrolmentStatus};
use super::super::store::people;
use crate::domains::training_batches::BatchRow;
use crate::domains::{accounts, notices};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::follow::Told;

const OF_SCHOOL: &str = "/training/enrolments";
const OWN: &str = "/my-training";

fn admins(conn: &mut Conn, institution: Id) -> Result<Vec<Id>> {
    accounts::holders(conn, Role::InstitutionAdmin, None, Some(institution))
}

/// Tells teachers that they have a place, or at which rank they wait.
pub fn enrolled(
    conn: &mut Conn,
    batch: &BatchRow,
    rows: &[EnrolmentRow],
    ranks: &HashMap<Id, i64>,
    at: Ts,
) -> Result<()> {
    let placed: Vec<Id> =
        rows.iter().filter(|r| r.status == EnrolmentStatus::Enrolled).map(|r| r.user_id).collect();
    let params = json!({
        "batch": batch.title, "starts_on": batch.starts_on, "ends_on": batch.ends_on,
    });
    notices::send(conn, &placed, "training_enrolment.enrolled", &params, Some(OWN), at)?;
    for row in rows.iter().filter(|r| r.status == EnrolmentStatus::Waiting) {
        let params = json!({ "batch": batch.title, "rank": ranks.get(&row.id) });
        notices::send(conn, &[row.user_id], "training_enrolment.waiting", &params, Some(OWN), at)?;
    }
    Ok(())
}

/// Tells those who moved up, and their schools.
pub fn promoted(conn: &mut Conn, batch: &BatchRow, rows: &[EnrolmentRow], at: Ts) -> Result<()> {
    in_turn(conn, batch, rows, "training_enrolment.promoted", at)
}

/// Tells each teacher, and their school, the same.
fn in_turn(
    conn: &mut Conn,
    batch: &BatchRow,
    rows: &[EnrolmentRow],
    kind: &str,
    at: Ts,
) -> Result<()> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let names = people::names(conn, &ids)?;
    let mut schools: HashMap<Id, Vec<Id>> = HashMap::new();
    for row in rows {
        let name = names.get(&row.id).map(|n| n.teacher.name.as_str());
        let params = json!({ "name": name, "batch": batch.title });
        notices::send(conn, &[row.user_id], kind, &params, Some(OWN), at)?;
        let staff = match schools.entry(row.institution_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(admins(conn, row.institution_id)?),
        };
        let staff: Vec<Id> = staff.iter().copied().filter(|u| *u != row.user_id).collect();
        notices::send(conn, &staff, kind, &params, Some(OF_SCHOOL), at)?;
    }
    Ok(())
}

/// Tells the teacher and the school that an enrolment was taken back.
pub fn withdrawn(
    conn: &mut Conn,
    caller: &Caller,
    batch: &BatchRow,
    row: &EnrolmentRow,
    at: Ts,
) -> Result<()> {
    let names = people::names(conn, &[row.id])?;
    let name = names.get(&row.id).map(|n| n.teacher.name.as_str());
    let params = json!({ "name": name, "batch": batch.title, "reason": row.reason });
    both(conn, caller, row, "training_enrolment.withdrawn", &params, at)
}

/// Tells the teacher and the school that somebody has left their class.
pub fn dropped(
    conn: &mut Conn,
    caller: &Caller,
    batch: &BatchRow,
    row: &EnrolmentRow,
    at: Ts,
) -> Result<()> {
    let names = people::names(conn, &[row.id])?;
    let name = names.get(&row.id).map(|n| n.teacher.name.as_str());
    let params = json!({ "name": name, "batch": batch.title, "reason": row.reason });
    both(conn, caller, row, "training_enrolment.dropped", &params, at)
}

/// Tells those who waited in vain, and their schools.
pub fn expired(conn: &mut Conn, batch: &BatchRow, rows: &[EnrolmentRow], at: Ts) -> Result<()> {
    in_turn(conn, batch, rows, "training_enrolment.expired", at)
}

/// Tells the teacher, the school and the branch that an enrolment is in another batch now.
pub fn moved(
    conn: &mut Conn,
    caller: &Caller,
    (from, to): (&BatchRow, &BatchRow),
    row: &EnrolmentRow,
    at: Ts,
) -> Result<()> {
    let names = people::names(conn, &[row.id])?;
    let name = names.get(&row.id).map(|n| n.teacher.name.as_str());
    let params = json!({
        "name": name, "from": from.title, "to": to.title, "status": row.status,
        "reason": row.reason,
    });
    let kind = "training_enrolment.moved";
    both(conn, caller, row, kind, &params, at)?;
    let mut branch = accounts::holders(conn, Role::BranchStaff, Some(&row.region_code), None)?;
    branch.retain(|u| *u != caller.user && *u != row.user_id);
    let link = format!("/training/batches/{}", to.id);
    notices::send(conn, &branch, kind, &params, Some(&link), at)
}

/// Tells everybody who was enrolled in a batch that it does not take place; the schools are told of the batch.
pub fn called_off(
    conn: &mut Conn,
    batch: &BatchRow,
    rows: &[EnrolmentRow],
    told: &Told<'_>,
) -> Result<()> {
    let users: Vec<Id> = rows.iter().map(|r| r.user_id).collect();
    let params = json!({ "batch": batch.title, "remarks": told.reason });
    notices::send(conn, &users, "training_batch.cancelled", &params, Some(OWN), told.at)
}

/// The teacher, and the school but for whoever did it.
fn both(
    conn: &mut Conn,
    caller: &Caller,
    row: &EnrolmentRow,
    kind: &str,
    params: &serde_json::Value,
    at: Ts,
) -> Result<()> {
    notices::send(conn, &[row.user_id], kind, params, Some(OWN), at)?;
    let mut staff = admins(conn, row.institution_id)?;
    staff.retain(|u| *u != caller.user && *u != row.user_id);
    notices::send(conn, &staff, kind, params, Some(OF_SCHOOL), at)
}
