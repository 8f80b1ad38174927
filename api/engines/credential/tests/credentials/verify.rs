//! The verifier: what it makes of a file that is not quite ours.

use onex_credential::verify::{CheckName, Outcome, Reason, Verdict, verify};
use onex_credential::{Snapshot, Trust};
use proptest::prelude::*;

use crate::support::instant;
use crate::support::log::Log;
use crate::trust::{head, issued, sample};
use crate::vectors::{certificates, folder, keys, seed};

fn now() -> i64 {
    instant("2020-07-03T00:00:00Z").unix()
}

fn trust() -> Trust {
    sample().open().unwrap()
}

fn form(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

const FORMS: [&str; 5] =
    ["skill.jwt", "skill.di.json", "skill.qr.txt", "skill.bundle.json", "skill.sealed.pdf"];

fn skill() -> Snapshot {
    let [(_, snapshot), ..] = certificates();
    snapshot
}

#[test]
fn every_form_tells_the_same_of_the_paper() {
    let told = FORMS.map(|name| {
        let report = verify(&form(name), &trust(), now());
        assert_eq!(report.verdict, Verdict::Valid, "{name}");
        assert_eq!(report.number.as_deref(), Some("20201100000012326"));
        assert_eq!(report.status_time, Some(instant("2020-07-02T12:00:00Z")));
        report.printed.unwrap()
    });
    assert!(told.iter().all(|printed| *printed == told[0]));
    assert_eq!(told[0].holder_name, "王小明");
    assert_eq!(told[0].subjects[0].value.as_deref(), Some("87.5"));
    for (name, carried) in FORMS.into_iter().zip([None, None, Some(skill()), Some(skill()), None]) {
        assert_eq!(verify(&form(name), &trust(), now()).snapshot, carried, "{name}");
    }
}

#[test]
fn each_check_says_what_was_checked() {
    let checks = |name: &str| {
        let report = verify(&form(name), &trust(), now());
        let of = |c: onex_credential::verify::Check| {
            let values: Vec<String> = c.values.iter().map(|(k, v)| format!("{k} {v}")).collect();
            (c.name, c.outcome, c.detail, values.join(", "))
        };
        report.checks.into_iter().map(of).collect::<Vec<_>>()
    };
    let key = format!("issuer did:web:onex.example, key {}", keys()[0].id());
    let passed = |name, detail, values: &str| (name, Outcome::Passed, detail, values.to_owned());
    let status = passed(CheckName::Status, "not_ended", "at 2020-07-02T12:00:00Z");
    assert_eq!(
        checks("skill.sealed.pdf"),
        [
            passed(CheckName::Pdf, "sealed", &key),
            passed(CheckName::Signature, "signed", &key),
            (CheckName::Log, Outcome::Unchecked, "no_proof", String::new()),
            status.clone(),
        ]
    );
    assert_eq!(
        checks("skill.bundle.json"),
        [
            passed(CheckName::Signature, "signed", &key),
            passed(
                CheckName::Log,
                "included",
                "at 2020-06-28T02:00:00Z, head 2020-06-28T02:00:00Z, index 3, size 8",
            ),
            status,
        ]
    );
}

#[test]
fn nothing_is_repeated_that_no_signature_bears_out() {
    for (trust, reason) in [
        (Trust::default(), Reason::UnknownIssuer),
        (
            {
                let mut bundle = sample();
                bundle.issuers.iter_mut().for_each(|issuer| issuer.keys.truncate(1));
                bundle.open().unwrap()
            },
            Reason::UnknownKey,
        ),
    ] {
        for name in &FORMS[..4] {
            let report = verify(&form(name), &trust, now());
            assert_eq!((report.verdict, report.reason), (Verdict::Unchecked, Some(reason)));
            assert_eq!((report.number, report.printed, report.snapshot), (None, None, None));
            assert_eq!(report.checks.len(), 1);
        }
    }
}

#[test]
fn a_head_that_somebody_kept_shows_a_tree_that_was_made_anew() {
    let mut trust = trust();
    trust.add_head(head(8).as_bytes()).unwrap();
    assert_eq!(verify(&form("skill.bundle.json"), &trust, now()).verdict, Verdict::Valid);
    // The same key over other leaves.
    let mut other = Log::new(&seed("onex sample log"));
    other.others(8, issued());
    trust.add_head(other.head(issued()).as_bytes()).unwrap();
    let report = verify(&form("skill.bundle.json"), &trust, now());
    assert_eq!(report.reason, Some(Reason::HeadConflict));
}

/// A certificate from before open credentials: no place in a list, and no issuer in it.
#[test]
fn an_old_certificate_is_authentic_but_its_status_is_not_known() {
    let mut old = skill();
    old.schema = onex_credential::snapshot::SCHEMA;
    old.credential = None;
    let [key, _] = keys();
    let sealed = old.seal().unwrap();
    let digits = onex_credential::qr::pack(&sealed, &sealed.sign(&key), key.id()).unwrap();
    let report = verify(digits.as_bytes(), &trust(), now());
    assert_eq!((report.verdict, report.reason), (Verdict::Unchecked, Some(Reason::NoStatus)));
    assert_eq!((report.snapshot, report.printed), (Some(old), None));
    assert_eq!(report.checks[0].outcome, Outcome::Passed);
    let report = verify(digits.as_bytes(), &Trust::default(), now());
    assert_eq!(report.reason, Some(Reason::UnknownKey));
}

#[test]
fn every_changed_byte_of_every_form_is_caught() {
    let trust = trust();
    for name in FORMS {
        let good = form(name);
        // Of a long file the ends, and steps that meet every part.
        let step = 1 + good.len() / 700;
        for at in (0..good.len()).step_by(step).chain(good.len().saturating_sub(9)..good.len()) {
            let mut other = good.clone();
            other[at] ^= 1 << (at % 7);
            if other.trim_ascii() == good.trim_ascii() {
                continue;
            }
            let report = verify(&other, &trust, now());
            let same = name == "skill.di.json" && is_layout(&good, &other);
            let moved = name == "skill.qr.txt" && digits(&other) == digits(&good);
            assert!(report.verdict != Verdict::Valid || same || moved, "{name}, byte {at}");
        }
    }
}

/// What follows the address in a code, which is not signed.
fn digits(code: &[u8]) -> Option<&[u8]> {
    code.iter().position(|byte| *byte == b'#').map(|at| &code[at..])
}

/// Whether two texts are the same JSON but for blanks.
fn is_layout(one: &[u8], other: &[u8]) -> bool {
    let value = |text| serde_json::from_slice::<serde_json::Value>(text);
    value(one).is_ok_and(|one| value(other).is_ok_and(|other| one == other))
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        start in prop::sample::select(vec!["", "%PDF-", "eyJ", "{", "1", "https://a/v#1", "{\"v\":1,\"snapshot\":\"", "onex-pdf-seal-v1 "]),
    ) {
        let report = verify(&[start.as_bytes(), &bytes].concat(), &trust(), now());
        prop_assert!(report.number.is_none() && report.reason.is_some());
    }

    #[test]
    fn pieces_of_ours_in_another_order_are_not_ours(
        name in prop::sample::select(FORMS.to_vec()),
        from in any::<prop::sample::Index>(), length in 1usize..60, to in any::<prop::sample::Index>(),
    ) {
        let good = form(name);
        let from = from.index(good.len());
        let cut: Vec<u8> = good[from..].iter().take(length).copied().collect();
        let mut other = good.clone();
        other.drain(from..from + cut.len());
        let to = to.index(other.len() + 1);
        other.splice(to..to, cut);
        let same = other.trim_ascii() == good.trim_ascii() || is_layout(&good, &other);
        // The address before a code is not signed.
        let moved = name == "skill.qr.txt" && onex_credential::qr::unpack(str::from_utf8(&other).unwrap_or_default()).is_ok();
        let report = verify(&other, &trust(), now());
        prop_assert!(same || moved || report.verdict != Verdict::Valid);
    }
}
