//! Documents that cross borders: passports and the two permits to travel to the mainland. They
//! have no check digit, so their shape is all there is to check.

use super::{IdError, IdNumber, IdType};

fn plain(kind: IdType, normal: String) -> IdNumber {
    let region = match (kind, normal.as_bytes().first()) {
        (IdType::HkMacauPermit, Some(b'H')) => crate::regions::by_code("81"),
        (IdType::HkMacauPermit, Some(b'M')) => crate::regions::by_code("82"),
        (IdType::TaiwanPermit, _) => crate::regions::by_code("71"),
        _ => None,
    };
    IdNumber { kind, normal, birth: None, gender: None, region }
}

fn charset(
    number: &str,
    allowed: &'static str,
    fits: impl Fn(usize, char) -> bool,
) -> Result<(), IdError> {
    match number.chars().enumerate().position(|(i, c)| !fits(i, c)) {
        Some(i) => Err(IdError::Charset { position: i + 1, allowed }),
        None => Ok(()),
    }
}

pub(super) fn passport(number: String) -> Result<IdNumber, IdError> {
    let count = number.chars().count();
    if !(5..=15).contains(&count) {
        return Err(IdError::Length { expected: "5 to 15", actual: count });
    }
    charset(&number, "use Latin letters and digits", |_, c| c.is_ascii_alphanumeric())?;
    if !number.bytes().any(|b| b.is_ascii_digit()) {
        return Err(IdError::Charset {
            position: 1,
            allowed: "a passport number has at least one digit",
        });
    }
    Ok(plain(IdType::Passport, number))
}

pub(super) fn hk_macau_permit(number: String) -> Result<IdNumber, IdError> {
    charset(&number, "H or M, then digits only", |i, c| {
        if i == 0 { matches!(c, 'H' | 'M') } else { c.is_ascii_digit() }
    })?;
    match number.len() {
        9 | 11 => Ok(plain(IdType::HkMacauPermit, number)),
        actual => Err(IdError::Length { expected: "9 or 11", actual }),
    }
}

pub(super) fn taiwan_permit(number: String) -> Result<IdNumber, IdError> {
    charset(&number, "digits only, after ten of them perhaps one letter", |i, c| {
        c.is_ascii_digit() || (i == 10 && c.is_ascii_uppercase())
    })?;
    match (number.len(), number.ends_with(|c: char| c.is_ascii_uppercase())) {
        (8 | 10, _) | (11, true) => Ok(plain(IdType::TaiwanPermit, number)),
        (actual, _) => Err(IdError::Length { expected: "8 or 10", actual }),
    }
}
