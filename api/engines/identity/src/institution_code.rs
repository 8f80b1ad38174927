//! The national code of an institution. Checked by shape alone: there is no check digit, and the
//! ministry's list of institutions is not part of the system.

use serde::Serialize;

use crate::chars::{compact, is_scientific};
use crate::regions::{self, Region};

/// Which of the known shapes a code has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Ten digits of an institution of higher education: 4, its category, two digits of region,
    /// and in the last five the short code.
    HigherEducation,
    /// The five-digit short code of an institution of higher education.
    Short,
    /// Ten digits of another school.
    OtherSchool,
}

/// A code that passed [`validate`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InstitutionCode {
    pub normal: String,
    pub shape: Shape,
    /// The region, which only the ten digits of higher education state.
    pub region: Option<&'static Region>,
}

impl InstitutionCode {
    /// The five-digit short code, if it is known: both forms of one institution agree in it.
    pub fn short(&self) -> Option<&str> {
        match self.shape {
            Shape::Short => Some(&self.normal),
            Shape::HigherEducation => self.normal.get(5..),
            Shape::OtherSchool => None,
        }
    }
}

/// Why a code is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InstitutionCodeError {
    #[error("the institution code is empty")]
    Empty,
    #[error("the spreadsheet has turned the code into a rounded figure; format the column as text")]
    NumericCell,
    #[error("character {position} of the institution code is not a digit")]
    Charset { position: usize },
    #[error("the institution code must have 10 digits, or 5 in its short form, and has {actual}")]
    Length { actual: usize },
    #[error("the institution code must not begin with 0")]
    LeadingZero,
    #[error("digits 3 and 4 of the institution code name no province-level region")]
    UnknownRegion,
}

impl InstitutionCodeError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            InstitutionCodeError::Empty => "institution_code_empty",
            InstitutionCodeError::NumericCell => "institution_code_numeric_cell",
            InstitutionCodeError::Charset { .. } => "institution_code_charset",
            InstitutionCodeError::Length { .. } => "institution_code_length",
            InstitutionCodeError::LeadingZero => "institution_code_leading_zero",
            InstitutionCodeError::UnknownRegion => "institution_code_unknown_region",
        }
    }
}

/// Half-width, without blanks and hyphens.
pub fn normalise(raw: &str) -> String {
    compact(raw)
}

/// Checks a code as typed or imported.
pub fn validate(raw: &str) -> Result<InstitutionCode, InstitutionCodeError> {
    if is_scientific(raw) {
        return Err(InstitutionCodeError::NumericCell);
    }
    let normal = normalise(raw);
    if normal.is_empty() {
        return Err(InstitutionCodeError::Empty);
    }
    if let Some(i) = normal.chars().position(|c| !c.is_ascii_digit()) {
        return Err(InstitutionCodeError::Charset { position: i + 1 });
    }
    let shape = match (normal.len(), normal.as_bytes()[0]) {
        (5 | 10, b'0') => return Err(InstitutionCodeError::LeadingZero),
        (5, _) => Shape::Short,
        (10, b'4') => Shape::HigherEducation,
        (10, _) => Shape::OtherSchool,
        (actual, _) => return Err(InstitutionCodeError::Length { actual }),
    };
    let region = match shape {
        Shape::HigherEducation => {
            Some(regions::by_code(&normal[2..4]).ok_or(InstitutionCodeError::UnknownRegion)?)
        }
        _ => None,
    };
    Ok(InstitutionCode { normal, shape, region })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_shapes_are_told_apart() {
        let long = validate("4111010001").unwrap();
        assert_eq!((long.shape, long.short()), (Shape::HigherEducation, Some("10001")));
        assert_eq!(long.region.map(|r| r.code), Some("11"));
        let short = validate(" １０００１ ").unwrap();
        assert_eq!((short.shape, short.short()), (Shape::Short, Some("10001")));
        let other = validate("3644000123").unwrap();
        assert_eq!((other.shape, other.short(), other.region), (Shape::OtherSchool, None, None));
    }

    #[test]
    fn each_fault_has_its_own_error() {
        let check = |raw| validate(raw).unwrap_err();
        assert_eq!(check(" "), InstitutionCodeError::Empty);
        assert_eq!(check("4.11E+9"), InstitutionCodeError::NumericCell);
        assert_eq!(check("41110A0001"), InstitutionCodeError::Charset { position: 6 });
        assert_eq!(check("411101000"), InstitutionCodeError::Length { actual: 9 });
        assert_eq!(check("41110100011"), InstitutionCodeError::Length { actual: 11 });
        assert_eq!(check("0001000001"), InstitutionCodeError::LeadingZero);
        assert_eq!(check("4199010001"), InstitutionCodeError::UnknownRegion);
    }
}
