//! Entering a session's room, and ending it.

use super::super::model::{JoinAnswer, LiveSession, Reach, SessionRow, SessionStatus};
use super::super::rooms::{self, Guest, RoomState};
use super::super::store::classes;
use super::super::{policy, store};
use super::{enters, is_open, kept, met, opens_at, shown_one, state_forbids, steps, subject};
use crate::domains::accounts;
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Where the room is, for this caller. Whoever holds the session opens it by entering, and once more if it ended before
/// its time.
///
/// # Errors
/// `forbidden` for those who only look after it; `state_forbids` outside the time in which it opens, and for a training
/// class that has not started;
/// `provider_unavailable` when the room's server does not answer.
pub async fn join(state: &State, caller: Caller, id: Id) -> Result<JoinAnswer> {
    caller.may(policy::TABLE, "live_sessions.join")?;
    let (now, who) = (state.clock.now(), caller.clone());
    let (row, guest) = state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &Reach::of_caller(&who), id)?;
            let holds = entering(conn, &who, &row, now)?;
            let name = accounts::names(conn, &[who.user])?.remove(&who.user).unwrap_or_default();
            Ok((row, Guest { user: who.user, name, holds }))
        })
        .await?;
    let room = rooms::of(state, row.provider)?;
    // Not within a transaction: it may take seconds.
    let ready = room.open(&row).await?;
    let url = room.join_url(&row, &ready, &guest, now)?;
    if ready != RoomState::of(&row) || (guest.holds && row.status != SessionStatus::Open) {
        let holds = guest.holds;
        state.db.write(move |conn| entered(conn, &caller, id, holds, &ready, now)).await?;
        state.wake_streams();
    }
    Ok(JoinAnswer { url })
}

/// Whether the caller enters as one who holds the session.
fn entering(conn: &mut Conn, caller: &Caller, row: &SessionRow, now: Ts) -> Result<bool> {
    let holds = enters(caller.role, row.class_kind).ok_or_else(|| {
        Error::because(Code::Forbidden, "You do not take part in this session")
            .why("session_without_you", [])
    })?;
    met(&classes::find(conn, &Reach::of_caller(caller), row.class_kind, row.class_id)?)?;
    if is_open(row, holds, now) {
        return Ok(holds);
    }
    let from = opens_at(row, holds);
    Err(if row.status.is_ahead() && now < from {
        state_forbids(row, &format!("its room opens at {}", from.utc()))
            .why("room_opens", [("from", from.into())])
    } else {
        state_forbids(row, "its room is closed").why("room_closed", [])
    })
}

/// Writes what became of the room, and that whoever holds the session came.
fn entered(
    conn: &mut Conn,
    caller: &Caller,
    id: Id,
    holds: bool,
    ready: &RoomState,
    now: Ts,
) -> Result<()> {
    let reach = Reach::of_caller(caller);
    let row = store::find(conn, &reach, id)?;
    store::lock(conn, row.class_kind, row.class_id)?;
    let mut row = store::find(conn, &reach, id)?;
    // Since the room was asked for somebody may have called it off.
    entering(conn, caller, &row, now)?;
    let before = row.status;
    let opens = holds && before != SessionStatus::Open;
    if opens {
        row.status = SessionStatus::Open;
        row.actual_start = row.actual_start.filter(|_| before == SessionStatus::Held).or(Some(now));
        (row.actual_end, row.held_minutes) = (None, None);
    }
    // Somebody who asked later may have written first: what is over does not come back.
    if ready.created >= RoomState::of(&row).created {
        row.provider_state = ready.stored();
    }
    row.updated_at = now;
    row.version += 1;
    store::update(conn, &row)?;
    if opens {
        let detail = serde_json::json!({
            "title": row.title, "before": before, "version": row.version,
        });
        let event = "live_session.open";
        audit::record(conn, Some(caller), now, event, subject(&row), &detail)?;
    }
    Ok(())
}

/// Ends a session that was opened: from now on it was held.
///
/// # Errors
/// `state_forbids` for one that nobody opened, and for a training class that does not run; `provider_unavailable` when
/// the room's server does not answer.
pub async fn end(state: &State, caller: Caller, id: Id, seen: IfMatch) -> Result<LiveSession> {
    caller.may(policy::TABLE, "live_sessions.hold")?;
    let (now, who) = (state.clock.now(), caller.clone());
    let row = state
        .db
        .write(move |conn| {
            let (row, class) = kept(conn, &who, id)?;
            met(&class)?;
            seen.check(row.version)?;
            started(&row, now).map(|_| row)
        })
        .await?;
    rooms::of(state, row.provider)?.end(&row).await?;
    let session = state
        .db
        .write(move |conn| {
            let (mut row, class) = kept(conn, &caller, id)?;
            met(&class)?;
            // The server may have told meanwhile that it is over.
            if row.status != SessionStatus::Held {
                let from = started(&row, now)?;
                steps::held(conn, Some(&caller), &mut row, (from, now), now)?;
            }
            shown_one(conn, &caller, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(session)
}

/// When an open session began.
fn started(row: &SessionRow, now: Ts) -> Result<Ts> {
    match (row.status, row.actual_start) {
        (SessionStatus::Open, Some(from)) if from < now && row.starts_at < now => Ok(from),
        (SessionStatus::Open, _) => {
            Err(state_forbids(row, "it has not begun yet").why("session_not_begun", []))
        }
        _ => Err(state_forbids(row, "nobody has opened it; say when it was held instead")
            .why("session_never_opened", [])),
    }
}
