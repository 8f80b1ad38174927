//! Numbers of identity documents: their types, normal form, checks and masks.
//!
//! Owns the shape of a number, never whether the document exists. `resident` holds the 18-character
//! numbers of GB 11643, `travel` the passports and permits.

mod resident;
mod travel;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::chars::{compact, half_width, is_scientific};
use crate::regions::Region;

/// The kinds of document that a person may enrol with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdType {
    /// 居民身份证, GB 11643: 17 digits and a check character.
    ResidentId,
    /// 港澳台居民居住证: the same number with the prefix 81, 82 or 83.
    HmtResidencePermit,
    /// A passport of any country: 5–15 Latin letters and digits, at least one digit.
    Passport,
    /// 港澳居民来往内地通行证: H or M and 8 digits, or 10 with the count of renewals.
    HkMacauPermit,
    /// 台湾居民来往大陆通行证: 8 digits, or 10 with the count of renewals and perhaps a letter.
    TaiwanPermit,
}

impl IdType {
    pub const ALL: [IdType; 5] = [
        IdType::ResidentId,
        IdType::HmtResidencePermit,
        IdType::Passport,
        IdType::HkMacauPermit,
        IdType::TaiwanPermit,
    ];

    /// The identifier used in the contract and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            IdType::ResidentId => "resident_id",
            IdType::HmtResidencePermit => "hmt_residence_permit",
            IdType::Passport => "passport",
            IdType::HkMacauPermit => "hk_macau_permit",
            IdType::TaiwanPermit => "taiwan_permit",
        }
    }

    const fn is_gb_11643(self) -> bool {
        matches!(self, IdType::ResidentId | IdType::HmtResidencePermit)
    }
}

impl fmt::Display for IdType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no known type of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown type of document; use resident_id, hmt_residence_permit, passport, hk_macau_permit or taiwan_permit"
)]
pub struct UnknownIdType;

impl FromStr for IdType {
    type Err = UnknownIdType;
    fn from_str(s: &str) -> Result<Self, UnknownIdType> {
        IdType::ALL.into_iter().find(|t| t.as_str() == s).ok_or(UnknownIdType)
    }
}

/// Gender as the 17th digit of GB 11643 states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
}

impl Gender {
    pub const fn as_str(self) -> &'static str {
        match self {
            Gender::Female => "female",
            Gender::Male => "male",
        }
    }
}

/// Why a number is refused. Neither message nor fields hold any part of the number, nor what would
/// make it right: a check digit given away would turn a refusal into a generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("the number is empty")]
    Empty,
    #[error(
        "the spreadsheet has turned the number into a rounded figure; format the column as text and enter the number again"
    )]
    NumericCell,
    #[error("the number must have {expected} characters and has {actual}")]
    Length { expected: &'static str, actual: usize },
    #[error("15-digit numbers are no longer valid; enter the 18-digit number of the present card")]
    FirstGeneration,
    #[error("character {position} is not allowed; {allowed}")]
    Charset { position: usize, allowed: &'static str },
    #[error("the number belongs to another type of document: {looks_like}")]
    WrongType { looks_like: IdType },
    #[error("the first two digits name no province-level region")]
    UnknownRegion,
    #[error("digits 7 to 14 are not a possible date of birth")]
    ImpossibleDate,
    #[error("the date of birth lies in the future")]
    BornInFuture,
    #[error("the check character does not fit; at least one character is mistyped")]
    Checksum,
}

impl IdError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            IdError::Empty => "id_empty",
            IdError::NumericCell => "id_numeric_cell",
            IdError::Length { .. } => "id_length",
            IdError::FirstGeneration => "id_first_generation",
            IdError::Charset { .. } => "id_charset",
            IdError::WrongType { .. } => "id_wrong_type",
            IdError::UnknownRegion => "id_unknown_region",
            IdError::ImpossibleDate => "id_impossible_date",
            IdError::BornInFuture => "id_born_in_future",
            IdError::Checksum => "id_checksum",
        }
    }
}

/// A number that passed [`validate`]. `Debug` shows the type alone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber {
    kind: IdType,
    normal: String,
    birth: Option<Date>,
    gender: Option<Gender>,
    region: Option<&'static Region>,
}

