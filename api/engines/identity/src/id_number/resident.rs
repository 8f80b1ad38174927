//! The citizen identification number of GB 11643: six digits of region, eight of birth, three of
//! sequence (the last odd for men), and a check character by ISO 7064 MOD 11-2.

use time::{Date, Month};

use super::{Gender, IdError, IdNumber, IdType};
use crate::regions;

/// Nobody living was born before; an earlier year is a typing error.
const EARLIEST_YEAR: i32 = 1900;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [u8; 11] = *b"10X98765432";

/// `number` is in normal form and not empty.
pub(super) fn check(kind: IdType, number: String, today: Date) -> Result<IdNumber, IdError> {
    let count = number.chars().count();
    if count == 15 && number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdError::FirstGeneration);
    }
    if count != 18 {
        return Err(IdError::Length { expected: "18", actual: count });
    }
    if let Some(wrong) =
        number.chars().enumerate().position(|(i, c)| !(c.is_ascii_digit() || (i == 17 && c == 'X')))
    {
        let allowed = if wrong == 17 {
            "the last one must be a digit or X"
        } else {
            "the first 17 must be digits"
        };
        return Err(IdError::Charset { position: wrong + 1, allowed });
    }
    let prefix = &number[..2];
    let from_outside = matches!(prefix, "81" | "82" | "83");
    let region = match kind {
        IdType::HmtResidencePermit if from_outside => {
            regions::by_code(if prefix == "83" { "71" } else { prefix })
        }
        IdType::HmtResidencePermit if regions::by_code(prefix).is_some() => {
            return Err(IdError::WrongType { looks_like: IdType::ResidentId });
        }
        IdType::HmtResidencePermit => None,
        _ if from_outside => {
            return Err(IdError::WrongType { looks_like: IdType::HmtResidencePermit });
        }
        _ => regions::by_code(prefix),
    };
    let region = region.ok_or(IdError::UnknownRegion)?;
    let birth = birth_date(&number[6..14]).ok_or(IdError::ImpossibleDate)?;
    if birth > today {
        return Err(IdError::BornInFuture);
    }
    if !checksum_fits(number.as_bytes()) {
        return Err(if number.ends_with("000") { IdError::NumericCell } else { IdError::Checksum });
    }
    let gender = if number.as_bytes()[16] % 2 == 1 { Gender::Male } else { Gender::Female };
    Ok(IdNumber {
        kind,
        normal: number,
        birth: Some(birth),
        gender: Some(gender),
        region: Some(region),
    })
}

fn birth_date(digits: &str) -> Option<Date> {
    let year: i32 = digits.get(..4)?.parse().ok()?;
    let month: u8 = digits.get(4..6)?.parse().ok()?;
    let day: u8 = digits.get(6..)?.parse().ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    (year >= EARLIEST_YEAR).then_some(date)
}

/// `number` holds 17 ASCII digits and one digit or X.
pub(super) fn checksum_fits(number: &[u8]) -> bool {
    let sum: u32 = WEIGHTS.iter().zip(number).map(|(w, b)| w * u32::from(b - b'0')).sum();
    number.last() == CHECKS.get((sum % 11) as usize)
}
