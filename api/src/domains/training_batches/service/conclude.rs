//! A batch ends by itself with the last result. For the slice of assessments; the batch is locked.

use super::super::model::{BatchStatus, Step};
use super::super::store;
use super::{by_id, notify, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::follow::{self, Follower, Told};

/// Finishes a batch in assessment in which everybody has a result; leaves any other as it is.
pub fn conclude(
    conn: &mut Conn,
    caller: &Caller,
    followers: &[Follower],
    id: Id,
    at: Ts,
) -> Result<()> {
    let mut row = by_id(conn, id)?;
    let Some(to) = row.status.after(Step::Finish) else { return Ok(()) };
    if row.status != BatchStatus::Assessing || store::unjudged(conn, id)? > 0 {
        return Ok(());
    }
    let before = row.status;
    row.status = to;
    row.updated_at = at;
    row.version += 1;
    store::update(conn, &row)?;
    let detail = serde_json::json!({ "from": before, "to": to, "version": row.version });
    let event = Step::Finish.event();
    audit::record(conn, Some(caller), at, event, subject(&row), &detail)?;
    follow::tell(conn, followers, &Told { event, id, caller, reason: None, at, followers })?;
    notify::stepped(conn, caller, Step::Finish, &row, at)
}
