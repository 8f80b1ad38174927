//! Status lists: the bits, where they stand, and the signed list.

use std::collections::HashSet;

use onex_credential::status::{Bits, MAX_LENGTH, MIN_LENGTH, Purpose, StatusError, position};
use onex_credential::{Document, ShapeError, StatusList, multibase, rdf};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::rdf::oracle;
use crate::support::{foreign, instant};

fn list(bits: &Bits) -> StatusList {
    let times = (instant("2020-06-28T02:00:00Z"), None);
    let (issuer, url) = ("did:web:onex.example", "https://onex.example/status-lists/1");
    StatusList::new(issuer, url, Purpose::Revocation, bits, times).unwrap()
}

/// The list that foreign software read, without its proof.
fn accepted(text: &str) -> StatusList {
    let mut value: Value = serde_json::from_str(text).unwrap();
    value.as_object_mut().unwrap().remove("proof");
    StatusList::parse(value.to_string().as_bytes()).unwrap()
}

#[test]
fn the_list_is_the_one_that_foreign_software_read() {
    let theirs = accepted(foreign::LIST_DI);
    let mut bits = Bits::new(MIN_LENGTH).unwrap();
    bits.set(7).unwrap();
    assert_eq!(theirs.bits(), Ok(bits.clone()));
    // Compressed by other software, the text differs and nothing else.
    let mut ours = list(&bits);
    assert_eq!(Bits::decode(&ours.credential_subject.encoded_list, MIN_LENGTH), Ok(bits));
    ours.credential_subject.encoded_list = theirs.credential_subject.encoded_list.clone();
    assert_eq!(ours, theirs);
    assert_eq!(rdf::nquads(&theirs).unwrap(), foreign::LIST_NQ);
    let revoked = accepted(foreign::LIST_REVOKED_DI).bits().unwrap();
    assert_eq!((revoked.get(94_567), revoked.get(94_568)), (Ok(true), Ok(false)));
}

#[test]
fn a_list_is_the_oracles_n_quads() {
    let bits = Bits::new(MIN_LENGTH).unwrap();
    let mut one = list(&bits);
    one.valid_until = Some(instant("2020-07-05T02:00:00Z"));
    one.credential_subject.status_purpose = Purpose::Message;
    assert_eq!(rdf::nquads(&one).unwrap(), oracle(&one));
}

#[test]
fn the_first_bit_is_the_highest_of_the_first_byte() {
    // Bitstring Status List 1.0 §3.2: index 0 is left-most.
    let mut bits = Bits::new(MIN_LENGTH).unwrap();
    for index in [0, 9, MIN_LENGTH - 1] {
        bits.set(index).unwrap();
    }
    let text = bits.encode().unwrap();
    let gzip = multibase::from_base64url(&text[1..]).unwrap();
    assert_eq!(gzip[..2], [0x1f, 0x8b]);
    assert_eq!(gzip[4..8], [0; 4], "no time of making");
    assert_eq!(bits.length(), 131_072);
    let set: Vec<u32> = (0..MIN_LENGTH).filter(|i| bits.get(*i).unwrap()).collect();
    assert_eq!(set, [0, 9, MIN_LENGTH - 1]);
    assert_eq!(bits.get(MIN_LENGTH), Err(StatusError::Range));
    assert_eq!(bits.set(u32::MAX), Err(StatusError::Range));
    for length in [0, MIN_LENGTH - 8, MIN_LENGTH + 1, MAX_LENGTH + 8] {
        assert_eq!(Bits::new(length), Err(StatusError::Length));
    }
}

#[test]
fn a_list_that_cannot_be_read_says_why() {
    let bits = Bits::new(MIN_LENGTH * 2).unwrap();
    let text = bits.encode().unwrap();
    assert_eq!(Bits::decode(&text, MIN_LENGTH * 2), Ok(bits));
    assert_eq!(Bits::decode(&text, MIN_LENGTH * 2 - 8), Err(StatusError::Length));
    assert_eq!(Bits::decode(&text[1..], MAX_LENGTH), Err(StatusError::Prefix));
    assert_eq!(Bits::decode(&format!("{text}="), MAX_LENGTH), Err(StatusError::Base64));
    let packed = multibase::from_base64url(&text[1..]).unwrap();
    let of =
        |packed: &[u8]| Bits::decode(&format!("u{}", multibase::base64url(packed)), MAX_LENGTH);
    assert_eq!(of(&packed[..packed.len() - 1]), Err(StatusError::Gzip));
    assert_eq!(of(&[packed.as_slice(), &[0]].concat()), Err(StatusError::Gzip));
    assert_eq!(of(b"no gzip"), Err(StatusError::Gzip));
    assert_eq!(of(b""), Err(StatusError::Gzip));
    let mut sum = packed.clone();
    let at = sum.len() - 8;
    sum[at] ^= 1;
    assert_eq!(of(&sum), Err(StatusError::Gzip));
}

