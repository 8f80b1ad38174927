//! What steps of a batch mean for those who are enrolled in it.

use super::super::model::EnrolmentStatus;
use super::super::store;
use super::promote::promote;
use super::{notify, subject};
use crate::domains::training_batches;
use crate::platform::audit;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::follow::Told;

/// A batch that changed or opened again may have places for those who wait; of one that is called off everybody
/// is free for another; once a class of it runs, nobody waits any more.
pub fn follow(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    match told.event {
        "training_batch.update" | "training_batch.reopen" => {
            promote(conn, told.id, told.caller, told.at)
        }
        "training_batch.cancel" => release(conn, told),
        "training_batch.run" => super::expire(conn, told),
        _ => Ok(()),
    }
}

fn release(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    let batch = training_batches::by_id(conn, told.id)?;
    let mut rows = store::live_of(conn, told.id)?;
    for row in &mut rows {
        let before = row.status;
        row.status = EnrolmentStatus::Withdrawn;
        row.live = false;
        row.class_id = None;
        row.ended_at = Some(told.at);
        row.reason = told.reason.map(str::to_string);
        row.updated_at = told.at;
        row.version += 1;
        store::update(conn, row)?;
        let detail = serde_json::json!({
            "from": before, "to": row.status, "batch": batch.title, "reason": row.reason,
        });
        let event = "training_enrolment.withdraw";
        audit::record(conn, Some(told.caller), told.at, event, subject(row), &detail)?;
    }
    notify::called_off(conn, &batch, &rows, told)
}
