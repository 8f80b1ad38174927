//! The code on the paper.

use onex_credential::qr::{self, MAX_DIGITS, Packed, QrError, pack, unpack, url};
use onex_credential::{IssuerKey, Snapshot, snapshot};
use proptest::prelude::*;

use crate::support::{rich, skill, snapshots, training};

fn key() -> IssuerKey {
    IssuerKey::from_seed([7; 32])
}

/// The snapshot with its digits.
fn packed(snapshot: &Snapshot) -> String {
    let sealed = snapshot.seal().unwrap();
    pack(&sealed, &sealed.sign(&key()), key().id()).unwrap()
}

/// What the digits say, if the signature holds.
fn read(text: &str) -> Option<Snapshot> {
    let Packed { signature, snapshot, sealed, .. } = unpack(text).ok()?;
    snapshot::verify(&sealed.canonical, &signature, key().public()).ok()?;
    Some(snapshot)
}

#[test]
fn a_code_is_small_enough_for_paper() {
    for (snapshot, most) in [(skill(), 1100), (rich(), 1300), (training(), 1100)] {
        let digits = packed(&snapshot);
        assert!(digits.len() < most, "{} digits", digits.len());
        assert_eq!(read(&digits), Some(snapshot));
    }
}

#[test]
fn the_address_before_the_digits_is_anybodys() {
    let digits = packed(&skill());
    for text in [
        digits.clone(),
        url("https://onex.example", &digits),
        url("http://127.0.0.1:8080/zh", &digits),
    ] {
        assert_eq!(read(&text), Some(skill()), "{text}");
    }
    for other in [
        String::new(),
        "https://onex.example/v#".to_owned(),
        format!("ftp://onex.example/v#{digits}"),
        format!("https:///v#{digits}"),
        format!("https://onex.example/v?{digits}"),
        format!("{digits} "),
        format!("+{digits}"),
    ] {
        assert_eq!(unpack(&other), Err(QrError::Text), "{other}");
    }
    assert_eq!(unpack(&format!("2{}", &digits[1..])), Err(QrError::Form));
    assert_eq!(unpack(&format!("10{}", &digits[1..])), Err(QrError::Digits));
    assert_eq!(unpack(&format!("1{}", "9".repeat(MAX_DIGITS + 1))), Err(QrError::Digits));
    assert_eq!(unpack("1256"), Err(QrError::Form));
}

#[test]
fn only_a_key_that_names_itself_stands_in_a_code() {
    let sealed = skill().seal().unwrap();
    let signature = sealed.sign(&key());
    for id in ["k1", "k-", "k-0123456789ABCDEF", "k-0123456789abcdef0", "k-+123456789abcde"] {
        assert_eq!(pack(&sealed, &signature, id), Err(QrError::Key), "{id}");
    }
    assert_eq!(unpack(&packed(&skill())).unwrap().key, key().id());
    let mut long = skill();
    long.holder_name = "长".repeat(3000);
    let sealed = long.seal().unwrap();
    assert!(matches!(pack(&sealed, &signature, key().id()), Err(QrError::Snapshot(_))));
}

#[test]
fn every_changed_digit_is_caught() {
    let digits = packed(&skill());
    for at in 0..digits.len() {
        let mut other = digits.clone().into_bytes();
        other[at] = b'0' + (other[at] - b'0' + 1 + u8::try_from(at % 9).unwrap()) % 10;
        let other = String::from_utf8(other).unwrap();
        let key = unpack(&other).map(|packed| packed.key);
        assert!(read(&other).is_none() || key != unpack(&digits).map(|p| p.key), "digit {at}");
    }
}

proptest! {
    #[test]
    fn snapshots_come_back(snapshot in snapshots()) {
        prop_assume!(snapshot.seal().is_ok());
        let digits = packed(&snapshot);
        let sealed = snapshot.seal().unwrap();
        let read = unpack(&digits).unwrap();
        prop_assert_eq!(read.signature, sealed.sign(&key()));
        prop_assert_eq!((read.snapshot, read.sealed), (snapshot, sealed));
        prop_assert!(qr::is_code(&url("https://onex.example", &digits)));
    }

    #[test]
    fn digits_that_are_no_code_are_refused(digits in "1[0-9]{0,900}") {
        prop_assert!(unpack(&digits).is_err());
    }
}
