//! What is wrong with a room, or with what its server says.

/// Why something is refused. No text of a secret, an address with a signature or a request's body is ever part of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoomError {
    #[error("the address must begin with https:// and name a server")]
    Address,
    #[error("the address must hold neither a user name nor a password")]
    Credentials,
    #[error("the address has more than {limit} characters")]
    AddressLength { limit: usize },
    #[error("the name of a meeting needs at least 2 characters")]
    Name,
    #[error("the id of a meeting has 2 to 256 characters and no comma")]
    MeetingId,
    #[error("the secret or the name of the application is empty")]
    Secret,
    #[error("the name of a room has letters, digits and hyphens only")]
    Room,
    #[error("the meeting is over")]
    Over,
    #[error("the server refuses{}: {message}", remark(.key))]
    Refused { key: String, message: String },
    #[error("the server's answer is none: {detail}")]
    Answer { detail: String },
    #[error("the signature is missing or wrong")]
    Signature,
    #[error("the event is none: {detail}")]
    Event { detail: &'static str },
}

fn remark(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!(" ({key})") }
}

impl RoomError {
    /// A stable identifier.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Credentials => "address_credentials",
            Self::AddressLength { .. } => "address_length",
            Self::Name => "meeting_name",
            Self::MeetingId => "meeting_id",
            Self::Secret => "secret_empty",
            Self::Room => "room_name",
            Self::Over => "meeting_over",
            Self::Refused { .. } => "refused",
            Self::Answer { .. } => "answer",
            Self::Signature => "signature",
            Self::Event { .. } => "event",
        }
    }
}
