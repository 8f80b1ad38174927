//! Calls, as addresses.

use super::{Hash, checksum};
use crate::{error::RoomError, link, secret::Secret};
use url::form_urlencoded::Serializer;

/// The longest name of a meeting that servers take, in characters.
const MAX_NAME: usize = 64;
/// The events that are asked for.
const EVENTS: &str = "user-joined,user-left,meeting-ended";

/// A server and the secret shared with it (`bbb-conf --secret` shows both).
#[derive(Debug, Clone)]
pub struct Server {
    /// Ends in `/api/`.
    base: String,
    secret: Secret,
    hash: Hash,
}

/// A meeting to be created. Creating it again changes nothing, so it is done before every entry.
#[derive(Debug, Clone)]
pub struct Create<'a> {
    /// What it is called; from the 64th character on it is cut.
    pub name: &'a str,
    /// Ours: 2 to 256 characters without a comma.
    pub meeting_id: &'a str,
    /// Minutes after which the server ends it.
    pub duration: u32,
    /// The session it belongs to, kept by the server as metadata.
    pub session: &'a str,
}

/// Who may do what in a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Moderator,
    Viewer,
}

/// Somebody who enters.
#[derive(Debug, Clone)]
pub struct Guest<'a> {
    /// Ours; comes back in events.
    pub user_id: &'a str,
    pub name: &'a str,
    pub role: Role,
}

impl Server {
    /// A server by the address of its API, `https://server/bigbluebutton/api`; http only for tests and closed networks,
    /// which the caller decides.
    ///
    /// # Errors
    /// An address that is none, or that carries credentials.
    pub fn new(address: &str, secret: Secret, hash: Hash) -> Result<Self, RoomError> {
        let mut url = link::server(address, &["https", "http"])?;
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/');
        let path = if path.ends_with("/api") { format!("{path}/") } else { format!("{path}/api/") };
        url.set_path(&path);
        Ok(Self { base: url.into(), secret, hash })
    }

    /// Creates a meeting, unless there is one of this id. Nothing is recorded.
    ///
    /// # Errors
    /// A name that is too short, or an id that servers do not take.
    pub fn create(&self, meeting: &Create<'_>) -> Result<String, RoomError> {
        let mut name: String = meeting.name.trim().to_owned();
        if name.chars().count() < 2 {
            return Err(RoomError::Name);
        }
        if name.chars().count() > MAX_NAME {
            name = name.chars().take(MAX_NAME - 1).chain(['…']).collect();
        }
        let duration = meeting.duration.to_string();
        Ok(self.call(
            "create",
            &[
                ("name", &name),
                ("meetingID", checked(meeting.meeting_id)?),
                ("record", "false"),
                ("duration", &duration),
                ("meta_onex-session", meeting.session),
            ],
        ))
    }

    /// The address by which a browser enters; whoever has it enters as this guest. `created` is the time at which the
    /// meeting was created, as the answer to that call said: the address opens no later meeting of the same id.
    ///
    /// # Errors
    /// An id that servers do not take.
    pub fn join(
        &self,
        meeting_id: &str,
        created: i64,
        guest: &Guest<'_>,
    ) -> Result<String, RoomError> {
        let role = match guest.role {
            Role::Moderator => "MODERATOR",
            Role::Viewer => "VIEWER",
        };
        Ok(self.call(
            "join",
            &[
                ("fullName", guest.name),
                ("meetingID", checked(meeting_id)?),
                ("role", role),
                ("userID", guest.user_id),
                ("createTime", &created.to_string()),
            ],
        ))
    }

    /// Ends a meeting for everybody.
    ///
    /// # Errors
    /// An id that servers do not take.
    pub fn end(&self, meeting_id: &str) -> Result<String, RoomError> {
        Ok(self.call("end", &[("meetingID", checked(meeting_id)?)]))
    }

    /// Asks for a meeting's events at an address, which has to be another for every meeting.
    ///
    /// # Errors
    /// An id that servers do not take.
    pub fn register_events(&self, callback: &str, meeting_id: &str) -> Result<String, RoomError> {
        let parameters =
            [("callbackURL", callback), ("meetingID", checked(meeting_id)?), ("eventID", EVENTS)];
        // The name that is hashed has the slash in it.
        Ok(self.call("hooks/create", &parameters))
    }

    /// Checks the signature of an event; see [`super::check_event`].
    ///
    /// # Errors
    /// [`RoomError::Signature`].
    pub fn check_event(
        &self,
        callback: &str,
        body: &[u8],
        given: Option<&str>,
    ) -> Result<(), RoomError> {
        super::check_event(callback, body, given, &self.secret)
    }

    /// Checks an event's `Authorization`; see [`super::check_bearer`].
    ///
    /// # Errors
    /// [`RoomError::Signature`].
    pub fn check_bearer(&self, header: Option<&str>) -> Result<(), RoomError> {
        super::check_bearer(header, &self.secret)
    }

    fn call(&self, name: &str, parameters: &[(&str, &str)]) -> String {
        let query = Serializer::new(String::new()).extend_pairs(parameters).finish();
        let checksum = checksum(self.hash, name, &query, &self.secret);
        format!("{}{name}?{query}&checksum={checksum}", self.base)
    }
}

fn checked(meeting_id: &str) -> Result<&str, RoomError> {
    let fits = (2..=256).contains(&meeting_id.chars().count()) && !meeting_id.contains(',');
    fits.then_some(meeting_id).ok_or(RoomError::MeetingId)
}
