//! Jitsi Meet: addresses of rooms with a token (JWT, RFC 7519; HS256, RFC 7515), as its XMPP server checks it.
//!
//! A server that lets nobody in without a token tells us of nobody: attendance comes from a file or by hand. Who may
//! moderate is said in `context.user` in the two ways that the plug-ins for it read; a stock server makes everybody with a
//! token a moderator.

use crate::{error::RoomError, link, secret::Secret};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

/// Seconds by which the server's clock may be behind ours.
const BEHIND: i64 = 10;
/// Seconds after the planned end for which a token still opens the room.
pub const GRACE: i64 = 30 * 60;

/// A server, and how it knows us (`app_id` and `app_secret` of its configuration).
#[derive(Debug, Clone)]
pub struct Server {
    /// Ends in a slash.
    base: String,
    /// In lower case.
    host: String,
    app_id: String,
    secret: Secret,
    audience: String,
}

/// Somebody who enters.
#[derive(Debug, Clone)]
pub struct Guest<'a> {
    pub user_id: &'a str,
    pub name: &'a str,
    pub moderator: bool,
}

impl Server {
    /// A server by its address, `https://meet.example`; `audience` is the application's id unless the server wants another.
    ///
    /// # Errors
    /// An address that is none or that carries credentials, an empty id.
    pub fn new(
        address: &str,
        app_id: &str,
        secret: Secret,
        audience: Option<&str>,
    ) -> Result<Self, RoomError> {
        let mut url = link::server(address, &["https", "http"])?;
        url.set_query(None);
        url.set_fragment(None);
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        if app_id.is_empty() {
            return Err(RoomError::Secret);
        }
        Ok(Self {
            host: url.host_str().unwrap_or_default().to_lowercase(),
            base: url.into(),
            app_id: app_id.to_owned(),
            secret,
            audience: audience.unwrap_or(app_id).to_owned(),
        })
    }

    /// The address by which a browser enters; whoever has it enters as this guest, until [`GRACE`] after the planned end.
    /// `now` and `ends` are seconds since 1970-01-01T00:00:00Z of the clock that the server goes by.
    ///
    /// # Errors
    /// A name no room has, or a meeting that is over.
    pub fn join(
        &self,
        room: &str,
        guest: &Guest<'_>,
        now: i64,
        ends: i64,
    ) -> Result<String, RoomError> {
        let token = self.token(room, guest, now, ends)?;
        Ok(format!("{}{room}?jwt={token}", self.base))
    }

    /// The token alone: for this room and no other.
    ///
    /// # Errors
    /// As [`Server::join`].
    pub fn token(
        &self,
        room: &str,
        guest: &Guest<'_>,
        now: i64,
        ends: i64,
    ) -> Result<String, RoomError> {
        if !is_room(room) {
            return Err(RoomError::Room);
        }
        let (nbf, exp) = (now.saturating_sub(BEHIND), ends.saturating_add(GRACE));
        if exp <= now {
            return Err(RoomError::Over);
        }
        // All of the user are texts: a null makes the client fail, and the plug-ins compare texts.
        let claims = json!({
            "aud": self.audience,
            "iss": self.app_id,
            "sub": self.host,
            "room": room,
            "nbf": nbf,
            "exp": exp,
            "context": { "user": {
                "id": guest.user_id,
                "name": guest.name,
                "affiliation": if guest.moderator { "owner" } else { "member" },
                "moderator": if guest.moderator { "true" } else { "false" },
            } },
        });
        let header = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = URL_SAFE_NO_PAD.encode(self.sign(signed.as_bytes())?);
        Ok(format!("{signed}.{signature}"))
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, RoomError> {
        // HMAC takes keys of any length.
        let mac = Hmac::<Sha256>::new_from_slice(self.secret.bytes());
        let mac = mac.map_err(|_| RoomError::Secret)?.chain_update(text);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

/// The room of a session: rooms' names know no case and no dashes in all places.
pub fn room_of(session: &str) -> String {
    let id = session.chars().filter(char::is_ascii_alphanumeric);
    format!("onex-{}", id.collect::<String>().to_ascii_lowercase())
}

fn is_room(room: &str) -> bool {
    (1..=100).contains(&room.len())
        && room.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
