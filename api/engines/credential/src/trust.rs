//! The trust bundle: what a verifier without a network goes by. The issuers' keys, the log's keys
//! and heads, and the status lists, each signed by its issuer; the bundle itself is not signed, so
//! it is worth what the place is worth that it was taken from.

use onex_translog::{Head, NoteError, NoteKey, note};
use serde::{Deserialize, Serialize};

use crate::instant::Instant;
use crate::key::{self, KeyError, PublicKey};
use crate::strict::{self, StrictError};

/// The version of the form.
pub const VERSION: u32 = 1;

/// The longest trust bundle that is read, in bytes: some hundred status lists that compress badly.
pub const MAX_LENGTH: usize = 64 * 1024 * 1024;

/// Why a file is no trust bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    #[error("the trust bundle has more than {MAX_LENGTH} bytes")]
    Long,
    #[error("the trust bundle is not of this shape: {0}")]
    Shape(#[from] StrictError),
    #[error("the trust bundle is of another version than {VERSION}")]
    Version,
    #[error("{0:?} is not a did:web identifier, or stands twice")]
    Issuer(String),
    #[error("the key {id:?} cannot be read, has another name than its own, or stands twice")]
    Key { id: String, source: Option<KeyError> },
    #[error("{0:?} is not a key of the log {1:?}")]
    LogKey(String, String),
    #[error("the head of the log cannot be trusted: {0}")]
    Head(#[from] NoteError),
}

/// The trust bundle as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustBundle {
    pub v: u32,
    pub made_at: Instant,
    pub issuers: Vec<Issuer>,
    pub log: Log,
    pub status: Vec<StatusPair>,
}

/// An issuer, and every key that it ever signed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    pub did: String,
    pub keys: Vec<Key>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The fragment that names the key in the DID document.
    pub id: String,
    /// As a Multikey, `z6Mk…`.
    pub public_key: String,
}

/// The log's keys, and heads that somebody kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub origin: String,
    /// As [`NoteKey`] writes them.
    pub keys: Vec<String>,
    /// Signed notes, the newest last.
    pub heads: Vec<String>,
}

/// Both status lists of one number, as VC-JWT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusPair {
    pub list: u32,
    /// The DID that signed them.
    pub issuer: String,
    /// Whose bits are certificates that do not hold any more.
    pub revoked: String,
    /// Whose bits are those of them that were superseded.
    pub superseded: String,
}

/// A trust bundle whose keys and heads were read. The status lists are read when they are asked
/// for: there may be many, and a certificate needs one.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    issuers: Vec<(String, Vec<(String, PublicKey)>)>,
    origin: String,
    log_keys: Vec<NoteKey>,
    heads: Vec<Head>,
    status: Vec<StatusPair>,
}

impl TrustBundle {
    /// Reads a trust bundle; any other JSON is refused.
    ///
    /// # Errors
    /// What is not of this shape.
    pub fn parse(text: &[u8]) -> Result<Self, TrustError> {
        if text.len() > MAX_LENGTH {
            return Err(TrustError::Long);
        }
        let bundle: TrustBundle = strict::typed(strict::value(text)?)?;
        if bundle.v == VERSION { Ok(bundle) } else { Err(TrustError::Version) }
    }

    /// The keys and heads, each checked: heads are signed by a key of the log.
    ///
    /// # Errors
    /// What cannot be trusted.
    pub fn open(self) -> Result<Trust, TrustError> {
        let mut trust = Trust { origin: self.log.origin, status: self.status, ..Trust::default() };
        for issuer in &self.issuers {
            if !crate::did::is_web(&issuer.did) || trust.keys(&issuer.did).is_some() {
                return Err(TrustError::Issuer(issuer.did.clone()));
            }
            trust.issuers.push((issuer.did.clone(), keys(&issuer.keys)?));
        }
        for text in self.log.keys {
            let key = NoteKey::parse(&text).ok().filter(|key| key.origin() == trust.origin);
            trust.log_keys.push(key.ok_or(TrustError::LogKey(text, trust.origin.clone()))?);
        }
        for head in self.log.heads {
            trust.add_head(head.as_bytes())?;
        }
        Ok(trust)
    }
}

fn keys(written: &[Key]) -> Result<Vec<(String, PublicKey)>, TrustError> {
    let mut keys: Vec<(String, PublicKey)> = Vec::with_capacity(written.len());
    for Key { id, public_key } in written {
        let wrong = |source| TrustError::Key { id: id.clone(), source };
        let key = PublicKey::from_multibase(public_key).map_err(|e| wrong(Some(e)))?;
        // A name of the form that keys give themselves is not given to another key.
        let named = key::is_name(id) && (!id.starts_with("k-") || *id == key.id());
        if !named || keys.iter().any(|(other, _)| other == id) {
            return Err(wrong(None));
        }
        keys.push((id.clone(), key));
    }
    Ok(keys)
}

impl Trust {
    /// Adds a head that somebody kept.
    ///
    /// # Errors
    /// [`TrustError::Head`] unless a key of the log signed it.
    pub fn add_head(&mut self, note: &[u8]) -> Result<(), TrustError> {
        let (head, _) = note::open(note, &self.log_keys)?;
        self.heads.push(head);
        Ok(())
    }

    /// Every key of this issuer by name; `None` if the issuer is unknown.
    pub fn keys(&self, did: &str) -> Option<&[(String, PublicKey)]> {
        self.issuers.iter().find(|(known, _)| known == did).map(|(_, keys)| keys.as_slice())
    }

    /// The first issuer that has a key of this name, and the key.
    pub fn owner(&self, id: &str) -> Option<(&str, PublicKey)> {
        self.issuers.iter().find_map(|(did, keys)| {
            let (_, key) = keys.iter().find(|(name, _)| name == id)?;
            Some((did.as_str(), *key))
        })
    }

    /// The keys that sign the log's heads.
    pub fn log_keys(&self) -> &[NoteKey] {
        &self.log_keys
    }

    /// The heads that were kept.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The status lists with this number of this issuer.
    pub fn status(&self, issuer: &str, list: u32) -> Option<&StatusPair> {
        self.status.iter().find(|pair| pair.list == list && pair.issuer == issuer)
    }
}