#[test]
fn a_bomb_is_given_up_at_the_limit() {
    // 64 MiB of zeros in 64 KiB of GZIP.
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        gzip.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bomb = format!("u{}", multibase::base64url(&gzip.finish().unwrap()));
    assert!(bomb.len() < 100_000);
    assert_eq!(Bits::decode(&bomb, u32::MAX), Err(StatusError::Length));
}

/// A keyed function as the caller gives one.
fn keyed(key: u64) -> impl Fn(u8, u16) -> u16 {
    move |round, half| {
        let mut hash = Sha256::new();
        hash.update(key.to_be_bytes());
        hash.update([round]);
        hash.update(half.to_be_bytes());
        let digest = hash.finalize();
        u16::from_be_bytes([digest[0], digest[1]])
    }
}

#[test]
fn every_certificate_has_a_place_of_its_own() {
    let places: Vec<u32> = (0..MIN_LENGTH).map(|n| position(n, keyed(1)).unwrap()).collect();
    assert!(places.iter().all(|place| *place < MIN_LENGTH));
    assert_eq!(places.iter().collect::<HashSet<_>>().len(), 131_072);
    assert_eq!(position(MIN_LENGTH, keyed(1)), Err(StatusError::Range));
}

#[test]
fn places_tell_nothing_of_the_order() {
    let places: Vec<i64> =
        (0..MIN_LENGTH).map(|n| i64::from(position(n, keyed(2)).unwrap())).collect();
    let near = places.windows(2).filter(|w| (w[0] - w[1]).abs() < 1311).count();
    // Two random places are that near in 2 % of pairs: 2,608 ± 51.
    assert!((2300..2900).contains(&near), "{near}");
    let rising = places.windows(2).filter(|w| w[0] < w[1]).count();
    assert!((64_500..66_500).contains(&rising), "{rising}");
    let other = (0..MIN_LENGTH)
        .zip(&places)
        .filter(|(n, place)| i64::from(position(*n, keyed(3)).unwrap()) == **place);
    assert!(other.count() < 12, "another key is another order");
}

#[test]
fn a_list_outside_of_the_issuers_site_is_refused() {
    let value = serde_json::to_value(list(&Bits::new(MIN_LENGTH).unwrap())).unwrap();
    for (pointer, other, member) in [
        ("/id", json!("https://evil.example/status-lists/1"), "id"),
        ("/id", json!("https://onex.example.evil/status-lists/1"), "id"),
        ("/issuer", json!("did:key:z6Mk"), "issuer"),
        ("/issuer", json!("did:web:evil.example"), "id"),
        ("/credentialSubject/id", json!("https://onex.example/#list"), "credentialSubject.id"),
    ] {
        let mut value = value.clone();
        *value.pointer_mut(pointer).unwrap() = other;
        let refused = StatusList::parse(value.to_string().as_bytes());
        assert_eq!(refused, Err(ShapeError::Member { member }), "{pointer}");
    }
    let mut ended = list(&Bits::new(MIN_LENGTH).unwrap());
    ended.valid_until = Some(ended.valid_from);
    assert_eq!(ended.check(), Err(ShapeError::Member { member: "validUntil" }));
}

proptest! {
    #[test]
    fn what_is_set_is_read_again(set in prop::collection::hash_set(0..MIN_LENGTH, 0..400)) {
        let mut bits = Bits::new(MIN_LENGTH).unwrap();
        for index in &set {
            bits.set(*index).unwrap();
        }
        let text = bits.encode().unwrap();
        prop_assert_eq!(bits.encode().unwrap(), text.clone());
        let read = Bits::decode(&text, MIN_LENGTH).unwrap();
        let found: HashSet<u32> = (0..MIN_LENGTH).filter(|i| read.get(*i).unwrap()).collect();
        prop_assert_eq!(found, set);
    }

    #[test]
    fn any_keyed_function_gives_another_place_to_each(a in 0..MIN_LENGTH, b in 0..MIN_LENGTH, key in any::<u64>()) {
        let (x, y) = (position(a, keyed(key)).unwrap(), position(b, keyed(key)).unwrap());
        prop_assert_eq!(x == y, a == b);
    }

    #[test]
    fn a_strangers_list_is_refused_without_a_panic(text in "u?[A-Za-z0-9_-]{0,200}") {
        prop_assert!(Bits::decode(&text, MAX_LENGTH).is_err());
    }
}
