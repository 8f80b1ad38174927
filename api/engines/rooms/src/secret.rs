//! Secrets shared with a server.

use crate::error::RoomError;
use std::fmt;
use subtle::ConstantTimeEq;

/// A secret that shows in no message and no log.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// # Errors
    /// [`RoomError::Secret`] for an empty one, under which anybody could sign.
    pub fn new(text: impl Into<String>) -> Result<Self, RoomError> {
        let text = text.into();
        if text.is_empty() { Err(RoomError::Secret) } else { Ok(Self(text)) }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether this is the secret, in a time that tells only its length.
    pub(crate) fn is(&self, given: &[u8]) -> bool {
        equal(self.bytes(), given)
    }
}

/// Whether two texts are equal, in a time that tells only whether they are equally long.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
