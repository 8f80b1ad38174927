//! Entries and notes: one spelling each, and no stranger's bytes break the parsers.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_translog::note::{KeyError, MAX_BYTES, MAX_SIGNATURES, open};
use onex_translog::*;
use proptest::prelude::*;
use support::*;

fn signer(seed: u8) -> Signer {
    Signer::from_seed("onex.example/log", &[seed; 32]).unwrap()
}

fn head() -> Head {
    Head { size: 70_000, root: leaf_hash(b"root"), time: 1_593_309_600 }
}

fn note() -> String {
    signer(1).sign(&head()).unwrap()
}

/// A note over any text, signed by a key that is known.
fn signed(text: &str) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use ed25519_dalek::Signer as _;
    let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    let mut signature = signer(1).public().id().to_vec();
    signature.extend(key.sign(text.as_bytes()).to_bytes());
    format!("{text}\n\u{2014} onex.example/log {}\n", STANDARD.encode(signature)).into_bytes()
}

fn outcome(note: &[u8]) -> Result<Head, NoteError> {
    open(note, &[signer(1).public().clone()]).map(|(head, _)| head)
}

#[test]
fn an_entry_that_is_not_canonical_is_refused_with_what_is_wrong() {
    let line = Entry::new(0, Kind::Revoke, [0xab; 32]).unwrap().to_string();
    let refuse = |from: &str, to: &str| {
        assert_eq!(line.matches(from).count(), 1, "{from}");
        Entry::parse(line.replace(from, to).as_bytes()).unwrap_err()
    };
    for (from, to) in [
        (r#"{"at""#, r#"{ "at""#),
        (r#","kind""#, r#", "kind""#),
        (r#""v":1}"#, r#""v":1} "#),
        (r#""v":1}"#, r#""v":1}{}"#),
        (r#""v":1}"#, r#""v":1,"v":1}"#),
        (r#""v":1}"#, r#""v":01}"#),
        (r#""v":1}"#, r#""v":1.0}"#),
        (r#""v":1}"#, r#""v":"1"}"#),
        (r#"{"at":"1970-01-01T00:00:00Z","#, "{"),
    ] {
        assert_eq!(refuse(from, to), EntryError::Shape, "{to}");
    }
    for at in [
        "1970-02-30T00:00:00Z",
        "1970-01-01T24:00:00Z",
        "1970-01-01T00:00:60Z",
        "1970-01-01t00:00:00z",
        "1970-01-01T00:00:00.0Z",
        "1970-01-01T08:00:00+08:00",
        "+970-01-01T00:00:00Z",
        "",
    ] {
        assert_eq!(refuse("1970-01-01T00:00:00Z", at), EntryError::Time, "{at}");
    }
    assert_eq!(refuse(r#","v":1"#, r#","name":"x","v":1"#), EntryError::Digest);
    assert_eq!(refuse("revoke", "Revoke"), EntryError::Kind);
    assert_eq!(refuse("revoke", ""), EntryError::Kind);
    assert_eq!(refuse(&"ab".repeat(32), &"AB".repeat(32)), EntryError::Digest);
    assert_eq!(refuse(&"ab".repeat(32), &"ab".repeat(31)), EntryError::Digest);
    assert_eq!(refuse(r#""v":1"#, r#""v":2"#), EntryError::Version);
    assert_eq!(refuse(r#""v":1"#, r#""v":20"#), EntryError::Version);
    assert_eq!(Entry::parse(b""), Err(EntryError::Shape));
}

#[test]
fn an_entry_is_of_a_year_with_four_digits() {
    assert!(Entry::new(-62_167_219_200, Kind::Issue, [0; 32]).is_ok());
    assert!(Entry::new(253_402_300_799, Kind::Issue, [0; 32]).is_ok());
    for at in [-62_167_219_201, 253_402_300_800, i64::MIN, i64::MAX] {
        assert_eq!(Entry::new(at, Kind::Issue, [0; 32]), Err(EntryError::Time));
    }
}

#[test]
fn a_head_signed_with_a_known_key_opens() {
    assert_eq!(outcome(note().as_bytes()), Ok(head()));
    let keys = [signer(2).public().clone(), signer(1).public().clone()];
    assert_eq!(open(note().as_bytes(), &keys).unwrap().1, &keys[1]);
    assert_eq!(open(note().as_bytes(), &keys[..1]), Err(NoteError::UnknownKey));
    assert_eq!(open(note().as_bytes(), &[]), Err(NoteError::UnknownKey));
    let elsewhere = Signer::from_seed("onex.example/other", &[1; 32]).unwrap();
    assert_eq!(open(note().as_bytes(), &[elsewhere.public().clone()]), Err(NoteError::UnknownKey));
}

#[test]
fn signatures_of_witnesses_are_passed_over_and_a_bad_one_of_ours_is_not() {
    let line = note().lines().last().unwrap().to_owned();
    let witness = "\u{2014} witness.example/w AAAAAAAA";
    let with = |lines: &[&str]| {
        let text = note().replace(&line, &lines.join("\n"));
        outcome(text.as_bytes())
    };
    assert_eq!(with(&[witness, &line, witness]), Ok(head()));
    assert_eq!(with(&[&vec![witness; 16].join("\n"), &line]), Ok(head()));
    assert_eq!(with(&[witness]), Err(NoteError::UnknownKey));
    let bad = signer(1).sign(&Head { size: 1, ..head() }).unwrap();
    let bad = bad.lines().last().unwrap();
    assert_eq!(with(&[&line, bad]), Err(NoteError::Signature));
    assert_eq!(with(&vec![witness; MAX_SIGNATURES + 1]), Err(NoteError::TooLong));
    assert_eq!(with(&[&line, &"x".repeat(MAX_BYTES)]), Err(NoteError::TooLong));
    for malformed in [
        "",
        "- w AAAAAAAA",
        "\u{2014} w",
        "\u{2014}  AAAAAAAA",
        "\u{2014} w AAAA",
        "\u{2014} w+ AAAAAAAA",
    ] {
        assert!(with(&[&line, malformed]).is_err(), "{malformed:?}");
    }
}

#[test]
fn even_what_is_signed_must_have_the_form_of_a_head() {
    let root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=";
    let text = |lines: [&str; 4]| signed(&format!("{}\n", lines.join("\n")));
    let honest = ["onex.example/log", "8", root, "time 5"];
    assert_eq!(outcome(&text(honest)).unwrap().size, 8);
    for (line, other, error) in [
        (0, "onex.example/log2", NoteError::Origin),
        (0, "", NoteError::Origin),
        (1, "08", NoteError::Size),
        (1, "-8", NoteError::Size),
        (1, "9223372036854775808", NoteError::Size),
        (2, "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=", NoteError::Root),
        (2, "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg", NoteError::Root),
        (2, "AAAA", NoteError::Root),
        (3, "time -5", NoteError::Time),
        (3, "time 5 ", NoteError::Time),
        (3, "Time 5", NoteError::Time),
        (3, "time 5\ntime 6", NoteError::Time),
        (3, "time 5\n", NoteError::Time),
    ] {
        let mut lines = honest;
        lines[line] = other;
        assert_eq!(outcome(&text(lines)), Err(error), "{other:?}");
    }
    assert_eq!(outcome(&signed("onex.example/log\n8\n")), Err(NoteError::Root));
    assert_eq!(outcome(&signed(&format!("onex.example/log\n8\n{root}\n"))), Err(NoteError::Time));
    assert_eq!(outcome(&text(["onex.example/log", "8", root, "time\t5"])), Err(NoteError::Shape));
    let carriage = String::from_utf8(text(honest)).unwrap().replace('\n', "\r\n");
    assert_eq!(outcome(carriage.as_bytes()), Err(NoteError::Shape));
}

#[test]
fn no_note_is_signed_that_would_not_open() {
    let with = |size, time| signer(1).sign(&Head { size, time, ..head() });
    assert_eq!(outcome(with(MAX_SIZE, i64::MAX).unwrap().as_bytes()).unwrap().size, MAX_SIZE);
    assert_eq!(with(MAX_SIZE + 1, 0), Err(NoteError::Size));
    assert_eq!(with(0, -1), Err(NoteError::Time));
}

#[test]
fn a_key_has_one_spelling_and_a_name_without_blanks() {
    let key = signer(1).public().clone();
    let text = key.to_string();
    assert_eq!(NoteKey::parse(&text), Ok(key.clone()));
    for other in [
        text.to_uppercase(),
        format!("{text}="),
        format!(" {text}"),
        text.replacen('+', "+0", 1),
        text.replacen("+", "", 1),
        text.replace("+AY", "+BY"),
        String::new(),
    ] {
        assert!(NoteKey::parse(&other).is_err(), "{other}");
    }
    for name in ["", "a b", "a+b", "a\nb", "a\u{3000}b", "a\u{7f}"] {
        assert_eq!(NoteKey::new(name, key.public()), Err(KeyError::Name), "{name:?}");
    }
    // No point of the curve; a point of small order, for which many signatures hold.
    assert_eq!(NoteKey::new("a", &[2; 32]), Err(KeyError::Point));
    let mut weak = [0; 32];
    weak[0] = 1;
    assert_eq!(NoteKey::new("a", &weak), Err(KeyError::Point));
}

fn entries() -> impl Strategy<Value = Entry> {
    let kinds = prop::sample::select(Kind::ALL.to_vec());
    (-62_167_219_200i64..=253_402_300_799, kinds, any::<Hash>())
        .prop_map(|(at, kind, sha256)| Entry::new(at, kind, sha256).unwrap())
}

proptest! {
    #[test]
    fn entries_are_read_as_they_were_written(entry in entries()) {
        let line = entry.to_string();
        prop_assert_eq!(Entry::parse(line.as_bytes()), Ok(entry));
        prop_assert_eq!(entry.leaf_hash(), leaf_hash(line.as_bytes()));
    }

    /// No two lines are the same entry: what is read is written as it was.
    #[test]
    fn a_changed_line_is_another_entry_or_none(
        entry in entries(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut line = entry.to_string().into_bytes();
        let at = at.index(line.len());
        prop_assume!(line[at] != byte);
        line[at] = byte;
        if let Ok(other) = Entry::parse(&line) {
            prop_assert_ne!(other, entry);
            prop_assert_eq!(other.to_string().into_bytes(), line);
        }
    }

    #[test]
    fn no_bytes_break_the_reading_of_an_entry(
        junk in prop::collection::vec(any::<u8>(), 0..200), from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        prop_assert!(Entry::parse(&junk).is_err());
        // Nor do they within a line that begins and ends well.
        let line = Entry::new(0, Kind::Issue, [0; 32]).unwrap().to_string().into_bytes();
        let (from, to) = (from.index(line.len()), to.index(line.len()));
        let spliced = [&line[..from], &junk, &line[to..]].concat();
        if let Ok(entry) = Entry::parse(&spliced) {
            prop_assert_eq!(entry.to_string().into_bytes(), spliced);
        }
    }

    #[test]
    fn heads_are_read_as_they_were_signed(size in 0..=MAX_SIZE, root in any::<Hash>(), time in 0..=i64::MAX) {
        let head = Head { size, root, time };
        prop_assert_eq!(outcome(signer(1).sign(&head).unwrap().as_bytes()), Ok(head));
    }

    #[test]
    fn any_changed_added_or_missing_byte_voids_a_note(
        at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let note = note().into_bytes();
        let at = at.index(note.len());
        if note[at] != byte {
            let mut changed = note.clone();
            changed[at] = byte;
            prop_assert!(outcome(&changed).is_err());
        }
        let added = [&note[..at], &[byte], &note[at..]].concat();
        prop_assert!(outcome(&added).is_err());
        let missing = [&note[..at], &note[at + 1..]].concat();
        prop_assert!(outcome(&missing).is_err());
    }

    #[test]
    fn no_bytes_break_the_opening_of_a_note(
        junk in prop::collection::vec(any::<u8>(), 0..300), text in any::<String>(),
        from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(),
    ) {
        prop_assert!(outcome(&junk).is_err());
        prop_assert!(outcome(text.as_bytes()).is_err());
        let _ = NoteKey::parse(&text);
        let note = note().into_bytes();
        let (from, to) = (from.index(note.len()), to.index(note.len()));
        let spliced = [&note[..from], &junk, &note[to..]].concat();
        prop_assert_eq!(outcome(&spliced).is_ok(), spliced == note);
        // What a thief of the key may sign.
        let _ = outcome(&signed(&format!("onex.example/log\n{text}\n")));
    }
}

#[test]
fn each_single_flipped_bit_voids_a_note() {
    let note = note().into_bytes();
    for at in 0..note.len() * 8 {
        let mut changed = note.clone();
        changed[at / 8] ^= 1 << (at % 8);
        assert!(outcome(&changed).is_err(), "bit {at}");
    }
    assert_eq!(hex(&head().root), hex(&outcome(&note).unwrap().root));
}
