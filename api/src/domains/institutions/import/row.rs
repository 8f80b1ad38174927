//! One row alone.

use serde::{Deserialize, Serialize};

use super::super::model::check::{self, Checked};
use super::super::model::{InstitutionLevel, PilotStatus};
use super::columns;
use crate::domains::imports::Reader;
use crate::platform::error::FieldError;

/// An account of 2019 and the institution it administers, in their normal forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    pub username: String,
    pub display_name: String,
    pub phone: String,
    pub institution: String,
    pub code: Option<String>,
    pub uscc: String,
    pub level: InstitutionLevel,
    pub region_code: String,
    pub pilot_status: PilotStatus,
}

fn fault<T>(field: &str, code: &str, message: &str) -> Checked<T> {
    Err(FieldError::new(field, code, message))
}

fn take<T>(row: &mut Reader<'_, '_>, checked: Checked<T>) -> Option<T> {
    checked.map_err(|f| row.refuse(&f.pointer, &f.code, f.message)).ok()
}

/// A username as it was in 2019: whatever has neither blanks nor `@`, which sign-in takes for an e-mail
/// address. Somebody else's phone number would keep its owner from signing in.
pub fn kept_username(raw: &str, phone: Option<&str>) -> Checked<String> {
    let length = raw.chars().count();
    if !(2..=50).contains(&length)
        || raw.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@' || c == '\u{fffd}')
    {
        return fault(
            "username",
            "username_kept",
            "must have 2 to 50 characters without blanks and @",
        );
    }
    if onex_identity::contact::mobile(raw).is_ok_and(|m| phone.is_some_and(|p| p != m)) {
        return fault(
            "username",
            "username_phone",
            "is another phone number than the one in the row",
        );
    }
    Ok(raw.into())
}

/// The region that a name or code means, within the one that the file is for.
pub fn region(raw: Option<&str>, only: Option<&str>) -> Checked<String> {
    let found = match raw {
        None => match only {
            Some(code) => return Ok(code.into()),
            None => return fault("region", "required", "is empty; fill it in"),
        },
        Some(text) => onex_identity::regions::by_code(text)
            .or_else(|| onex_identity::regions::by_name(text))
            .filter(|r| r.has_branch),
    };
    match found {
        None => fault("region", "region", "names no region of the programme"),
        Some(r) if only.is_some_and(|code| code != r.code) => {
            fault("region", "out_of_region", "belongs to another branch")
        }
        Some(r) => Ok(r.code.into()),
    }
}

/// Reads one row; what is wrong with it is told to the reader.
pub fn read(only: Option<&str>, row: &mut Reader<'_, '_>) -> Option<AccountRow> {
    let phone = row.required("phone");
    let phone = match phone.as_deref().map(onex_identity::contact::mobile) {
        None => None,
        Some(Ok(phone)) => Some(phone),
        Some(Err(e)) => {
            row.refuse("phone", e.code(), e.to_string());
            None
        }
    };
    let username =
        row.required("username").and_then(|t| take(row, kept_username(&t, phone.as_deref())));
    let display_name =
        row.required("display_name").and_then(|t| match onex_identity::name::normalise(&t) {
            Ok(name) => Some(name),
            Err(e) => {
                row.refuse("display_name", e.code(), e.to_string());
                None
            }
        });
    let institution = row
        .required("institution")
        .and_then(|t| take(row, check::title("institution", &t, check::NAME_MAX)));
    let code = row.text("code");
    let code = take(row, check::code("code", code.as_deref())).flatten();
    let uscc = row.required("uscc").and_then(|t| take(row, check::uscc("uscc", &t)));
    let level = row.required("level").and_then(|t| match columns::level(&t) {
        Some(level) => Some(level),
        None => {
            row.refuse("level", "unknown_value", "names no level of the programme");
            None
        }
    });
    let named = row.text("region");
    let region_code = take(row, region(named.as_deref(), only));
    let pilot_status = match row.text("pilot_status") {
        None => Some(PilotStatus::NonPilot),
        Some(text) => {
            let found = columns::pilot_status(&text);
            if found.is_none() {
                row.refuse("pilot_status", "unknown_value", "names no pilot status");
            }
            found
        }
    };
    if !row.is_sound() {
        return None;
    }
    let account = AccountRow {
        username: username?,
        display_name: display_name?,
        phone: phone?,
        institution: institution?,
        code,
        uscc: uscc?,
        level: level?,
        region_code: region_code?,
        pilot_status: pilot_status?,
    };
    row.unique("username", account.username.as_bytes());
    row.unique("phone", account.phone.as_bytes());
    Some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_are_kept_as_they_were() {
        for kept in ["njxy2019", "南京学院", "NJ_01.a", "13900000001"] {
            assert_eq!(kept_username(kept, None).unwrap(), kept);
        }
        assert!(kept_username("13900000001", Some("13900000001")).is_ok());
        assert_eq!(
            kept_username("13900000001", Some("13900000002")).unwrap_err().code,
            "username_phone"
        );
        for wrong in ["a", "a b", "a@b", "\u{fffd}\u{fffd}"] {
            assert_eq!(kept_username(wrong, None).unwrap_err().code, "username_kept", "{wrong}");
        }
    }

    #[test]
    fn a_region_is_named_or_that_of_the_branch() {
        assert_eq!(region(Some("江苏"), None).unwrap(), "32");
        assert_eq!(region(Some("32"), Some("32")).unwrap(), "32");
        assert_eq!(region(None, Some("32")).unwrap(), "32");
        assert_eq!(region(None, None).unwrap_err().code, "required");
        assert_eq!(region(Some("湖北省"), Some("32")).unwrap_err().code, "out_of_region");
        assert_eq!(region(Some("台湾省"), None).unwrap_err().code, "region");
        assert_eq!(region(Some("某省"), None).unwrap_err().code, "region");
    }
}
