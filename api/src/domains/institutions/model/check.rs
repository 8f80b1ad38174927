//! The normal forms of what is entered about an institution, and what is wrong with it, field by field.

use super::{AdministratorInvite, InstitutionContact, NewInstitution};
use crate::platform::error::{Error, FieldError, Result};

/// The longest name of an institution, in characters.
pub const NAME_MAX: usize = 100;
/// How many majors an institution takes part with at most.
pub const MAJORS_MAX: usize = 50;
/// The longest name of a major, in characters.
pub const MAJOR_MAX: usize = 50;

/// One field in its normal form, or what is wrong with it.
pub type Checked<T> = Result<T, FieldError>;

fn fault<T>(pointer: &str, code: &str, message: impl Into<String>) -> Checked<T> {
    Err(FieldError::new(pointer, code, message))
}

/// Collects what is wrong, so that everything is told at once.
#[derive(Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// The value, if it is in order; otherwise its fault is kept and the value as it came given back.
    pub fn keep<T>(&mut self, checked: Checked<T>, otherwise: T) -> T {
        checked.unwrap_or_else(|fault| {
            self.0.push(fault);
            otherwise
        })
    }
    /// 422 with every fault, or nothing.
    pub fn settle(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::fields(self.0)) }
    }
}

/// A title: trimmed, runs of blanks made one; Han characters of any extension stay byte for byte.
pub fn title(pointer: &str, raw: &str, max: usize) -> Checked<String> {
    let clean = raw
        .split(|c: char| c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    match clean.chars().count() {
        0 => return fault(pointer, "required", "is empty"),
        n if n > max => {
            let message = format!("must have at most {max} characters and has {n}");
            return Err(FieldError::new(pointer, "length", message).with([("max", max.into())]));
        }
        _ => {}
    }
    if clean.chars().any(|c| c.is_control()) {
        return fault(pointer, "characters", "holds a control character; retype it");
    }
    if clean.contains('\u{fffd}') {
        return fault(
            pointer,
            "characters",
            "holds a character that was lost when it was saved; retype it",
        );
    }
    if !clean.chars().any(char::is_alphabetic) {
        return fault(pointer, "characters", "must hold at least one letter or Han character");
    }
    Ok(clean)
}

/// The unified social credit code (GB 32100) with its check character.
pub fn uscc(pointer: &str, raw: &str) -> Checked<String> {
    match onex_identity::uscc::validate(raw) {
        Ok(code) => Ok(code.normal),
        Err(e) => fault(pointer, e.code(), e.to_string()),
    }
}

/// The national institution code; a blank one is none.
pub fn code(pointer: &str, raw: Option<&str>) -> Checked<Option<String>> {
    match raw.map(str::trim).filter(|c| !c.is_empty()) {
        None => Ok(None),
        Some(raw) => match onex_identity::institution_code::validate(raw) {
            Ok(code) => Ok(Some(code.normal)),
            Err(e) => fault(pointer, e.code(), e.to_string()),
        },
    }
}

/// What two codes of one institution agree in: the five digits of the short form where they are known.
pub fn code_key(code: Option<&str>) -> Option<String> {
    let code = onex_identity::institution_code::validate(code?).ok()?;
    Some(code.short().unwrap_or(&code.normal).to_string())
}

/// The [`code_key`] of a code that a file names; what is no code is looked for as it stands, and not found.
pub fn code_key_of_text(text: &str) -> String {
    code_key(Some(text)).unwrap_or_else(|| text.trim().to_string())
}

/// Majors in the order given, each once.
pub fn majors(pointer: &str, raw: &[String]) -> Checked<Vec<String>> {
    let mut list: Vec<String> = Vec::with_capacity(raw.len());
    for (i, major) in raw.iter().enumerate() {
        let major = title(&format!("{pointer}/{i}"), major, MAJOR_MAX)?;
        if !list.contains(&major) {
            list.push(major);
        }
    }
    if list.len() > MAJORS_MAX {
        let message = format!("must have at most {MAJORS_MAX} majors");
        let most = [("max_items", MAJORS_MAX.into())];
        return Err(FieldError::new(pointer, "length", message).with(most));
    }
    Ok(list)
}

/// A telephone number as it is dialled: digits with blanks, hyphens, brackets and a leading plus.
pub fn telephone(pointer: &str, raw: &str) -> Checked<String> {
    let clean = raw.trim();
    let digits = clean.chars().filter(char::is_ascii_digit).count();
    if digits < 5 || !clean.chars().all(|c| c.is_ascii_digit() || " -+()（）".contains(c)) {
        return fault(pointer, "phone", "must be a telephone number of five digits at least");
    }
    Ok(clean.into())
}

/// The contact of an institution.
pub fn contact(pointer: &str, raw: &InstitutionContact) -> Checked<InstitutionContact> {
    Ok(InstitutionContact {
        name: title(&format!("{pointer}/name"), &raw.name, 50)?,
        phone: telephone(&format!("{pointer}/phone"), &raw.phone)?,
        email: email(&format!("{pointer}/email"), raw.email.as_deref())?,
    })
}

/// An e-mail address; a blank one is none.
pub fn email(pointer: &str, raw: Option<&str>) -> Checked<Option<String>> {
    match raw.map(str::trim).filter(|e| !e.is_empty()) {
        None => Ok(None),
        Some(raw) => match onex_identity::contact::email(raw) {
            Ok(email) => Ok(Some(email)),
            Err(e) => fault(pointer, e.code(), e.to_string()),
        },
    }
}

/// A username as somebody wishes it: what cannot be taken for a phone number or an e-mail address.
pub fn username(pointer: &str, raw: Option<&str>) -> Checked<Option<String>> {
    let Some(raw) = raw.map(str::trim).filter(|u| !u.is_empty()) else { return Ok(None) };
    let fits = (3..=50).contains(&raw.len())
        && raw.starts_with(|c: char| c.is_ascii_alphanumeric())
        && raw.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if !fits {
        return fault(
            pointer,
            "username",
            "must be 3 to 50 Latin letters, digits, dots, hyphens and underscores, beginning with a letter or digit",
        );
    }
    if onex_identity::contact::mobile(raw).is_ok() {
        return fault(pointer, "username", "must not be a phone number");
    }
    Ok(Some(raw.into()))
}

/// The administrator to be invited.
pub fn administrator(pointer: &str, raw: &AdministratorInvite) -> Checked<AdministratorInvite> {
    let display_name = match onex_identity::name::normalise(&raw.display_name) {
        Ok(name) => name,
        Err(e) => return fault(&format!("{pointer}/display_name"), e.code(), e.to_string()),
    };
    let phone = match raw.phone.as_deref().map(str::trim).filter(|p| !p.is_empty()) {
        None => None,
        Some(raw) => match onex_identity::contact::mobile(raw) {
            Ok(phone) => Some(phone),
            Err(e) => return fault(&format!("{pointer}/phone"), e.code(), e.to_string()),
        },
    };
    Ok(AdministratorInvite {
        display_name,
        phone,
        email: email(&format!("{pointer}/email"), raw.email.as_deref())?,
        username: username(&format!("{pointer}/username"), raw.username.as_deref())?,
    })
}

/// A whole institution in its normal form.
///
/// # Errors
/// `invalid` with every field at fault.
pub fn institution(raw: &NewInstitution) -> Result<NewInstitution> {
    let mut faults = Faults::default();
    let clean = NewInstitution {
        name: faults.keep(title("/name", &raw.name, NAME_MAX), String::new()),
        code: faults.keep(code("/code", raw.code.as_deref()), None),
        uscc: faults.keep(uscc("/uscc", &raw.uscc), String::new()),
        majors: faults.keep(majors("/majors", &raw.majors), vec![]),
        contact: faults.keep(contact("/contact", &raw.contact), raw.contact.clone()),
        admin: faults.keep(administrator("/admin", &raw.admin), raw.admin.clone()),
        level: raw.level,
        region_code: raw.region_code.clone(),
        pilot_status: raw.pilot_status,
    };
    if !onex_identity::regions::by_code(&raw.region_code).is_some_and(|r| r.has_branch) {
        faults.0.push(FieldError::new(
            "/region_code",
            "region",
            "no branch of the programme serves this region",
        ));
    }
    faults.settle()?;
    Ok(clean)
}
