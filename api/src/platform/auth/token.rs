//! Access tokens: EdDSA-signed JWTs of fifteen minutes that name the key which signed them.

use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

use super::{Role, ScopeKind};
use crate::platform::clock::Clock;
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::keys::Keys;

/// Lifetime of an access token in seconds.
pub const ACCESS_TOKEN_SECONDS: i64 = 15 * 60;

/// What an access token says. Times are real time (RFC 7519 NumericDate).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// The user, or the client of a third party.
    pub sub: Id,
    /// The session (or the client itself): revoked, and every token of it is.
    pub sid: Id,
    /// The grant this token acts with.
    pub gid: Id,
    pub role: Role,
    pub scope: ScopeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Id>,
    /// Scopes of a third party's client, separated by spaces (RFC 6749 §3.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scp: Option<String>,
    pub iat: i64,
    pub exp: i64,
}

impl Claims {
    /// Signs these claims.
    pub fn sign(&self, keys: &Keys) -> Result<String> {
        let (kid, key) = keys.signing();
        let header = Header { kid: Some(kid.to_string()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, self, key).map_err(|e| Error::internal(e.into()))
    }

    /// Reads and verifies a token.
    pub fn verify(token: &str, keys: &Keys) -> Result<Self> {
        let bad = || Error::because(Code::Unauthenticated, "The access token is not valid");
        let header = jsonwebtoken::decode_header(token).map_err(|_| bad())?;
        let key = header.kid.as_deref().and_then(|kid| keys.verifying(kid)).ok_or_else(bad)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        // Expiry is checked below against the platform's real clock, without leeway.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        validation.validate_aud = false;
        let claims =
            jsonwebtoken::decode::<Claims>(token, key, &validation).map_err(|_| bad())?.claims;
        claims.unexpired()
    }

    /// The same claims, unless their time is over.
    pub fn unexpired(self) -> Result<Self> {
        if self.exp <= Clock::real().utc().unix_timestamp() {
            return Err(Error::new(Code::TokenExpired));
        }
        Ok(self)
    }
}
