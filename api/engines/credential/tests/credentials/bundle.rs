//! The verification bundle of one certificate.

use onex_credential::bundle::{Bundle, BundleError, End, EndKind, Leaf};
use onex_credential::{IssuerKey, canonical, snapshot};
use onex_translog::{Kind, verify_inclusion};
use proptest::prelude::*;
use serde_json::json;

use crate::support::log::Log;
use crate::support::{instant, rich, skill, snapshots, walk};

fn key() -> IssuerKey {
    IssuerKey::from_seed([7; 32])
}

/// A bundle of the snapshot, the seventh of twelve leaves, and revoked by the tenth.
fn bundle(snapshot: &onex_credential::Snapshot) -> Bundle {
    let sealed = snapshot.seal().unwrap();
    let (at, end) = (instant("2020-06-28T02:00:00Z"), instant("2020-07-28T02:00:00Z"));
    let mut log = Log::new(&[3; 32]);
    log.others(6, at);
    let leaf = log.add(&sealed, Kind::Issue, at);
    log.others(2, at);
    let ended = log.add(&sealed, Kind::Revoke, end);
    log.others(2, end);
    let note = log.head(end);
    let did = format!("did:web:onex.example#{}", key().id());
    Bundle::new(
        &sealed,
        (&did, &sealed.sign(&key())),
        (
            Leaf::new(leaf, at, &log.proof(leaf)),
            Some(End::new(EndKind::Revoke, ended, end, &log.proof(ended))),
        ),
        &note,
    )
    .unwrap()
}

fn written(bundle: &Bundle) -> String {
    serde_json::to_string(bundle).unwrap()
}

#[test]
fn a_bundle_holds_what_was_put_in() {
    let opened = Bundle::parse(written(&bundle(&rich())).as_bytes()).unwrap().open().unwrap();
    assert_eq!((&opened.snapshot, &opened.sealed), (&rich(), &rich().seal().unwrap()));
    let canonical = &opened.sealed.canonical;
    assert_eq!(snapshot::verify(canonical, &opened.signature, key().public()), Ok(()));
    assert_eq!((opened.issuer.as_str(), opened.key.as_str()), ("did:web:onex.example", key().id()));
    let log = Log::new(&[3; 32]);
    let (head, _) = onex_translog::note::open(opened.checkpoint.as_bytes(), &log.keys()).unwrap();
    let (kind, end) = opened.end.unwrap();
    assert_eq!(kind, EndKind::Revoke);
    for place in [&opened.leaf, &end] {
        let leaf = place.entry.leaf_hash();
        let held = verify_inclusion(&leaf, place.index, head.size, &place.proof, &head.root);
        assert_eq!(held, Ok(()));
    }
}

#[test]
fn a_bundle_of_a_log_of_a_million_stays_below_four_kilobytes() {
    let mut of = bundle(&rich());
    let proof = vec![[7; 32]; 20];
    of.leaf.proof = Leaf::new(999_999, of.leaf.at, &proof).proof;
    of.end.as_mut().unwrap().proof = of.leaf.proof.clone();
    let length = written(&of).len();
    assert!(length < 4096, "{length} bytes");
}

#[test]
fn what_is_no_bundle_is_refused() {
    let good = serde_json::to_value(bundle(&skill())).unwrap();
    let with = |pointer: &str, value: serde_json::Value| {
        let mut other = good.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        Bundle::parse(other.to_string().as_bytes()).and_then(|b| b.open()).map(|_| ())
    };
    assert_eq!(with("/v", json!(1)), Ok(()));
    assert_eq!(with("/v", json!(2)), Err(BundleError::Version));
    assert!(matches!(with("/v", json!("1")), Err(BundleError::Shape(_))));
    assert!(matches!(with("/leaf/index", json!(-1)), Err(BundleError::Shape(_))));
    assert!(matches!(with("/end/kind", json!("issue")), Err(BundleError::Shape(_))));
    assert!(matches!(with("/end", json!(null)), Err(BundleError::Shape(_))));
    assert!(matches!(with("/leaf/at", json!("2020-06-28")), Err(BundleError::Shape(_))));
    assert_eq!(with("/key", json!("onex.example")), Err(BundleError::Key));
    assert_eq!(with("/key", json!("did:web:onex.example#a b")), Err(BundleError::Key));
    for member in ["snapshot", "signature"] {
        let wrong = Err(BundleError::Encoding { member });
        assert_eq!(with(&format!("/{member}"), json!("AB")), wrong);
    }
    let long = "A".repeat(64 * 43);
    for proof in ["AA", "A", long.as_str()] {
        let wrong = Err(BundleError::Encoding { member: "leaf.proof" });
        assert_eq!(with("/leaf/proof", json!(proof)), wrong);
    }
    assert!(matches!(with("/snapshot", json!("AwA")), Err(BundleError::Snapshot(_))));
    assert_eq!(Bundle::parse(&[b' '; 64 * 1024 + 1]), Err(BundleError::Long));
    let twice = written(&bundle(&skill())).replacen("{", "{\"v\":1,", 1);
    assert!(matches!(Bundle::parse(twice.as_bytes()), Err(BundleError::Shape(_))));
}

#[test]
fn every_member_is_needed_and_no_other_taken() {
    let good = serde_json::to_value(bundle(&skill())).unwrap();
    let mut pointers = Vec::new();
    walk(&good, String::new(), &mut pointers);
    for pointer in pointers.iter().filter(|p| *p != "/end") {
        let (above, member) = pointer.rsplit_once('/').unwrap();
        let mut other = good.clone();
        let members = other.pointer_mut(above).unwrap().as_object_mut().unwrap();
        let value = members.remove(member).unwrap();
        assert!(Bundle::parse(other.to_string().as_bytes()).is_err(), "without {pointer}");
        let members = other.pointer_mut(above).unwrap().as_object_mut().unwrap();
        members.insert(member.to_owned(), value);
        members.insert("more".to_owned(), json!(1));
        assert!(Bundle::parse(other.to_string().as_bytes()).is_err(), "more beside {pointer}");
    }
}

proptest! {
    #[test]
    fn snapshots_come_back(snapshot in snapshots()) {
        prop_assume!(snapshot.seal().is_ok());
        let bundle = bundle(&snapshot);
        let read = Bundle::parse(written(&bundle).as_bytes()).unwrap();
        prop_assert_eq!(&read, &bundle);
        let opened = read.open().unwrap();
        let digest = canonical::sha256_hex(opened.sealed.canonical.as_bytes());
        prop_assert_eq!(&opened.sealed.digest, &digest);
        prop_assert_eq!(opened.snapshot, snapshot);
    }
}
