//! What a BigBlueButton tells of a session: who came, who went, that it is over. It tells things twice and out of order.

use onex_rooms::bbb::{Event, EventKind, User, events as read};

use super::super::model::{PresenceRow, Provider, SessionRow, SessionStatus};
use super::super::rooms::{self, RoomState};
use super::super::store;
use super::super::store::presences::{self, Noted};
use super::{attendance, steps};
use crate::platform::auth::Peer;
use crate::platform::config::BbbEvents;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::ids;
use crate::platform::state::State;

const JOINED: &str = "user-joined";
const LEFT: &str = "user-left";

/// How a request is signed.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    pub checksum: Option<String>,
    pub authorization: Option<String>,
}

/// Takes in what a server tells of a session, once. What it tells of other meetings, and what means nothing here, is
/// acknowledged and forgotten.
///
/// # Errors
/// `signature_invalid`, for a session that is not there as well: nobody learns by it which there are.
pub async fn receive(
    state: &State,
    peer: Peer,
    session: Id,
    signature: Signature,
    body: Vec<u8>,
) -> Result<()> {
    let asker = format!("live-events:address:{}", peer.address);
    state.throttle.check(&asker, state.config.verify_per_address)?;
    let refused = || {
        state.throttle.fail(&asker, state.config.verify_per_address);
        Error::new(Code::SignatureInvalid)
    };
    check(state, session, &signature, &body).map_err(|()| refused())?;
    let told = read(&body).map_err(|e| Error::because(Code::Malformed, e.to_string()))?;
    let now = state.clock.now();
    let known = state.db.write(move |conn| take_in(conn, session, &told, now)).await?;
    if known {
        state.wake_streams();
        Ok(())
    } else {
        Err(refused())
    }
}

fn check(state: &State, session: Id, signature: &Signature, body: &[u8]) -> Result<(), ()> {
    let servers = &state.config.rooms;
    let server = servers.bbb.as_ref().ok_or(())?;
    let checked = match servers.bbb_events {
        BbbEvents::Checksum => {
            let address = rooms::events_address(&state.config.public_url, session);
            server.check_event(&address, body, signature.checksum.as_deref())
        }
        BbbEvents::Bearer => server.check_bearer(signature.authorization.as_deref()),
    };
    checked.map_err(|_| ())
}

/// Whether there is such a session.
fn take_in(conn: &mut Conn, session: Id, told: &[Event], now: Ts) -> Result<bool> {
    let Some(row) = store::by_id(conn, session)? else { return Ok(false) };
    if row.provider != Provider::Bigbluebutton {
        return Ok(false);
    }
    store::lock(conn, row.class_kind, row.class_id)?;
    let Some(mut row) = store::by_id(conn, session)? else { return Ok(false) };
    let mut news = false;
    let room = row.room.clone();
    for event in told.iter().filter(|e| e.meeting_id == room) {
        let (kind, user) = match &event.kind {
            EventKind::Joined(user) => (JOINED, Some(user)),
            EventKind::Left(user) => (LEFT, Some(user)),
            EventKind::Ended => ("meeting-ended", None),
            EventKind::Other(_) => continue,
        };
        let noted = Noted {
            digest: &event.digest,
            kind,
            external_id: user.map(|u| u.internal_id.as_str()),
            at: Ts(event.at),
        };
        if !presences::take_in(conn, row.id, &noted, now)? {
            continue;
        }
        news = true;
        match user {
            Some(user) => stays(conn, &row, user)?,
            None if is_of_an_earlier_meeting(event, &row) => {}
            None => ended(conn, &mut row, noted.at, now)?,
        }
    }
    // What comes late counts as well.
    if news && row.status == SessionStatus::Held {
        attendance::recount(conn, &row, now)?;
    }
    Ok(true)
}

/// Whether the room's meeting is another by now: whoever holds the session has opened it again. An event that does not say
/// which meeting it is of is taken for one of the present.
fn is_of_an_earlier_meeting(event: &Event, row: &SessionRow) -> bool {
    let present = RoomState::of(row).created;
    event.created.zip(present).is_some_and(|(told, present)| told < present)
}

/// Puts together again when somebody was there in one browser, from everything that was told of it.
fn stays(conn: &mut Conn, session: &SessionRow, user: &User) -> Result<()> {
    let external = user.internal_id.as_str();
    let before = presences::of_browser(conn, session.id, external)?.into_iter().next();
    let (known, shown) = before.map(|r| (r.user_id, r.shown_name)).unwrap_or_default();
    let account = match known {
        Some(id) => Some(id),
        None => store::account(conn, user.external_id.parse().ok())?,
    };
    let shown = if user.name.is_empty() { shown } else { user.name.chars().take(200).collect() };
    let rows: Vec<PresenceRow> = paired(presences::told(conn, session.id, external)?)
        .into_iter()
        .map(|(joined_at, left_at)| PresenceRow {
            id: ids::new(),
            session_id: session.id,
            external_id: external.to_string(),
            user_id: account,
            shown_name: shown.clone(),
            joined_at,
            left_at,
        })
        .collect();
    presences::replace(conn, session.id, external, &rows)
}

/// Comings and goings as stays, whatever order they came in. Of two comings without a going between the first counts;
/// a going before any coming tells nothing yet.
fn paired(mut told: Vec<(String, Ts)>) -> Vec<(Ts, Option<Ts>)> {
    // Of the same moment, coming before going.
    told.sort_unstable_by_key(|(kind, at)| (*at, kind == LEFT));
    let (mut out, mut since) = (Vec::new(), None);
    for (kind, at) in told {
        if kind == JOINED {
            since = since.or(Some(at));
        } else if let Some(joined) = since.take() {
            out.push((joined, Some(at)));
        }
    }
    out.extend(since.map(|joined| (joined, None)));
    out
}

/// The meeting is over: unless somebody has said so, it was held from when it was opened, or from the first who came.
fn ended(conn: &mut Conn, row: &mut SessionRow, at: Ts, now: Ts) -> Result<()> {
    if !row.status.is_ahead() {
        return Ok(());
    }
    let stays = presences::of_session(conn, row.id)?;
    let first = stays.iter().map(|s| s.joined_at).min();
    let Some(from) = row.actual_start.or(first).filter(|from| *from < at) else { return Ok(()) };
    // A rehearsal long before, or after: nothing of the plan was held.
    if at <= row.starts_at || row.ends_at <= from {
        return Ok(());
    }
    steps::held(conn, None, row, (from, at), now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(told: &[(&str, i64)]) -> Vec<(i64, Option<i64>)> {
        let told = told.iter().map(|(kind, at)| ((*kind).to_string(), Ts(*at))).collect();
        paired(told).into_iter().map(|(a, b)| (a.0, b.map(|b| b.0))).collect()
    }

    #[test]
    fn comings_and_goings_are_paired_whatever_order_they_come_in() {
        let told = [(LEFT, 9), (JOINED, 7), (JOINED, 1), (LEFT, 5)];
        assert_eq!(pairs(&told), [(1, Some(5)), (7, Some(9))]);
        assert_eq!(pairs(&told[..2]), [(7, Some(9))]);
        assert_eq!(pairs(&told[..1]), []);
        assert_eq!(pairs(&[(JOINED, 1), (JOINED, 3), (LEFT, 5)]), [(1, Some(5))]);
        assert_eq!(pairs(&[(LEFT, 1), (JOINED, 1)]), [(1, Some(1))]);
        assert_eq!(pairs(&[(LEFT, 1), (JOINED, 3)]), [(3, None)]);
    }
}
