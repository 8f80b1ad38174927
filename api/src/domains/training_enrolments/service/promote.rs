//! The waiting list moves up by itself, in the transaction that frees or adds a place.

use super::super::model::EnrolmentStatus;
use super::super::store::{self, waiting};
use super::{notify, subject};
use crate::domains::training_batches;
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

/// Gives the free places of a batch to those who wait, in the order of their ranks, and tells them. The batch is
/// locked; in the trail it is whoever made the place that moved them up.
pub fn promote(conn: &mut Conn, batch: Id, caller: &Caller, at: Ts) -> Result<()> {
    let batch = training_batches::by_id(conn, batch)?;
    let free = i64::from(batch.places - batch.taken);
    if !batch.status.takes_people() || free <= 0 {
        return Ok(());
    }
    let next = waiting::first(conn, batch.id, free)?;
    let mut rows = store::rows(conn, &next)?;
    for row in &mut rows {
        row.status = EnrolmentStatus::Enrolled;
        row.promoted_at = Some(at);
        row.updated_at = at;
        row.version += 1;
        store::update(conn, row)?;
        let detail = serde_json::json!({
            "batch": batch.title, "order": row.seq, "version": row.version,
        });
        let event = "training_enrolment.promote";
        audit::record(conn, Some(caller), at, event, subject(row), &detail)?;
    }
    notify::promoted(conn, &batch, &rows, at)
}