impl IdNumber {
    pub fn kind(&self) -> IdType {
        self.kind
    }
    /// The whole number in normal form. For encryption and keyed hashes; answers show [`Self::masked`].
    pub fn as_str(&self) -> &str {
        &self.normal
    }
    /// What stays the same when the document is renewed: permits for travel to the mainland append
    /// the count of renewals to the holder's lifelong number. Key persons by this.
    pub fn lookup_key(&self) -> &str {
        let lifelong = match self.kind {
            IdType::HkMacauPermit => 9,
            IdType::TaiwanPermit => 8,
            _ => self.normal.len(),
        };
        self.normal.get(..lifelong).unwrap_or(&self.normal)
    }
    /// Date of birth, where the number states it.
    pub fn birth(&self) -> Option<Date> {
        self.birth
    }
    /// Gender, where the number states it.
    pub fn gender(&self) -> Option<Gender> {
        self.gender
    }
    /// Region of first registration (GB 11643), or where the holder of a permit comes from.
    pub fn region(&self) -> Option<&'static Region> {
        self.region
    }
    pub fn masked(&self) -> String {
        mask(&self.normal)
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdNumber").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The normal form: half-width, upper case, without blanks, hyphens, the brackets of older Taiwan
/// permits and a leading apostrophe. Does not check anything; idempotent.
pub fn normalise(kind: IdType, raw: &str) -> String {
    let unbracketed: String = match kind {
        IdType::TaiwanPermit => {
            raw.chars().filter(|c| !matches!(half_width(*c), '(' | ')')).collect()
        }
        _ => raw.to_owned(),
    };
    let mut text = compact(&unbracketed).to_ascii_uppercase();
    if kind.is_gb_11643() {
        // People type what looks like X: the multiplication sign, Roman ten, Greek and Cyrillic letters.
        if let Some(last) = text.chars().last()
            && matches!(last, '×' | 'Ⅹ' | 'ⅹ' | 'Х' | 'х' | 'Χ' | 'χ')
        {
            text.pop();
            text.push('X');
        }
    }
    text
}

/// Checks a number as typed or imported; `today` bounds the date of birth.
///
/// A number that ends in 000 and whose check character does not fit is reported as
/// [`IdError::NumericCell`]: a spreadsheet keeps 15 digits and fills up with zeros. For values of
/// cells that are numbers, ask [`from_numeric_cell`] first.
pub fn validate(kind: IdType, raw: &str, today: Date) -> Result<IdNumber, IdError> {
    if is_scientific(raw) {
        return Err(IdError::NumericCell);
    }
    let normal = normalise(kind, raw);
    if normal.is_empty() {
        return Err(IdError::Empty);
    }
    match kind {
        IdType::ResidentId | IdType::HmtResidencePermit => resident::check(kind, normal, today),
        IdType::Passport => travel::passport(normal),
        IdType::HkMacauPermit => travel::hk_macau_permit(normal),
        IdType::TaiwanPermit => travel::taiwan_permit(normal),
    }
}

/// The digits of a numeric spreadsheet cell, if none can have been lost: whole and below 10^15.
pub fn from_numeric_cell(value: f64) -> Result<String, IdError> {
    if value.is_finite() && value.fract() == 0.0 && (0.0..1e15).contains(&value) {
        Ok(format!("{value:.0}"))
    } else {
        Err(IdError::NumericCell)
    }
}

/// The number with its middle hidden, for answers: 18 characters show the first 6 and the last 4
/// (`110101********1234`: region and sequence, not the birthday), others of 8 or more the first and
/// last 2, of 4 or more the first and last 1, shorter ones nothing.
pub fn mask(number: &str) -> String {
    let count = number.chars().count();
    let (head, tail) = match count {
        18 => (6, 4),
        8.. => (2, 2),
        4..8 => (1, 1),
        _ => (0, 0),
    };
    number
        .chars()
        .enumerate()
        .map(|(i, c)| if i < head || i + tail >= count { c } else { '*' })
        .collect()
}

/// Guesses the type from the shape alone; `None` if nothing fits. Eight digits are taken for a
/// Taiwan permit, H or M with 8 or 10 digits for a Hong Kong or Macao permit, although some
/// passports look the same: a stated type goes before a guessed one.
pub fn detect(raw: &str) -> Option<IdType> {
    let text = normalise(IdType::ResidentId, raw);
    let bytes = text.as_bytes();
    let digits = |b: &[u8]| b.iter().all(u8::is_ascii_digit);
    if bytes.len() == 18 && digits(&bytes[..17]) && matches!(bytes[17], b'0'..=b'9' | b'X') {
        return Some(match &bytes[..2] {
            b"81" | b"82" | b"83" => IdType::HmtResidencePermit,
            _ => IdType::ResidentId,
        });
    }
    for (kind, check) in [
        (IdType::HkMacauPermit, travel::hk_macau_permit as fn(String) -> Result<IdNumber, IdError>),
        (IdType::TaiwanPermit, travel::taiwan_permit),
    ] {
        if check(normalise(kind, raw)).is_ok() {
            return Some(kind);
        }
    }
    let lettered = bytes.iter().any(u8::is_ascii_alphabetic) || bytes.len() == 9;
    (lettered && travel::passport(text).is_ok()).then_some(IdType::Passport)
}

#[cfg(test)]
mod tests;
