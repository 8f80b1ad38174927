//! The refresh token in the cookie: `session.secret.proof`, each part base64url.
//!
//! The session's id finds the session however often the token was replaced since, so that a copy is noticed
//! after any number of generations. The proof is a keyed hash over the other two: only a token that was once
//! given out counts as a copy, and whoever merely knows the id of a session cannot end it with an invention.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::platform::db::Id;
use crate::platform::keys::{Keys, random_token, sha256};

/// A refresh token, opened.
pub struct RefreshToken {
    pub session: Id,
    secret: String,
}

impl RefreshToken {
    /// The next token of a session.
    pub fn new(session: Id) -> Self {
        RefreshToken { session, secret: random_token() }
    }

    /// What the session's row keeps of it.
    pub fn hash(&self) -> Vec<u8> {
        sha256(self.secret.as_bytes()).to_vec()
    }

    fn named(&self) -> String {
        format!("{}.{}", URL_SAFE_NO_PAD.encode(self.session.0.as_bytes()), self.secret)
    }

    /// The cookie's value.
    pub fn seal(&self, keys: &Keys) -> String {
        let named = self.named();
        let proof = URL_SAFE_NO_PAD.encode(keys.lookup("refresh token", &named));
        format!("{named}.{proof}")
    }

    /// Reads a cookie's value; `None` for what [`RefreshToken::seal`] did not make.
    pub fn open(keys: &Keys, cookie: &str) -> Option<Self> {
        let (session, rest) = cookie.split_once('.')?;
        let (secret, _) = rest.split_once('.')?;
        let session: [u8; 16] = URL_SAFE_NO_PAD.decode(session).ok()?.try_into().ok()?;
        let token =
            RefreshToken { session: Id(uuid::Uuid::from_bytes(session)), secret: secret.into() };
        // Compared as hashes: how far two values agree says nothing about the value itself.
        (sha256(token.seal(keys).as_bytes()) == sha256(cookie.as_bytes())).then_some(token)
    }
}
