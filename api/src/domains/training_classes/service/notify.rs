//! Whom what becomes of a class concerns, and what they are told.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::model::{ClassRow, MergeRow, Step};
use super::super::store::{self, trainers as staff};
use crate::domains::training_enrolments::{self as enrolments, Participant};
use crate::domains::{accounts, notices, training_batches};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

const OWN: &str = "/my-training";

fn send(
    conn: &mut Conn,
    caller: &Caller,
    mut users: Vec<Id>,
    kind: &str,
    row: &ClassRow,
    link: &str,
    at: Ts,
) -> Result<()> {
    // Who did it knows.
    users.retain(|u| *u != caller.user);
    let params = json!({
        "class": row.title, "starts_on": row.starts_on, "ends_on": row.ends_on,
        "remarks": row.remarks,
    });
    notices::send(conn, &users, kind, &params, Some(link), at)
}

fn page(row: &ClassRow) -> String {
    format!("/training/classes/{}", row.id)
}

fn admins(conn: &mut Conn, people: &[Participant]) -> Result<Vec<Id>> {
    let schools: BTreeSet<Id> = people.iter().map(|p| p.row.institution_id).collect();
    let mut users = Vec::new();
    for school in schools {
        users.extend(accounts::holders(conn, Role::InstitutionAdmin, None, Some(school))?);
    }
    Ok(users)
}

fn users(people: &[Participant]) -> Vec<Id> {
    people.iter().map(|p| p.row.user_id).collect()
}

/// Tells participants, trainers and schools that a class was formed.
pub fn formed(
    conn: &mut Conn,
    caller: &Caller,
    row: &ClassRow,
    people: &[Participant],
    trainers: &[Id],
    at: Ts,
) -> Result<()> {
    send(conn, caller, users(people), "training_class.formed", row, OWN, at)?;
    let schools = admins(conn, people)?;
    send(conn, caller, schools, "training_class.formed", row, &page(row), at)?;
    send(conn, caller, trainers.to_vec(), "training_class.trainer_added", row, &page(row), at)
}

/// Tells trainers that they train a class, or no longer.
pub fn trainers(
    conn: &mut Conn,
    caller: &Caller,
    row: &ClassRow,
    came: Vec<Id>,
    went: Vec<Id>,
    at: Ts,
) -> Result<()> {
    send(conn, caller, came, "training_class.trainer_added", row, &page(row), at)?;
    send(conn, caller, went, "training_class.trainer_removed", row, "/training/classes", at)
}

/// Tells people that they are in another class now, or in none, and the trainers of the classes that changed.
pub fn moved(
    conn: &mut Conn,
    caller: &Caller,
    row: &ClassRow,
    came: &[Participant],
    went: &[Participant],
    at: Ts,
) -> Result<()> {
    send(conn, caller, users(came), "training_class.joined", row, OWN, at)?;
    send(conn, caller, users(went), "training_class.left", row, OWN, at)?;
    let staff = staff::of(conn, &[row.id])?.remove(&row.id).unwrap_or_default();
    let staff = staff.into_iter().map(|t| t.user_id).collect();
    send(conn, caller, staff, "training_class.members", row, &page(row), at)
}

/// Tells everybody whom a step concerns. `people` are those who were in the class before it.
pub fn stepped(
    conn: &mut Conn,
    caller: &Caller,
    step: Step,
    row: &ClassRow,
    people: &[Participant],
    at: Ts,
) -> Result<()> {
    let (kind, mut others) = match step {
        Step::Start => ("training_class.started", admins(conn, people)?),
        Step::Finish => ("training_class.finished", vec![]),
        Step::Dissolve => ("training_class.dissolved", admins(conn, people)?),
    };
    if step != Step::Start {
        for region in store::regions_of(conn, &[row.id])?.remove(&row.id).unwrap_or_default() {
            others.extend(accounts::holders(conn, Role::BranchStaff, Some(&region), None)?);
        }
    }
    let staff = staff::of(conn, &[row.id])?.remove(&row.id).unwrap_or_default();
    others.extend(staff.into_iter().map(|t| t.user_id));
    send(conn, caller, users(people), kind, row, OWN, at)?;
    send(conn, caller, others, kind, row, &page(row), at)
}

/// Tells the trainers of a class that somebody has left it.
pub fn dropped(conn: &mut Conn, caller: &Caller, class: Id, enrolment: Id, at: Ts) -> Result<()> {
    let row = super::by_id(conn, class)?;
    let name = enrolments::named(conn, &[enrolment])?.pop().map(|p| p.teacher.name);
    let staff = staff::of(conn, &[class])?.remove(&class).unwrap_or_default();
    let users: Vec<Id> =
        staff.into_iter().map(|t| t.user_id).filter(|u| *u != caller.user).collect();
    let params = json!({ "class": row.title, "name": name });
    notices::send(conn, &users, "training_class.dropped", &params, Some(&page(&row)), at)
}

/// Tells branches of a proposal, and, once it is agreed on, the schools of both regions.
pub fn merge(conn: &mut Conn, caller: &Caller, row: &MergeRow, kind: &str, at: Ts) -> Result<()> {
    let mut users = vec![row.proposed_by];
    for region in [&row.low, &row.high] {
        users.extend(accounts::holders(conn, Role::BranchStaff, Some(region), None)?);
        if kind == "training_merge.agreed" {
            users.extend(accounts::holders(conn, Role::InstitutionAdmin, Some(region), None)?);
        }
    }
    tell(conn, caller, row, users, kind, at)
}

/// Asks the branch that has not agreed yet, the other having done so.
pub fn asked(conn: &mut Conn, caller: &Caller, row: &MergeRow, at: Ts) -> Result<()> {
    let mut users = Vec::new();
    for (region, by) in [(&row.region_code, row.source_by), (&row.with_region_code, row.target_by)]
    {
        if by.is_none() {
            users.extend(accounts::holders(conn, Role::BranchStaff, Some(region), None)?);
        }
    }
    tell(conn, caller, row, users, "training_merge.proposed", at)
}

fn tell(
    conn: &mut Conn,
    caller: &Caller,
    row: &MergeRow,
    mut users: Vec<Id>,
    kind: &str,
    at: Ts,
) -> Result<()> {
    let batch = training_batches::by_id(conn, row.batch_id)?;
    users.retain(|u| *u != caller.user);
    let params = json!({
        "batch": batch.title, "region": row.region_code, "with": row.with_region_code,
        "reason": row.reason, "remarks": row.remarks,
    });
    notices::send(conn, &users, kind, &params, Some("/training/merges"), at)
}
