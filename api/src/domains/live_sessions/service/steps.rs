//! When a session was held.

use super::super::model::{HoldInput, LiveSession, SessionRow, SessionStatus};
use super::super::{policy, store};
use super::{attendance, kept, met, shown_one, state_forbids, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Says when a session was held, or corrects it.
///
/// # Errors
/// 422 for a time in the future or beside the plan; `state_forbids` for one that was cancelled, and for a training class
/// that has not started.
pub async fn hold(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: HoldInput,
) -> Result<LiveSession> {
    caller.may(policy::TABLE, "live_sessions.hold")?;
    let now = state.clock.now();
    if input.started_at >= input.ended_at {
        return Err(Error::field("/ended_at", "order", "must lie after the beginning"));
    }
    if input.ended_at > now {
        return Err(Error::field("/ended_at", "future", "must not lie in the future"));
    }
    let session = state
        .db
        .write(move |conn| {
            let (mut row, class) = kept(conn, &caller, id)?;
            met(&class)?;
            seen.check(row.version)?;
            if !row.status.can_be_held() {
                return Err(
                    state_forbids(&row, "it was not held").why("session_cancelled_held", [])
                );
            }
            if input.ended_at <= row.starts_at || row.ends_at <= input.started_at {
                let message = "lies beside the plan; move the session first";
                return Err(Error::field("/started_at", "outside_plan", message));
            }
            held(conn, Some(&caller), &mut row, (input.started_at, input.ended_at), now)?;
            shown_one(conn, &caller, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(session)
}

/// Writes when a session was held, and counts who attended as far as its room told.
pub fn held(
    conn: &mut Conn,
    caller: Option<&Caller>,
    row: &mut SessionRow,
    (from, until): (Ts, Ts),
    at: Ts,
) -> Result<()> {
    let before = (row.actual_start, row.actual_end, row.status);
    row.status = SessionStatus::Held;
    row.actual_start = Some(from);
    row.actual_end = Some(until);
    row.held_minutes = Some(attendance::held_minutes(row, from, until)?);
    row.updated_at = at;
    row.version += 1;
    store::update(conn, row)?;
    attendance::recount(conn, row, at)?;
    let detail = serde_json::json!({
        "from": from, "until": until, "minutes": row.held_minutes, "before": before.2,
        "version": row.version,
    });
    audit::record(conn, caller, at, "live_session.hold", subject(row), &detail)
}
