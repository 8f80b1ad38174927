//! Rooms of a Jitsi Meet that lets in by token. It tells nobody who was there.

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};
use onex_rooms::jitsi::{Guest as Entrant, Server};

use super::super::model::SessionRow;
use super::{Guest, Room, RoomState, no_place, unavailable};
use crate::platform::clock::Clock;
use crate::platform::db::Ts;
use crate::platform::error::Result;

pub struct Jitsi {
    pub server: Server,
}

impl Room for Jitsi {
    fn place(&self, given: Option<&str>) -> Result<String> {
        no_place(given)
    }

    fn open<'a>(&'a self, session: &'a SessionRow) -> LocalBoxFuture<'a, Result<RoomState>> {
        ready(Ok(RoomState::of(session))).boxed_local()
    }

    fn join_url(
        &self,
        session: &SessionRow,
        _state: &RoomState,
        guest: &Guest,
        now: Ts,
    ) -> Result<String> {
        // The server goes by real time, however business time stands to it.
        let real = Clock::real().utc().unix_timestamp();
        let ends = real + (session.ends_at.0 - now.0) / 1_000_000;
        let user = guest.user.to_string();
        let entrant = Entrant { user_id: &user, name: &guest.name, moderator: guest.holds };
        self.server.join(&session.room, &entrant, real, ends).map_err(|e| unavailable(&e))
    }

    fn end<'a>(&'a self, _session: &'a SessionRow) -> LocalBoxFuture<'a, Result<()>> {
        ready(Ok(())).boxed_local()
    }
}
