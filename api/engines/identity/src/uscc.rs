//! The unified social credit code of organisations, GB 32100: 18 characters, the last a check
//! character modulo 31.

use crate::chars::{compact, is_scientific};
use crate::regions::{self, Region};

/// The 31 characters of the standard: digits and Latin capitals without I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Why a code is refused; holds no part of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    #[error("the unified social credit code is empty")]
    Empty,
    #[error("the spreadsheet has turned the code into a rounded figure; format the column as text")]
    NumericCell,
    #[error("the unified social credit code must have 18 characters and has {actual}")]
    Length { actual: usize },
    #[error("character {position} is not allowed; {allowed}")]
    Charset { position: usize, allowed: &'static str },
    #[error("characters 3 and 4 name no province-level region")]
    UnknownRegion,
    #[error("the check character does not fit; at least one character is mistyped")]
    Checksum,
}

impl UsccError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            UsccError::Empty => "uscc_empty",
            UsccError::NumericCell => "uscc_numeric_cell",
            UsccError::Length { .. } => "uscc_length",
            UsccError::Charset { .. } => "uscc_charset",
            UsccError::UnknownRegion => "uscc_unknown_region",
            UsccError::Checksum => "uscc_checksum",
        }
    }
}

/// A code that passed [`validate`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Uscc {
    /// 18 characters, upper case.
    pub normal: String,
    /// The region of the registering authority; none for those registered with the state (10).
    pub region: Option<&'static Region>,
}

/// Half-width, upper case, without blanks and hyphens.
pub fn normalise(raw: &str) -> String {
    compact(raw).to_ascii_uppercase()
}

/// Checks a code as typed or imported.
pub fn validate(raw: &str) -> Result<Uscc, UsccError> {
    if is_scientific(raw) {
        return Err(UsccError::NumericCell);
    }
    let normal = normalise(raw);
    let count = normal.chars().count();
    if count == 0 {
        return Err(UsccError::Empty);
    }
    if count != 18 {
        return Err(UsccError::Length { actual: count });
    }
    for (i, c) in normal.chars().enumerate() {
        if (2..8).contains(&i) && !c.is_ascii_digit() {
            return Err(UsccError::Charset { position: i + 1, allowed: "3 to 8 must be digits" });
        }
        if !c.is_ascii() || value(c as u8).is_none() {
            let allowed = "use digits and capitals other than I, O, S, V, Z";
            return Err(UsccError::Charset { position: i + 1, allowed });
        }
    }
    let region = regions::by_code(&normal[2..4]);
    if region.is_none() && &normal[2..4] != "10" {
        return Err(UsccError::UnknownRegion);
    }
    if !checksum_fits(normal.as_bytes()) {
        return Err(UsccError::Checksum);
    }
    Ok(Uscc { normal, region })
}

fn value(c: u8) -> Option<u32> {
    ALPHABET.iter().position(|a| *a == c).and_then(|i| u32::try_from(i).ok())
}

/// GB 32100: weights 3^(i-1) mod 31; with weight 1 for the check itself the sum is 0 mod 31.
fn checksum_fits(code: &[u8]) -> bool {
    let mut weight = 1;
    let mut sum = 0;
    for (i, c) in code.iter().enumerate() {
        let Some(v) = value(*c) else { return false };
        sum += if i == 17 { v } else { v * weight };
        weight = weight * 3 % 31;
    }
    sum % 31 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The check character by the formula as the standard words it: 31 minus the remainder.
    fn with_check(body: &str) -> String {
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
        let sum: u32 = body.bytes().zip(weights).map(|(b, w)| value(b).unwrap() * w).sum();
        let check = (31 - sum % 31) % 31;
        format!("{body}{}", ALPHABET[check as usize] as char)
    }

    #[test]
    fn codes_of_real_organisations_pass() {
        for (code, region) in [
            ("91350100M000100Y43", Some("35")),
            ("12100000400000624D", None),
            ("914403001922038216", Some("44")),
            ("9144030071526726XG", Some("44")),
            ("91330100799655058B", Some("33")),
        ] {
            assert_eq!(validate(code).map(|u| u.region.map(|r| r.code)), Ok(region), "{code}");
        }
    }

    #[test]
    fn typing_habits_are_forgiven() {
        for raw in [
            "91350100m000100y43",
            " 9135 0100 M000 100Y 43",
            "９１３５０１００Ｍ０００１００Ｙ４３",
        ] {
            assert_eq!(validate(raw).unwrap().normal, "91350100M000100Y43");
        }
    }

    #[test]
    fn each_fault_has_its_own_error() {
        let check = |raw: &str| validate(raw).unwrap_err();
        assert_eq!(check(""), UsccError::Empty);
        assert_eq!(check("9.135E+17"), UsccError::NumericCell);
        assert_eq!(check("91350100M000100Y4"), UsccError::Length { actual: 17 });
        assert!(matches!(check("91350100MO00100Y43"), UsccError::Charset { position: 10, .. }));
        assert!(matches!(check("91A50100M000100Y43"), UsccError::Charset { position: 3, .. }));
        assert!(matches!(check("91350100M000100Y4中"), UsccError::Charset { position: 18, .. }));
        assert_eq!(check(&with_check("91990100M000100Y4")), UsccError::UnknownRegion);
        assert_eq!(check("91350100M000100Y44"), UsccError::Checksum);
    }

    proptest! {
        #[test]
        fn single_errors_and_swaps_are_found(
            body in "[1-9A][1-3]1101[0-9]{2}[0-9A-HJ-NPQRTUWXY]{9}", at in 0usize..18, to in 0usize..31
        ) {
            let code = with_check(&body);
            prop_assert!(validate(&code).is_ok());
            let mut bytes = code.clone().into_bytes();
            bytes[at] = ALPHABET[to];
            prop_assert_eq!(checksum_fits(&bytes), bytes == code.as_bytes());
            let mut bytes = code.clone().into_bytes();
            if at < 17 {
                bytes.swap(at, at + 1);
                // Around the check itself the weights are 28 and 1, all others differ as well.
                prop_assert_eq!(checksum_fits(&bytes), bytes == code.as_bytes());
            }
        }

        #[test]
        fn nothing_panics(raw in "\\PC{0,24}") {
            let _ = validate(&raw);
        }
    }
}
