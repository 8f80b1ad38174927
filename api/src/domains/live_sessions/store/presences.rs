//! Rows of `live_presences` and `live_events`.

use diesel::prelude::*;

use super::super::model::PresenceRow;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{live_events, live_presences};
use crate::{insert_rows, on_native};

/// An event as it is noted.
#[derive(Debug, Clone)]
pub struct Noted<'a> {
    pub digest: &'a [u8],
    pub kind: &'a str,
    /// The room's id of somebody in one browser.
    pub external_id: Option<&'a str>,
    pub at: Ts,
}

/// Notes an event; whether it is new.
pub fn take_in(conn: &mut Conn, session: Id, event: &Noted<'_>, received_at: Ts) -> Result<bool> {
    let row = (
        live_events::session_id.eq(session),
        live_events::digest.eq(event.digest.to_vec()),
        live_events::kind.eq(event.kind),
        live_events::external_id.eq(event.external_id),
        live_events::at.eq(event.at),
        live_events::received_at.eq(received_at),
    );
    let n = on_native!(conn, c => diesel::insert_into(live_events::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(n == 1)
}

/// When somebody in one browser came and went, in no particular order: the kind of event, and when.
pub fn told(conn: &mut Conn, session: Id, external: &str) -> Result<Vec<(String, Ts)>> {
    Ok(live_events::table
        .filter(live_events::session_id.eq(session))
        .filter(live_events::external_id.eq(external))
        .select((live_events::kind, live_events::at))
        .load(conn)?)
}

/// The stays of somebody in one browser.
pub fn of_browser(conn: &mut Conn, session: Id, external: &str) -> Result<Vec<PresenceRow>> {
    Ok(live_presences::table
        .filter(live_presences::session_id.eq(session))
        .filter(live_presences::external_id.eq(external))
        .select(PresenceRow::as_select())
        .load(conn)?)
}

/// Replaces the stays of somebody in one browser.
pub fn replace(conn: &mut Conn, session: Id, external: &str, rows: &[PresenceRow]) -> Result<()> {
    diesel::delete(
        live_presences::table
            .filter(live_presences::session_id.eq(session))
            .filter(live_presences::external_id.eq(external)),
    )
    .execute(conn)?;
    insert_rows!(conn, live_presences::table, rows)
}

/// The stays of a session by their beginning.
pub fn of_session(conn: &mut Conn, session: Id) -> Result<Vec<PresenceRow>> {
    Ok(live_presences::table
        .filter(live_presences::session_id.eq(session))
        .order((live_presences::joined_at.asc(), live_presences::id.asc()))
        .select(PresenceRow::as_select())
        .load(conn)?)
}
