//! BigBlueButton: calls to its server, signed; its answers; its events.
//!
//! A call is an address, `SERVER/bigbluebutton/api/CALL?QUERY&checksum=…`. The checksum is the hash of the call's name, the
//! query and the shared secret, one behind the other, in hexadecimal; so the query is encoded once, and those very bytes
//! are hashed and sent.

mod answer;
mod call;
mod event;

pub use answer::{Answer, answer};
pub use call::{Create, Guest, Role, Server};
pub use event::{Event, EventKind, User, events};

use crate::{
    error::RoomError,
    secret::{Secret, equal},
};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The hash of checksums. Servers take SHA-1 and SHA-256, since 2.5 also the longer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    const ALL: [Self; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// Digits of a checksum.
    const fn digits(self) -> usize {
        match self {
            Self::Sha1 => 40,
            Self::Sha256 => 64,
            Self::Sha384 => 96,
            Self::Sha512 => 128,
        }
    }

    fn hex(self, parts: &[&[u8]]) -> String {
        match self {
            Self::Sha1 => hex::<Sha1>(parts),
            Self::Sha256 => hex::<Sha256>(parts),
            Self::Sha384 => hex::<Sha384>(parts),
            Self::Sha512 => hex::<Sha512>(parts),
        }
    }
}

fn hex<H: Digest>(parts: &[&[u8]]) -> String {
    let mut hash = H::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The checksum of a call, in lower case; `query` as it is sent, without the checksum.
pub fn checksum(hash: Hash, call: &str, query: &str, secret: &Secret) -> String {
    hash.hex(&[call.as_bytes(), query.as_bytes(), secret.bytes()])
}

/// Checks the signature of an event: the hash of the address that was registered, the body byte by byte as it came, and
/// the secret. Which hash the server uses shows in the length of `given`.
///
/// # Errors
/// [`RoomError::Signature`].
pub fn check_event(
    callback: &str,
    body: &[u8],
    given: Option<&str>,
    secret: &Secret,
) -> Result<(), RoomError> {
    let given = given.unwrap_or_default().to_ascii_lowercase();
    let hash = Hash::ALL.into_iter().find(|hash| hash.digits() == given.len());
    let expected = hash.map(|hash| hash.hex(&[callback.as_bytes(), body, secret.bytes()]));
    match expected {
        Some(expected) if equal(expected.as_bytes(), given.as_bytes()) => Ok(()),
        _ => Err(RoomError::Signature),
    }
}

/// Checks the header `Authorization` of an event from a server that is set to `auth2_0` and signs nothing.
///
/// # Errors
/// [`RoomError::Signature`].
pub fn check_bearer(header: Option<&str>, secret: &Secret) -> Result<(), RoomError> {
    let given = header.and_then(|header| header.split_once(' ')).filter(|(scheme, _)| {
        // RFC 9110, 11.1: the scheme's case does not count.
        scheme.eq_ignore_ascii_case("Bearer")
    });
    match given {
        Some((_, given)) if secret.is(given.trim().as_bytes()) => Ok(()),
        _ => Err(RoomError::Signature),
    }
}
