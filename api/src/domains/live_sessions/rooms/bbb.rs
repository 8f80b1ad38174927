//! Rooms of a BigBlueButton.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use onex_rooms::RoomError;
use onex_rooms::bbb::{Answer, Create, Guest as Entrant, Role, Server, answer};

use super::super::model::SessionRow;
use super::{Guest, Room, RoomState, client, events_address, no_place, unavailable};
use crate::platform::db::Ts;
use crate::platform::error::Result;

/// Minutes for which a meeting may go on behind its planned end.
const OVERTIME: u32 = 60;

pub struct BigBlueButton {
    pub server: Server,
    pub public_url: String,
}

impl BigBlueButton {
    async fn call(address: std::result::Result<String, RoomError>) -> Result<Answer> {
        let address = address.map_err(|e| unavailable(&e))?;
        let body = client::get(&address).await?;
        answer(&body).map_err(|e| unavailable(&e))
    }

    async fn made(&self, session: &SessionRow) -> Result<RoomState> {
        let id = session.id.to_string();
        let minutes = u32::try_from(session.minutes).unwrap_or_default();
        // Creating it again changes nothing and answers alike: nobody need know whether it is there.
        let meeting = Create {
            name: &session.title,
            meeting_id: &session.room,
            duration: minutes + OVERTIME,
            session: &id,
        };
        let made = Self::call(self.server.create(&meeting)).await?;
        let mut state = RoomState { created: made.created, ..RoomState::of(session) };
        if !state.tells || made.created != RoomState::of(session).created {
            let address = events_address(&self.public_url, session.id);
            // Without events attendance is entered or read from a file: nobody is kept out for that.
            let told = Self::call(self.server.register_events(&address, &session.room)).await;
            state.tells = told.is_ok();
        }
        Ok(state)
    }
}

impl Room for BigBlueButton {
    fn place(&self, given: Option<&str>) -> Result<String> {
        no_place(given)
    }

    fn open<'a>(&'a self, session: &'a SessionRow) -> LocalBoxFuture<'a, Result<RoomState>> {
        self.made(session).boxed_local()
    }

    fn join_url(
        &self,
        session: &SessionRow,
        state: &RoomState,
        guest: &Guest,
        _now: Ts,
    ) -> Result<String> {
        let created = state.created.ok_or_else(|| unavailable(&"an answer without createTime"))?;
        let user = guest.user.to_string();
        let role = if guest.holds { Role::Moderator } else { Role::Viewer };
        let entrant = Entrant { user_id: &user, name: &guest.name, role };
        self.server.join(&session.room, created, &entrant).map_err(|e| unavailable(&e))
    }

    fn end<'a>(&'a self, session: &'a SessionRow) -> LocalBoxFuture<'a, Result<()>> {
        async move {
            let address = self.server.end(&session.room).map_err(|e| unavailable(&e))?;
            let body = client::get(&address).await?;
            match answer(&body) {
                Ok(_) => Ok(()),
                // It is over already.
                Err(RoomError::Refused { key, .. }) if key == "notFound" => Ok(()),
                Err(e) => Err(unavailable(&e)),
            }
        }
        .boxed_local()
    }
}
