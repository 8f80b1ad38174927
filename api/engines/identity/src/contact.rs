//! Mobile phones of mainland China and e-mail addresses, by shape.

use crate::chars::{half_width, is_blank, is_hyphen, is_invisible, is_scientific};

/// Why a phone is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("the phone number is empty")]
    Empty,
    #[error(
        "the spreadsheet has turned the phone number into a rounded figure; format the column as text"
    )]
    NumericCell,
    #[error("character {position} of the phone number is not a digit")]
    Charset { position: usize },
    #[error("a mobile number has 11 digits, after +86 if that is given; this one has {actual}")]
    Length { actual: usize },
    #[error("a mobile number begins with 13 to 19")]
    Prefix,
}

impl PhoneError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            PhoneError::Empty => "phone_empty",
            PhoneError::NumericCell => "phone_numeric_cell",
            PhoneError::Charset { .. } => "phone_charset",
            PhoneError::Length { .. } => "phone_length",
            PhoneError::Prefix => "phone_prefix",
        }
    }
}

/// The 11 digits of a mobile number (`1[3-9]` and nine more) as typed or imported: half-width,
/// without blanks, hyphens, brackets, and the country code +86, 0086 or 86.
pub fn mobile(raw: &str) -> Result<String, PhoneError> {
    if is_scientific(raw) {
        return Err(PhoneError::NumericCell);
    }
    let text: String = raw
        .chars()
        .map(half_width)
        .filter(|c| !is_blank(*c) && !is_hyphen(*c) && !matches!(c, '(' | ')' | '\''))
        .collect();
    let number = match text.strip_prefix("+86").or_else(|| text.strip_prefix("0086")) {
        Some(national) => national,
        None if text.len() == 13 => text.strip_prefix("86").unwrap_or(&text),
        None => &text,
    };
    if number.is_empty() {
        return Err(PhoneError::Empty);
    }
    if let Some(i) = number.chars().position(|c| !c.is_ascii_digit()) {
        return Err(PhoneError::Charset { position: i + 1 });
    }
    if number.len() != 11 {
        return Err(PhoneError::Length { actual: number.len() });
    }
    if !matches!(number.as_bytes(), [b'1', b'3'..=b'9', ..]) {
        return Err(PhoneError::Prefix);
    }
    Ok(number.to_owned())
}

/// `138****5678`; shorter texts show their last character at most.
pub fn mask_mobile(number: &str) -> String {
    let count = number.chars().count();
    let (head, tail) = if count == 11 { (3, 4) } else { (0, usize::from(count > 3)) };
    number
        .chars()
        .enumerate()
        .map(|(i, c)| if i < head || i + tail >= count { c } else { '*' })
        .collect()
}

/// Why an e-mail address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("the e-mail address is empty")]
    Empty,
    #[error("the e-mail address is longer than 254 characters, or 64 before the @")]
    TooLong,
    #[error("the e-mail address must have one @ with something on either side")]
    Shape,
    #[error("the part before the @ holds a character or a dot out of place")]
    Local,
    #[error("the part after the @ is not a domain such as school.edu.cn")]
    Domain,
}

impl EmailError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            EmailError::Empty => "email_empty",
            EmailError::TooLong => "email_too_long",
            EmailError::Shape => "email_shape",
            EmailError::Local => "email_local",
            EmailError::Domain => "email_domain",
        }
    }
}

/// The normal form of an e-mail address: trimmed, half-width, lower case throughout (people log in
/// with it, and no mail system in use tells case apart). The dot-atom form of RFC 5321 with an
/// ASCII domain of two labels at least; quoted local parts are refused.
pub fn email(raw: &str) -> Result<String, EmailError> {
    let text: String = raw
        .trim_matches(is_blank)
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| half_width(c).to_ascii_lowercase())
        .collect();
    if text.is_empty() {
        return Err(EmailError::Empty);
    }
    let (local, domain) = text.split_once('@').ok_or(EmailError::Shape)?;
    if local.is_empty() || domain.is_empty() || domain.contains('@') {
        return Err(EmailError::Shape);
    }
    if text.len() > 254 || local.len() > 64 {
        return Err(EmailError::TooLong);
    }
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    if !local.split('.').all(|part| !part.is_empty() && part.chars().all(atom)) {
        return Err(EmailError::Local);
    }
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let named = top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit());
    if !domain.contains('.') || !domain.split('.').all(label) || !named {
        return Err(EmailError::Domain);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mobiles_are_normalised() {
        for raw in [
            "13800138000",
            " 138 0013 8000 ",
            "138-0013-8000",
            "+8613800138000",
            "+86 138 0013 8000",
            "(+86)13800138000",
            "008613800138000",
            "8613800138000",
            "１３８００１３８０００",
            "'13800138000",
        ] {
            assert_eq!(mobile(raw).as_deref(), Ok("13800138000"), "{raw}");
        }
    }

    #[test]
    fn each_fault_of_a_mobile_has_its_own_error() {
        for (raw, error) in [
            ("", PhoneError::Empty),
            ("+86", PhoneError::Empty),
            ("1.38E+10", PhoneError::NumericCell),
            ("1380013800a", PhoneError::Charset { position: 11 }),
            ("+85213800138000", PhoneError::Charset { position: 1 }),
            ("1380013800", PhoneError::Length { actual: 10 }),
            ("138001380000", PhoneError::Length { actual: 12 }),
            ("12800138000", PhoneError::Prefix),
            ("01088888888", PhoneError::Prefix),
        ] {
            assert_eq!(mobile(raw), Err(error), "{raw}");
        }
        assert_eq!(mask_mobile("13800138000"), "138****8000");
        assert_eq!(mask_mobile("1380"), "***0");
        assert_eq!(mask_mobile("138"), "***");
    }

    #[test]
    fn emails_are_checked_by_shape() {
        assert_eq!(email(" Li.Lei＠School.EDU.cn ").as_deref(), Ok("li.lei@school.edu.cn"));
        for raw in ["a@b.cn", "a+b_c@x-y.example.com", "o'brien@a1.co"] {
            assert_eq!(email(raw).as_deref(), Ok(raw));
        }
        for (raw, error) in [
            ("", EmailError::Empty),
            ("a.b.cn", EmailError::Shape),
            ("@b.cn", EmailError::Shape),
            ("a@", EmailError::Shape),
            ("a@b@c.cn", EmailError::Shape),
            (".a@b.cn", EmailError::Local),
            ("a..b@c.cn", EmailError::Local),
            ("a b@c.cn", EmailError::Local),
            ("张@c.cn", EmailError::Local),
            ("a@b", EmailError::Domain),
            ("a@b..cn", EmailError::Domain),
            ("a@-b.cn", EmailError::Domain),
            ("a@127.0.0.1", EmailError::Domain),
            ("a@b.c", EmailError::Domain),
        ] {
            assert_eq!(email(raw), Err(error), "{raw}");
        }
        assert_eq!(email(&format!("{}@b.cn", "a".repeat(65))), Err(EmailError::TooLong));
        assert!(email(&format!("{}@b.cn", "a".repeat(64))).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_a_fixed_point(raw in "\\PC{0,30}", number in "(\\+86|86)?1[0-9 -]{10,14}") {
            let _ = (mobile(&raw), email(&raw), mask_mobile(&raw));
            if let Ok(once) = mobile(&number) {
                prop_assert_eq!(mobile(&once), Ok(once.clone()));
            }
        }
    }
}
