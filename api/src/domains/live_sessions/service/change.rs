//! Moving and cancelling a session.

use super::super::model::{CancelInput, LiveSession, SessionRow, SessionStatus, SessionUpdate};
use super::super::store::classes::Class;
use super::super::{policy, rooms, store};
use super::{attendance, kept, notify, plan, shown_one, state_forbids, subject, times};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Changes a session: what is moved books its new time and frees the old. One that was held takes another title, and a
/// longer plan if it went on.
///
/// # Errors
/// As planning.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: SessionUpdate,
) -> Result<LiveSession> {
    caller.may(policy::TABLE, "live_sessions.update")?;
    let (now, site) = (state.clock.now(), state.clone());
    let session = state
        .db
        .write(move |conn| {
            let (mut row, class) = kept(conn, &caller, id)?;
            seen.check(row.version)?;
            let before = row.clone();
            let changed = apply(conn, &site, &caller, &class, &mut row, &change)?;
            row.remarks = change.remarks.as_deref().map(str::trim).map(str::to_string);
            let timed = (before.starts_at, before.ends_at) != (row.starts_at, row.ends_at);
            if timed || before.host_user_id != row.host_user_id {
                times::release(conn, id)?;
                times::free(conn, std::slice::from_ref(&row), |_| "/starts_at".into())?;
                times::book(conn, std::slice::from_ref(&row))?;
            }
            if timed {
                row.sequence += 1;
                hold_again(&mut row)?;
            }
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            if timed && row.status == SessionStatus::Held {
                attendance::recount(conn, &row, now)?;
            }
            let detail = serde_json::json!({
                "changed": changed, "class": class.title, "from": row.starts_at,
                "until": row.ends_at, "remarks": row.remarks, "version": row.version,
            });
            let event = "live_session.update";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            if row.status.is_ahead() {
                notify::changed(conn, &caller, &class, (&before, &row), now)?;
            }
            shown_one(conn, &caller, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(session)
}

/// Puts what changes into the row; the names of what changed.
fn apply(
    conn: &mut Conn,
    state: &State,
    caller: &Caller,
    class: &Class,
    row: &mut SessionRow,
    change: &SessionUpdate,
) -> Result<Vec<&'static str>> {
    if row.status == SessionStatus::Cancelled {
        return Err(state_forbids(row, "plan another one").why("session_cancelled", []));
    }
    let planned = row.status == SessionStatus::Planned;
    let mut changed = Vec::new();
    if let Some(title) = &change.title {
        row.title = title.trim().into();
        changed.push("title");
    }
    if change.host_user_id.is_some() || change.provider.is_some() || change.room.is_some() {
        if !planned {
            return Err(state_forbids(row, "whoever holds it and its room stay")
                .why("session_begun_room", []));
        }
        if change.host_user_id.is_some() {
            row.host_user_id = plan::host(conn, caller, class, change.host_user_id)?;
            changed.push("host");
        }
        if change.provider.is_some() || change.room.is_some() {
            let provider = change.provider.unwrap_or(row.provider);
            let given = change.room.as_deref();
            let room = rooms::of(state, provider)?.place(given)?;
            row.room = rooms::named(provider, row.id, &room);
            row.provider = provider;
            row.provider_state = Json("{}".into());
            changed.push("room");
        }
    }
    let (from, until) =
        (change.starts_at.unwrap_or(row.starts_at), change.ends_at.unwrap_or(row.ends_at));
    if (from, until) != (row.starts_at, row.ends_at) {
        if !planned && (from > row.starts_at || until < row.ends_at) {
            return Err(state_forbids(row, "its time can be made longer, and no more")
                .why("session_begun_time", []));
        }
        let days = times::days(conn, class)?;
        let minutes = times::minutes(from, until, "")
            .and_then(|n| times::on_days(&days, (from, until), "").map(|()| n));
        row.minutes = minutes.map_err(|field| Error::fields(vec![field]))?;
        (row.starts_at, row.ends_at) = (from, until);
        changed.push("time");
    }
    Ok(changed)
}

/// What was held, held against the plan as it is now.
fn hold_again(row: &mut SessionRow) -> Result<()> {
    if let (SessionStatus::Held, Some(from), Some(until)) =
        (row.status, row.actual_start, row.actual_end)
    {
        row.held_minutes = Some(attendance::held_minutes(row, from, until)?);
    }
    Ok(())
}

/// Cancels a session that is ahead; its time is free again.
///
/// # Errors
/// `state_forbids` once it was held.
pub async fn cancel(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: CancelInput,
) -> Result<LiveSession> {
    caller.may(policy::TABLE, "live_sessions.cancel")?;
    let now = state.clock.now();
    let session = state
        .db
        .write(move |conn| {
            let (mut row, class) = kept(conn, &caller, id)?;
            seen.check(row.version)?;
            if !row.status.is_ahead() {
                return Err(state_forbids(&row, "it cannot be cancelled any more")
                    .why("session_not_ahead", []));
            }
            cancelled(conn, &caller, &mut row, &class.title, input.reason.trim(), now)?;
            notify::cancelled(conn, Some(&caller), &class, &[row.clone()], now)?;
            shown_one(conn, &caller, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(session)
}

/// Writes that a session does not take place.
pub fn cancelled(
    conn: &mut Conn,
    caller: &Caller,
    row: &mut SessionRow,
    class: &str,
    reason: &str,
    at: Ts,
) -> Result<()> {
    times::release(conn, row.id)?;
    row.status = SessionStatus::Cancelled;
    row.remarks = Some(reason.to_string());
    row.sequence += 1;
    row.updated_at = at;
    row.version += 1;
    store::update(conn, row)?;
    let detail = serde_json::json!({
        "title": row.title, "class": class, "from": row.starts_at, "until": row.ends_at,
        "reason": reason,
    });
    audit::record(conn, Some(caller), at, "live_session.cancel", subject(row), &detail)
}
