//! VC-JWT (Open Badges 3.0 §8.2): the form in which the credential is the payload of a compact JSON
//! Web Signature (RFC 7515), by EdDSA (RFC 8037).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::canonical::{CanonicalError, canonical_bytes};
use crate::document::{Document, ShapeError, bounded, read, words};
use crate::instant::Instant;
use crate::key::{IssuerKey, KeyError, PublicKey, SIGNATURE_LENGTH};
use crate::{multibase, strict};

/// Why a document gives no token, or a token does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwtError {
    #[error("a token is three parts of base64url without padding, with points between")]
    Compact,
    #[error("the header is not exactly EdDSA, a key of the issuer's and JWT")]
    Header,
    #[error("the claim {claim} is missing or says something else than the credential")]
    Claim { claim: &'static str },
    #[error(transparent)]
    Shape(#[from] ShapeError),
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    #[error(transparent)]
    Key(#[from] KeyError),
}

words! {
    EdDsa = "EdDSA";
    Jwt = "JWT";
}

/// The header, of these members and no other (§8.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub alg: EdDsa,
    /// The issuer's DID, `#`, the key's name.
    pub kid: String,
    pub typ: Jwt,
}

/// A token that was read and not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<D> {
    pub header: Header,
    pub document: D,
    /// The bytes that are signed: the first two parts and the point between.
    pub signed: String,
    pub signature: [u8; SIGNATURE_LENGTH],
}

/// The claims that say again what the credential says (§8.2.3). `exp` only where it ends.
fn claims<D: Document>(document: &D) -> impl Iterator<Item = (&'static str, Value)> {
    let seconds = |moment: Instant| Value::from(moment.unix());
    [
        ("iss", document.issuer().into()),
        ("jti", document.id().into()),
        ("nbf", seconds(document.valid_from())),
        ("sub", document.subject().into()),
    ]
    .into_iter()
    .chain(document.valid_until().map(|end| ("exp", seconds(end))))
}

/// The token of a document. The same document and key give the same token.
///
/// # Errors
/// What is wrong with the document; nothing is signed then.
pub fn encode<D: Document>(document: &D, key: &IssuerKey) -> Result<String, JwtError> {
    document.check()?;
    let json = |error: serde_json::Error| ShapeError::Json { reason: error.to_string() };
    let mut payload = serde_json::to_value(document).map_err(json)?;
    let members = payload
        .as_object_mut()
        .ok_or_else(|| ShapeError::Json { reason: "not an object".to_owned() })?;
    members.extend(claims(document).map(|(claim, value)| (claim.to_owned(), value)));
    let header = Header {
        alg: Default::default(),
        kid: format!("{}#{}", document.issuer(), key.id()),
        typ: Default::default(),
    };
    let header = serde_json::to_value(header).map_err(json)?;
    let part = |value: &Value| canonical_bytes(value).map(|bytes| multibase::base64url(&bytes));
    let signed = format!("{}.{}", part(&header)?, part(&payload)?);
    let signature = multibase::base64url(&key.sign(signed.as_bytes()));
    Ok(format!("{signed}.{signature}"))
}

/// Reads a token whose payload is exactly a `D` and its claims.
///
/// # Errors
/// What is not of this form.
pub fn decode<D: Document>(text: &str) -> Result<Decoded<D>, JwtError> {
    let max = D::MAX_LENGTH * 4 / 3 + 4096;
    if text.len() > max {
        return Err(ShapeError::Long { max }.into());
    }
    let (signed, signature) = text.rsplit_once('.').ok_or(JwtError::Compact)?;
    let (header, payload) = signed.split_once('.').ok_or(JwtError::Compact)?;
    let bytes = |part: &str| multibase::from_base64url(part).ok_or(JwtError::Compact);
    let signature = bytes(signature)?.try_into().map_err(|_| JwtError::Compact)?;
    let header: Header =
        strict::value(&bytes(header)?).and_then(strict::typed).map_err(|_| JwtError::Header)?;
    let mut payload = strict::value(bounded::<D>(&bytes(payload)?)?).map_err(ShapeError::from)?;
    let members = payload
        .as_object_mut()
        .ok_or_else(|| ShapeError::Json { reason: "the payload is not an object".to_owned() })?;
    let said: Map<String, Value> = ["iss", "jti", "nbf", "sub", "exp"]
        .into_iter()
        .filter_map(|claim| members.remove_entry(claim))
        .collect();
    let document: D = read(payload)?;
    let expected: Map<String, Value> =
        claims(&document).map(|(claim, value)| (claim.to_owned(), value)).collect();
    for claim in ["iss", "jti", "nbf", "sub", "exp"] {
        if said.get(claim) != expected.get(claim) {
            return Err(JwtError::Claim { claim });
        }
    }
    let decoded = Decoded { header, document, signed: signed.to_owned(), signature };
    decoded.key_id()?;
    Ok(decoded)
}

impl<D: Document> Decoded<D> {
    /// The name of the key in the issuer's DID document.
    ///
    /// # Errors
    /// [`JwtError::Header`] if the token names somebody else's key.
    pub fn key_id(&self) -> Result<&str, JwtError> {
        self.header
            .kid
            .strip_prefix(self.document.issuer())
            .and_then(|rest| rest.strip_prefix('#'))
            .filter(|id| crate::key::is_name(id))
            .ok_or(JwtError::Header)
    }

    /// Checks the signature with the key that [`Decoded::key_id`] names. Says nothing about the
    /// time or the status.
    ///
    /// # Errors
    /// [`JwtError::Key`].
    pub fn verify(&self, key: PublicKey) -> Result<(), JwtError> {
        Ok(key.verify_strict(self.signed.as_bytes(), &self.signature)?)
    }
}
