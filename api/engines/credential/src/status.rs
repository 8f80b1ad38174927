//! Bitstring Status List 1.0: which certificates no longer hold, told without telling of whom.

use std::io::{Read, Write};

use flate2::bufread::GzDecoder;
use flate2::{Compression, GzBuilder};
use serde::{Deserialize, Serialize};

use crate::did;
use crate::document::{
    CredentialsContext, Document, ShapeError, VerifiableCredential, bounded, read, words,
};
use crate::instant::Instant;
use crate::{multibase, strict};

/// The least length of a list (Bitstring Status List 1.0 §6.1, group privacy), and of ours.
pub const MIN_LENGTH: u32 = 1 << 17;

/// The longest list that is read from a stranger, in bits: 1 MiB.
pub const MAX_LENGTH: u32 = 1 << 23;

/// Why a list cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    #[error("the list does not begin with `u`")]
    Prefix,
    #[error("the list is not base64url without padding")]
    Base64,
    #[error("the list is not one member of GZIP")]
    Gzip,
    #[error("the list has fewer bits than {MIN_LENGTH} or more than allowed, or no whole bytes")]
    Length,
    #[error("the index lies outside of the list")]
    Range,
}

/// A list of bits, the first the highest of the first byte (§3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bits(Vec<u8>);

impl Bits {
    /// A list of `length` zeros.
    ///
    /// # Errors
    /// [`StatusError::Length`] below [`MIN_LENGTH`], above [`MAX_LENGTH`], or no multiple of 8.
    pub fn new(length: u32) -> Result<Self, StatusError> {
        if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) || !length.is_multiple_of(8) {
            return Err(StatusError::Length);
        }
        let bytes = usize::try_from(length / 8).map_err(|_| StatusError::Length)?;
        Ok(Bits(vec![0; bytes]))
    }

    /// How many bits there are.
    pub fn length(&self) -> usize {
        self.0.len() * 8
    }

    /// Sets a bit.
    ///
    /// # Errors
    /// [`StatusError::Range`].
    pub fn set(&mut self, index: u32) -> Result<(), StatusError> {
        let byte = usize::try_from(index / 8).ok().and_then(|at| self.0.get_mut(at));
        *byte.ok_or(StatusError::Range)? |= 0x80 >> (index % 8);
        Ok(())
    }

    /// Whether a bit is set.
    ///
    /// # Errors
    /// [`StatusError::Range`].
    pub fn get(&self, index: u32) -> Result<bool, StatusError> {
        let byte = usize::try_from(index / 8).ok().and_then(|at| self.0.get(at));
        Ok(byte.ok_or(StatusError::Range)? & (0x80 >> (index % 8)) != 0)
    }

    /// The list compressed: `u`, base64url of GZIP (§3.1). Of one list always the same text.
    ///
    /// # Errors
    /// [`StatusError::Gzip`], never in memory.
    pub fn encode(&self) -> Result<String, StatusError> {
        let mut gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
        gzip.write_all(&self.0).map_err(|_| StatusError::Gzip)?;
        let bytes = gzip.finish().map_err(|_| StatusError::Gzip)?;
        Ok(format!("u{}", multibase::base64url(&bytes)))
    }

    /// Reads a list of at most `max` bits (§3.3). What inflates to more is given up at that point.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn decode(text: &str, max: u32) -> Result<Self, StatusError> {
        let text = text.strip_prefix('u').ok_or(StatusError::Prefix)?;
        let packed = multibase::from_base64url(text).ok_or(StatusError::Base64)?;
        let max = u64::from(max.min(MAX_LENGTH) / 8);
        let mut gzip = GzDecoder::new(packed.as_slice());
        let mut bytes = Vec::new();
        gzip.by_ref().take(max + 1).read_to_end(&mut bytes).map_err(|_| StatusError::Gzip)?;
        let length = u64::try_from(bytes.len()).map_err(|_| StatusError::Length)?;
        if length > max || length < u64::from(MIN_LENGTH / 8) {
            return Err(StatusError::Length);
        }
        if !gzip.into_inner().is_empty() {
            return Err(StatusError::Gzip);
        }
        Ok(Bits(bytes))
    }
}

