//! Whom a step of a batch concerns, and what they are told.

use serde_json::json;

use super::super::model::{BatchRow, Step};
use super::super::store::trainers as pools;
use super::regions_of;
use crate::domains::{accounts, notices};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

fn send(
    conn: &mut Conn,
    caller: &Caller,
    mut users: Vec<Id>,
    kind: &str,
    row: &BatchRow,
    at: Ts,
) -> Result<()> {
    // Who did it knows.
    users.retain(|u| *u != caller.user);
    // The last day on which somebody can be enrolled.
    let until = Ts(row.enrol_until.0 - 1).programme_date();
    let params = json!({
        "batch": row.title, "remarks": row.remarks, "until": until, "starts_on": row.starts_on, "ends_on": row.ends_on,
    });
    let link = format!("/training/batches/{}", row.id);
    notices::send(conn, &users, kind, &params, Some(&link), at)
}

/// Holders of a role in the regions of a batch.
fn in_regions(conn: &mut Conn, row: &BatchRow, role: Role) -> Result<Vec<Id>> {
    let regions = regions_of(conn, row.id)?;
    accounts::holders_in(conn, role, &regions)
}

/// Tells everybody whom a step concerns. Those who are enrolled are told by the slice that keeps them.
pub fn stepped(conn: &mut Conn, caller: &Caller, step: Step, row: &BatchRow, at: Ts) -> Result<()> {
    let mut users = in_regions(conn, row, Role::BranchStaff)?;
    let kind = match step {
        Step::Open => {
            users.extend(in_regions(conn, row, Role::InstitutionAdmin)?);
            let trainers = pools::users_of(conn, row.id)?;
            send(conn, caller, trainers, "training_batch.trainer_added", row, at)?;
            "training_batch.opened"
        }
        Step::Reopen => "training_batch.reopened",
        Step::Finish => {
            users.extend(accounts::holders(conn, Role::HqAdmin, None, None)?);
            "training_batch.finished"
        }
        Step::Cancel => {
            users.extend(in_regions(conn, row, Role::InstitutionAdmin)?);
            users.extend(pools::users_of(conn, row.id)?);
            "training_batch.cancelled"
        }
    };
    send(conn, caller, users, kind, row, at)
}

/// Tells headquarters and the branches that the last class has ended.
pub fn assessed_now(conn: &mut Conn, caller: &Caller, row: &BatchRow, at: Ts) -> Result<()> {
    let mut users = in_regions(conn, row, Role::BranchStaff)?;
    users.extend(accounts::holders(conn, Role::HqAdmin, None, None)?);
    send(conn, caller, users, "training_batch.assessing", row, at)
}

/// Tells trainers that they are in the pool of a batch, or no longer.
pub fn pool(
    conn: &mut Conn,
    caller: &Caller,
    row: &BatchRow,
    came: Vec<Id>,
    went: Vec<Id>,
    at: Ts,
) -> Result<()> {
    send(conn, caller, came, "training_batch.trainer_added", row, at)?;
    send(conn, caller, went, "training_batch.trainer_removed", row, at)
}
