//! Where sessions take place: rooms of several providers behind one trait. What their servers are asked and say is read
//! and written by the engine; here it is sent. Nothing is sent within a transaction.

mod bbb;
mod client;
mod jitsi;
mod link;

use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::model::{Provider, SessionRow};
use crate::platform::db::{Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::state::State;

/// Who enters a room.
#[derive(Debug, Clone)]
pub struct Guest {
    pub user: Id,
    pub name: String,
    /// Holds the session, or could.
    pub holds: bool,
}

/// What a room's server said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomState {
    /// When the meeting was created, in milliseconds since 1970-01-01T00:00:00Z.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<i64>,
    /// It tells us who comes and goes.
    #[serde(default)]
    pub tells: bool,
}

impl RoomState {
    pub fn of(row: &SessionRow) -> Self {
        row.provider_state.read().unwrap_or_default()
    }
    pub fn stored(&self) -> Json {
        Json::of(self)
    }
}

/// Rooms of one provider.
pub trait Room {
    /// Whatever of what somebody gave the room is found by; the address of a plain link.
    ///
    /// # Errors
    /// 422 for `/room`.
    fn place(&self, given: Option<&str>) -> Result<String>;

    /// Makes the room ready for whoever enters.
    ///
    /// # Errors
    /// `provider_unavailable`.
    fn open<'a>(&'a self, session: &'a SessionRow) -> LocalBoxFuture<'a, Result<RoomState>>;

    /// Where it is, for one guest.
    ///
    /// # Errors
    /// `provider_unavailable` for a room that is not ready.
    fn join_url(
        &self,
        session: &SessionRow,
        state: &RoomState,
        guest: &Guest,
        now: Ts,
    ) -> Result<String>;

    /// Ends the meeting for everybody in it.
    ///
    /// # Errors
    /// `provider_unavailable`.
    fn end<'a>(&'a self, session: &'a SessionRow) -> LocalBoxFuture<'a, Result<()>>;
}

/// The rooms that this system offers.
pub fn offered(state: &State) -> Vec<Provider> {
    let servers = &state.config.rooms;
    // Their servers go by real time, in which the sessions of a demo do not take place.
    let real = !state.clock.is_shifted();
    Provider::ALL
        .iter()
        .copied()
        .filter(|provider| match provider {
            Provider::Link => true,
            Provider::Bigbluebutton => real && servers.bbb.is_some(),
            Provider::Jitsi => real && servers.jitsi.is_some(),
        })
        .collect()
}

/// Rooms of a provider.
///
/// # Errors
/// 422 for one that this system does not offer.
pub fn of(state: &State, provider: Provider) -> Result<Box<dyn Room>> {
    let unknown = || Error::field("/provider", "not_offered", "no such room is offered here");
    if !offered(state).contains(&provider) {
        return Err(unknown());
    }
    let servers = &state.config.rooms;
    Ok(match provider {
        Provider::Link => Box::new(link::Link),
        Provider::Bigbluebutton => Box::new(bbb::BigBlueButton {
            server: servers.bbb.clone().ok_or_else(unknown)?,
            public_url: state.config.public_url.clone(),
        }),
        Provider::Jitsi => {
            Box::new(jitsi::Jitsi { server: servers.jitsi.clone().ok_or_else(unknown)? })
        }
    })
}

/// What a session's room is known by.
pub fn named(provider: Provider, session: Id, place: &str) -> String {
    match provider {
        Provider::Link => place.to_string(),
        Provider::Bigbluebutton => format!("onex-{session}"),
        Provider::Jitsi => onex_rooms::jitsi::room_of(&session.to_string()),
    }
}

/// The address at which a BigBlueButton tells of a session.
pub fn events_address(public_url: &str, session: Id) -> String {
    format!("{public_url}/api/v1/public/live-events/{session}")
}

/// Rooms of their own take no address.
fn no_place(given: Option<&str>) -> Result<String> {
    match given.map(str::trim) {
        None | Some("") => Ok(String::new()),
        Some(_) => {
            Err(Error::field("/room", "not_wanted", "such a room has an address of its own"))
        }
    }
}

/// What a server answered, or that it did not, as a refusal. What is wrong there is told to the operator alone.
fn unavailable(e: &dyn std::fmt::Display) -> Error {
    tracing::warn!(error = %e, "the server of the video rooms failed");
    Error::new(Code::ProviderUnavailable).retry_after(5)
}