/// The place in a list of [`MIN_LENGTH`] of the certificate that is the `counter`th in it, from 0:
/// a permutation, so that no table of free places is needed, which tells nothing of the order of
/// issue to whoever lacks the key.
///
/// A Feistel network of 8 rounds over halves of 8 and 9 bits. `round(number, half)` is the keyed
/// function; of its result the low 8 or 9 bits count.
///
/// # Errors
/// [`StatusError::Range`] if the list is full.
pub fn position(counter: u32, round: impl Fn(u8, u16) -> u16) -> Result<u32, StatusError> {
    if counter >= MIN_LENGTH {
        return Err(StatusError::Range);
    }
    let half = |bits: u32| u16::try_from(bits).map_err(|_| StatusError::Range);
    let (mut high, mut low) = (half(counter >> 9)?, half(counter & 0x1ff)?);
    for number in 0..4 {
        high ^= round(2 * number, low) & 0xff;
        low ^= round(2 * number + 1, high) & 0x1ff;
    }
    Ok(u32::from(high) << 9 | u32::from(low))
}

words! {
    BitstringStatusListCredential = "BitstringStatusListCredential";
    BitstringStatusListType = "BitstringStatusList";
}

/// What a set bit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// It does not hold any more.
    Revocation,
    /// It does not hold any more because another took its place; only our verifier asks.
    Message,
}

/// A status list as a credential (§2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusList {
    #[serde(rename = "@context")]
    pub context: (CredentialsContext,),
    /// The address of the list.
    pub id: String,
    pub r#type: (VerifiableCredential, BitstringStatusListCredential),
    /// The issuer's DID.
    pub issuer: String,
    pub valid_from: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Instant>,
    pub credential_subject: StatusListSubject,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusListSubject {
    /// The address of the list and `#list`.
    pub id: String,
    pub r#type: BitstringStatusListType,
    pub status_purpose: Purpose,
    pub encoded_list: String,
}

impl StatusList {
    /// The list of `issuer` at `url` with these bits, true from one moment until another.
    ///
    /// # Errors
    /// [`ShapeError::Member`] for an address outside of the issuer's site or an empty time.
    pub fn new(
        issuer: &str,
        url: &str,
        purpose: Purpose,
        bits: &Bits,
        (valid_from, valid_until): (Instant, Option<Instant>),
    ) -> Result<Self, ShapeError> {
        let list = StatusList {
            context: Default::default(),
            id: url.to_owned(),
            r#type: Default::default(),
            issuer: issuer.to_owned(),
            valid_from,
            valid_until,
            credential_subject: StatusListSubject {
                id: format!("{url}#list"),
                r#type: Default::default(),
                status_purpose: purpose,
                encoded_list: bits
                    .encode()
                    .map_err(|_| ShapeError::Member { member: "encodedList" })?,
            },
        };
        list.check()?;
        Ok(list)
    }

    /// Reads a list without proof or claims; any other JSON is refused.
    ///
    /// # Errors
    /// What is not of this shape.
    pub fn parse(text: &[u8]) -> Result<Self, ShapeError> {
        read(strict::value(bounded::<Self>(text)?)?)
    }

    /// The bits, of at most [`MAX_LENGTH`].
    ///
    /// # Errors
    /// [`StatusError`].
    pub fn bits(&self) -> Result<Bits, StatusError> {
        Bits::decode(&self.credential_subject.encoded_list, MAX_LENGTH)
    }
}

impl Document for StatusList {
    const SHAPE: &'static str = "BitstringStatusListCredential";
    /// The longest list in base64, if nothing of it could be compressed.
    const MAX_LENGTH: usize = 1_500_000;

    fn id(&self) -> &str {
        &self.id
    }

    fn issuer(&self) -> &str {
        &self.issuer
    }

    fn subject(&self) -> &str {
        &self.credential_subject.id
    }

    fn valid_from(&self) -> Instant {
        self.valid_from
    }

    fn valid_until(&self) -> Option<Instant> {
        self.valid_until
    }

    fn check(&self) -> Result<(), ShapeError> {
        let site = did::url(&self.issuer).map_err(|_| ShapeError::Member { member: "issuer" })?;
        let path = self.id.strip_prefix(&site).and_then(|path| path.strip_prefix('/'));
        for (member, right) in [
            ("id", path.is_some_and(crate::snapshot::credential::is_path)),
            ("validUntil", self.valid_until.is_none_or(|end| end > self.valid_from)),
            ("credentialSubject.id", self.credential_subject.id == format!("{}#list", self.id)),
        ] {
            if !right {
                return Err(ShapeError::Member { member });
            }
        }
        Ok(())
    }
}
