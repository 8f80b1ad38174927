//! Events, as the server's webhooks send them.

use crate::error::RoomError;
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

/// The longest body that is read, in bytes; one event has less than 1 KB.
const MAX_BYTES: usize = 256 << 10;
/// The most events of one body.
const MAX_EVENTS: usize = 100;
/// The longest text of an event that is taken, in bytes.
const MAX_TEXT: usize = 1024;

/// Something that happened in a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// SHA-256 of the event: the same for one that is sent again.
    pub digest: [u8; 32],
    /// When, in microseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// Our id of the meeting: of all the meetings that a room has one after the other.
    pub meeting_id: String,
    /// When this meeting of the room was created, as `create` answered it; none where the event does not say so.
    pub created: Option<i64>,
    pub kind: EventKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    Joined(User),
    Left(User),
    Ended,
    /// Of a kind that means nothing here: to be acknowledged and forgotten.
    Other(String),
}

/// Somebody in a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The server's id of this one stay: its joining and its leaving have the same.
    pub internal_id: String,
    /// Our id of who it is, as it was given on entry; the server's own for who came in otherwise.
    pub external_id: String,
    /// As shown in the meeting; not every event says it.
    pub name: String,
}

/// Reads the body of a request whose signature was checked: a form with the field `event`, which holds an event or a list
/// of events as JSON.
///
/// # Errors
/// [`RoomError::Event`].
pub fn events(body: &[u8]) -> Result<Vec<Event>, RoomError> {
    if body.len() > MAX_BYTES {
        return Err(invalid("too long"));
    }
    let field = form_urlencoded::parse(body).find(|(name, _)| name == "event");
    let (_, json) = field.ok_or(invalid("without the field event"))?;
    let list = match serde_json::from_str(&json) {
        Ok(Value::Array(list)) => list,
        Ok(single @ Value::Object(_)) => vec![single],
        _ => return Err(invalid("no JSON of an event")),
    };
    if list.len() > MAX_EVENTS {
        return Err(invalid("too many at once"));
    }
    list.iter().map(event).collect()
}

fn event(json: &Value) -> Result<Event, RoomError> {
    let text = |path: &str| {
        let text = json.pointer(path).and_then(Value::as_str);
        text.filter(|text| !text.is_empty() && text.len() <= MAX_TEXT).map(str::to_owned)
    };
    let kind = text("/data/id").ok_or(invalid("without a kind"))?;
    let meeting_id = text("/data/attributes/meeting/external-meeting-id");
    // The server's own id of a meeting is a hash of ours, a hyphen, and when it was created.
    let created = text("/data/attributes/meeting/internal-meeting-id")
        .and_then(|id| id.rsplit_once('-')?.1.parse().ok());
    let at = json.pointer("/data/event/ts").and_then(Value::as_i64);
    let user = || -> Result<User, RoomError> {
        let field = |name| text(&format!("/data/attributes/user/{name}"));
        Ok(User {
            internal_id: field("internal-user-id").ok_or(invalid("without its user"))?,
            external_id: field("external-user-id").ok_or(invalid("without its user"))?,
            name: field("name").unwrap_or_default(),
        })
    };
    let kind = match kind.as_str() {
        "user-joined" => EventKind::Joined(user()?),
        "user-left" => EventKind::Left(user()?),
        "meeting-ended" => EventKind::Ended,
        _ => EventKind::Other(kind),
    };
    Ok(Event {
        digest: Sha256::digest(json.to_string().as_bytes()).into(),
        at: at.and_then(|ms| ms.checked_mul(1000)).ok_or(invalid("without its time"))?,
        meeting_id: meeting_id.ok_or(invalid("without its meeting"))?,
        created,
        kind,
    })
}

const fn invalid(detail: &'static str) -> RoomError {
    RoomError::Event { detail }
}
