//! Plain links.

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};
use onex_rooms::RoomError;

use super::super::model::SessionRow;
use super::{Guest, Room, RoomState};
use crate::platform::db::Ts;
use crate::platform::error::{Error, Result};

/// A room that somebody opened elsewhere.
pub struct Link;

impl Room for Link {
    fn place(&self, given: Option<&str>) -> Result<String> {
        let given = given.map(str::trim).filter(|g| !g.is_empty());
        let given = given.ok_or_else(|| {
            Error::field("/room", "required", "the address of the room is missing")
        })?;
        onex_rooms::link::room(given).map_err(|e| {
            let fault = Error::field("/room", e.code(), e.to_string());
            match e {
                RoomError::AddressLength { limit } => fault.naming([("max", limit.into())]),
                _ => fault,
            }
        })
    }

    fn open<'a>(&'a self, session: &'a SessionRow) -> LocalBoxFuture<'a, Result<RoomState>> {
        ready(Ok(RoomState::of(session))).boxed_local()
    }

    fn join_url(
        &self,
        session: &SessionRow,
        _state: &RoomState,
        _guest: &Guest,
        _now: Ts,
    ) -> Result<String> {
        Ok(session.room.clone())
    }

    fn end<'a>(&'a self, _session: &'a SessionRow) -> LocalBoxFuture<'a, Result<()>> {
        ready(Ok(())).boxed_local()
    }
}
