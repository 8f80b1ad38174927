//! The issuer's name on the web, did:web (W3C CCG, did:web Method Specification §2), and the
//! document with its keys (Controlled Identifiers 1.0 §2).

use serde::{Deserialize, Serialize};

use crate::document::words;
use crate::key::{self, KeyError, PublicKey};
use crate::strict;

/// The longest DID document that is read, in bytes.
pub const MAX_LENGTH: usize = 256 * 1024;

/// Why an address gives no DID, or a DID document is not one of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DidError {
    #[error("{0:?} is not the address of a host such as https://onex.example/path")]
    Address(String),
    #[error("{0:?} is not a did:web identifier")]
    Identifier(String),
    #[error("the DID document is not of this shape: {reason}")]
    Shape { reason: String },
    #[error("the key {id:?} stands twice, has no name of ours, or is not for assertions")]
    Method { id: String },
    #[error("the key {id:?} cannot be read")]
    Key { id: String, source: KeyError },
}

/// The DID of the site at `url`: `https://onex.example:8443/a` gives
/// `did:web:onex.example%3A8443:a`. An `http` address, as of a trial at home, gives the same DID,
/// which others resolve by `https` only.
///
/// # Errors
/// [`DidError::Address`] for anything that is not scheme, host, perhaps port and path.
pub fn web(url: &str) -> Result<String, DidError> {
    let wrong = || DidError::Address(url.to_owned());
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let rest = rest.ok_or_else(wrong)?;
    let mut segments = rest.strip_suffix('/').unwrap_or(rest).split('/');
    let host = segments.next().unwrap_or_default().to_ascii_lowercase().replace(':', "%3A");
    let did = segments.fold(format!("did:web:{host}"), |did, segment| did + ":" + segment);
    if is_web(&did) { Ok(did) } else { Err(wrong()) }
}

/// The address that [`web`] was given, by `https` and without a last slash.
///
/// # Errors
/// [`DidError::Identifier`].
pub fn url(did: &str) -> Result<String, DidError> {
    let wrong = || DidError::Identifier(did.to_owned());
    if !is_web(did) {
        return Err(wrong());
    }
    let rest = did.strip_prefix("did:web:").ok_or_else(wrong)?;
    Ok(format!("https://{}", rest.replace(':', "/").replace("%3A", ":")))
}

/// Where the DID document is to be found.
///
/// # Errors
/// [`DidError::Identifier`].
pub fn document_url(did: &str) -> Result<String, DidError> {
    let site = url(did)?;
    let has_path = site.trim_start_matches("https://").contains('/');
    Ok(format!("{site}{}/did.json", if has_path { "" } else { "/.well-known" }))
}

/// Whether a text is a did:web identifier in the one spelling that is used here: a host in lower
/// case, the port behind `%3A`, segments of unreserved characters.
pub fn is_web(did: &str) -> bool {
    let Some(rest) = did.strip_prefix("did:web:") else { return false };
    let mut parts = rest.split(':');
    let host = parts.next().unwrap_or_default();
    let (name, port) = match host.split_once("%3A") {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    did.len() <= 256
        && name.split('.').all(label)
        && port.is_none_or(|p| p.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == p))
        && parts.all(|s| !matches!(s, "" | "." | "..") && s.bytes().all(is_unreserved))
}

/// RFC 3986 §2.3.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

words! {
    DidContext = "https://www.w3.org/ns/did/v1";
    MultikeyContext = "https://w3id.org/security/multikey/v1";
    Multikey = "Multikey";
}

/// The DID document: every key of the issuer, each for assertions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DidDocument {
    #[serde(rename = "@context")]
    context: (DidContext, MultikeyContext),
    id: String,
    verification_method: Vec<VerificationMethod>,
    assertion_method: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct VerificationMethod {
    id: String,
    r#type: Multikey,
    controller: String,
    public_key_multibase: String,
}

impl DidDocument {
    /// The document of `did` with these keys and their names, the newest first: some software
    /// takes the first one when a signature names none. A key that signs no more stays, or what it
    /// signed could not be verified any more.
    ///
    /// # Errors
    /// [`DidError::Identifier`]; [`DidError::Method`] for a name that is none or stands twice.
    pub fn new(did: &str, keys: &[(String, PublicKey)]) -> Result<Self, DidError> {
        let method = |(name, key): &(String, PublicKey)| VerificationMethod {
            id: format!("{did}#{name}"),
            r#type: Default::default(),
            controller: did.to_owned(),
            public_key_multibase: key.multibase(),
        };
        let verification_method: Vec<VerificationMethod> = keys.iter().map(method).collect();
        let document = DidDocument {
            context: Default::default(),
            id: did.to_owned(),
            assertion_method: verification_method.iter().map(|m| m.id.clone()).collect(),
            verification_method,
        };
        document.keys()?;
        Ok(document)
    }

    /// Reads a document of exactly this shape.
    ///
    /// # Errors
    /// What is not of this shape, or which key cannot be read.
    pub fn parse(text: &[u8]) -> Result<Self, DidError> {
        let shape = |reason: String| DidError::Shape { reason };
        if text.len() > MAX_LENGTH {
            return Err(shape(format!("it is longer than {MAX_LENGTH} bytes")));
        }
        let document: DidDocument =
            strict::value(text).and_then(strict::typed).map_err(|error| shape(error.0))?;
        document.keys()?;
        Ok(document)
    }

    /// The DID.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The keys and their names, in the order of the document.
    ///
    /// # Errors
    /// As [`DidDocument::parse`], never for what was parsed.
    pub fn keys(&self) -> Result<Vec<(String, PublicKey)>, DidError> {
        if !is_web(&self.id) {
            return Err(DidError::Identifier(self.id.clone()));
        }
        let mut keys: Vec<(String, PublicKey)> = Vec::new();
        for (at, method) in self.verification_method.iter().enumerate() {
            let id = &method.id;
            let name = id.strip_prefix(&self.id).and_then(|rest| rest.strip_prefix('#'));
            let asserts = self.assertion_method.get(at) == Some(id);
            let Some(name) = name.filter(|name| {
                key::is_name(name)
                    && asserts
                    && method.controller == self.id
                    && keys.iter().all(|(other, _)| other != name)
            }) else {
                return Err(DidError::Method { id: id.clone() });
            };
            let key = PublicKey::from_multibase(&method.public_key_multibase)
                .map_err(|source| DidError::Key { id: id.clone(), source })?;
            keys.push((name.to_owned(), key));
        }
        match self.assertion_method.get(keys.len()) {
            Some(id) => Err(DidError::Method { id: id.clone() }),
            None => Ok(keys),
        }
    }
}

#[cfg(test)]
mod tests;
