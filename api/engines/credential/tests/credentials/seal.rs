//! The seal in the PDF.

use onex_credential::seal::{
    MARK, SealError, TOKEN, carries_credential, check, place, placeholder,
};
use onex_credential::{AchievementCredential, Form, IssuerKey, jwt};
use proptest::prelude::*;

use crate::support::{pdf, skill};

fn key() -> IssuerKey {
    IssuerKey::from_seed([7; 32])
}

fn token() -> String {
    jwt::encode(&AchievementCredential::of(&skill(), Form::VcJwt).unwrap(), &key()).unwrap()
}

/// A PDF with these two files embedded.
fn with(token: &str, line: &str) -> Vec<u8> {
    pdf("20201100000012326", &[("credential.jwt", token), ("seal.txt", line)])
}

fn sealed() -> Vec<u8> {
    place(with(&token(), &placeholder(key().id())), &token(), &key()).unwrap()
}

fn checked(pdf: &[u8]) -> Result<String, SealError> {
    let checked = check(pdf, |id| (id == key().id()).then(|| key().public()))?;
    Ok(String::from_utf8(pdf[checked.credential].to_vec()).unwrap())
}

#[test]
fn a_sealed_pdf_gives_its_credential() {
    assert!(token().starts_with(TOKEN));
    assert_eq!(checked(&sealed()), Ok(token()));
    assert!(carries_credential(&sealed()));
    // Nothing moved: the table of the PDF still points at its objects.
    let before = with(&token(), &placeholder(key().id()));
    assert_eq!(sealed().len(), before.len());
    let differ = sealed().iter().zip(&before).filter(|(a, b)| a != b).count();
    assert!(differ <= 20 + 128, "{differ} bytes");
}

#[test]
fn what_cannot_be_sealed_is_not() {
    let line = placeholder(key().id());
    let of = |token: &str, line: &str, find: &str| place(with(token, line), find, &key());
    assert_eq!(of(&token(), "", &token()), Err(SealError::None));
    assert_eq!(of(&token(), &line.repeat(2), &token()), Err(SealError::Many));
    assert_eq!(of(&token(), MARK, &token()), Err(SealError::Line));
    assert_eq!(of(&token(), &line.replace("+00", "-00"), &token()), Ok(sealed_as(&line)));
    assert_eq!(of(&token(), &placeholder("k-0123456789abcdef"), &token()), Err(SealError::Key));
    assert_eq!(of("", &line, &token()), Err(SealError::Credential));
    assert_eq!(of(&token().repeat(2), &line, &token()), Err(SealError::Credential));
    assert_eq!(of(&token(), &line, ""), Err(SealError::Credential));
}

/// The offset and length that stood in the line before do not matter.
fn sealed_as(line: &str) -> Vec<u8> {
    place(with(&token(), line), &token(), &key()).unwrap()
}

#[test]
fn a_seal_of_another_form_does_not_hold() {
    let text = |find: &str, other: &str| {
        let mut pdf = sealed();
        let at = pdf.windows(find.len()).position(|w| w == find.as_bytes()).unwrap();
        pdf.splice(at..at + find.len(), other.bytes());
        checked(&pdf)
    };
    assert_eq!(checked(b"%PDF-1.7"), Err(SealError::None));
    assert_eq!(text(MARK, "onex-pdf-seal-v2 "), Err(SealError::None));
    assert_eq!(text("%PDF-1.7", MARK), Err(SealError::Many));
    assert_eq!(
        text(key().id(), "k-0123456789abcdef"),
        Err(SealError::UnknownKey("k-0123456789abcdef".to_owned()))
    );
    assert_eq!(text(key().id(), "k-0123456789ABCDEF"), Err(SealError::Line));
    assert_eq!(text(" credential=", " credential:"), Err(SealError::Line));
    assert_eq!(text(" credential=0000", " credential=+000"), Err(SealError::Line));
    assert_eq!(text(" credential=0000", " credential=9999"), Err(SealError::Credential));
    assert_eq!(text(" sig=", " sig=A"), Err(SealError::Line));
    assert_eq!(text("%%EOF", "%%EOE"), Err(SealError::Signature));
    let cut = sealed();
    let at = cut.windows(MARK.len()).position(|w| w == MARK.as_bytes()).unwrap();
    for length in at..at + placeholder(key().id()).len() {
        assert!(checked(&cut[..length]).is_err(), "{length}");
    }
}

#[test]
fn every_changed_byte_is_caught() {
    let pdf = sealed();
    for at in 0..pdf.len() {
        for bit in [0x01, 0x20, 0x80] {
            let mut other = pdf.clone();
            other[at] ^= bit;
            assert!(checked(&other).is_err(), "byte {at} ^ {bit}");
            // It is still seen that there was one.
            assert!(check(&other, |_| None) != Err(SealError::None) || carries_credential(&other));
        }
    }
}

proptest! {
    #[test]
    fn what_is_added_or_taken_is_caught(
        at in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let pdf = sealed();
        let at = at.index(pdf.len() + 1);
        let mut more = pdf.clone();
        more.splice(at..at, bytes.iter().copied());
        prop_assert!(checked(&more).is_err());
        let mut less = pdf.clone();
        less.drain(at.min(pdf.len() - 1)..(at + bytes.len()).min(pdf.len()).max(at.min(pdf.len() - 1) + 1));
        prop_assert!(checked(&less).is_err());
    }
}
