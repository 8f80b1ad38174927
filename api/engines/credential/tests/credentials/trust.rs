//! The trust bundle, and the vectors of it.

use onex_credential::status::{Bits, MIN_LENGTH, Purpose};
use onex_credential::trust::{Issuer, Key, Log as LogTrust, StatusPair, TrustBundle, TrustError};
use onex_credential::{Instant, IssuerKey, StatusList, did, jwt};
use onex_translog::{Head, Kind, NoteError, Signer, note};
use serde_json::{Value, json};

use crate::support::instant;
use crate::support::log::{Log, ORIGIN};
use crate::vectors::{ISSUERS, certificates, file, hold, keys, pretty, seed, updating, write};

/// When the sample's certificates were issued.
pub fn issued() -> Instant {
    instant("2020-06-28T02:00:00Z")
}

/// When `skill` was revoked, and `training` superseded.
pub fn ended() -> [Instant; 2] {
    [instant("2020-07-01T02:00:00Z"), instant("2020-07-02T02:00:00Z")]
}

/// The log up to so many leaves: three of others, the three certificates, two of others, the end
/// of `skill`, the end of `training`.
pub fn log_of(size: u64) -> Log {
    let mut log = Log::new(&seed("onex sample log"));
    let before = instant("2020-06-01T02:00:00Z");
    let [skill, rich, training] = certificates().map(|(_, s)| s.seal().unwrap());
    let [revoked, superseded] = ended();
    log.others(3, before);
    if size >= 8 {
        for sealed in [&skill, &rich, &training] {
            log.add(sealed, Kind::Issue, issued());
        }
        log.others(2, issued());
    }
    if size >= 9 {
        log.add(&skill, Kind::Revoke, revoked);
    }
    if size >= 10 {
        log.add(&training, Kind::Supersede, superseded);
    }
    log
}

/// The head of the log at a size.
pub fn head(size: u64) -> String {
    let [revoked, superseded] = ended();
    let at = match size {
        3 => instant("2020-06-01T02:00:00Z"),
        8 => issued(),
        9 => revoked,
        _ => superseded,
    };
    log_of(size).head(at)
}

/// Both lists of an issuer, with these bits.
fn lists(key: &IssuerKey, (issuer, number): (&str, u32), bits: [&[u32]; 2]) -> StatusPair {
    let times = (instant("2020-07-02T12:00:00Z"), Some(instant("2020-07-09T12:00:00Z")));
    let list = |path: &str, purpose, set: &[u32]| {
        let mut bits = Bits::new(MIN_LENGTH).unwrap();
        set.iter().for_each(|index| bits.set(*index).unwrap());
        let url = format!("{}/status-lists/{number}{path}.jwt", did::url(issuer).unwrap());
        let list = StatusList::new(issuer, &url, purpose, &bits, times).unwrap();
        jwt::encode(&list, key).unwrap()
    };
    StatusPair {
        list: number,
        issuer: issuer.to_owned(),
        revoked: list("", Purpose::Revocation, bits[0]),
        superseded: list("/superseded", Purpose::Message, bits[1]),
    }
}

/// Of each issuer the lists in which these are set: `[revoked, superseded]`.
fn status(bits: [[&[u32]; 2]; 2]) -> Vec<StatusPair> {
    let [_, key] = keys();
    let issuers = ISSUERS.map(|(issuer, _, number, _)| (issuer, number));
    issuers.into_iter().zip(bits).map(|(issuer, bits)| lists(&key, issuer, bits)).collect()
}

/// The bundle in which somebody else's certificate is revoked.
pub fn sample() -> TrustBundle {
    let of =
        |key: &IssuerKey| Key { id: key.id().to_owned(), public_key: key.public().multibase() };
    let issuer =
        |did: &str| Issuer { did: did.to_owned(), keys: keys().iter().rev().map(of).collect() };
    TrustBundle {
        v: 1,
        made_at: instant("2020-07-02T12:00:00Z"),
        issuers: ISSUERS.iter().map(|(did, ..)| issuer(did)).collect(),
        log: LogTrust {
            origin: ORIGIN.to_owned(),
            keys: log_of(0).keys().map(|key| key.to_string()).to_vec(),
            heads: [3, 8, 10].map(head).to_vec(),
        },
        status: status([[&[7], &[]], [&[7], &[]]]),
    }
}

/// A head of the log's key over a tree of so many leaves that nobody else saw.
fn other_head(size: u64, at: Instant) -> String {
    let signer = Signer::from_seed(ORIGIN, &seed("onex sample log")).unwrap();
    signer.sign(&Head { size, root: [9; 32], time: at.unix() }).unwrap()
}

/// The bundles that verdicts are given by, by the name of their file.
pub fn bundles() -> Vec<(&'static str, TrustBundle)> {
    let with = |change: &dyn Fn(&mut TrustBundle)| {
        let mut bundle = sample();
        change(&mut bundle);
        bundle
    };
    let stranger = IssuerKey::from_seed(seed("nobody's"));
    let [skill, training] = [94_567, 131_071];
    vec![
        ("trust.json", sample()),
        (
            "trust.revoked.json",
            with(&|b| b.status = status([[&[skill, training], &[training]], [&[0], &[]]])),
        ),
        ("trust.no-status.json", with(&|b| b.status.clear())),
        (
            "trust.other-status.json",
            with(&|b| {
                let [revoked, other] = [b.status[0].clone(), b.status[1].clone()];
                // One list is signed by nobody's key, the other is that of another purpose.
                b.status[0] = lists(&stranger, (&revoked.issuer, revoked.list), [&[], &[]]);
                b.status[1] = StatusPair { revoked: other.superseded.clone(), ..other };
            }),
        ),
        (
            "trust.no-log.json",
            with(&|b| {
                b.log.heads.clear();
                b.log.keys.clear();
            }),
        ),
        ("trust.no-issuer.json", with(&|b| drop(b.issuers.remove(0)))),
        (
            "trust.next-key.json",
            with(&|b| b.issuers.iter_mut().for_each(|issuer| issuer.keys.truncate(1))),
        ),
        ("trust.conflict.json", with(&|b| b.log.heads[1] = other_head(8, issued()))),
        (
            "trust.back-dated.json",
            with(&|b| b.log.heads[0] = log_of(3).head(instant("2020-06-29T00:00:00Z"))),
        ),
    ]
}

/// Heads that somebody kept, one of them of a tree that nobody else saw; and bits as they are
/// compressed.
#[test]
fn heads_and_bits_are_as_in_their_vectors() {
    hold("log.note", &head(8));
    hold("log.other.note", &other_head(8, issued()));
    let mut bits = Bits::new(MIN_LENGTH).unwrap();
    [7, 94_567].into_iter().for_each(|index| bits.set(index).unwrap());
    if updating() {
        write("status.bits.txt", bits.encode().unwrap());
    }
    assert_eq!(Bits::decode(&file("status.bits.txt"), MIN_LENGTH), Ok(bits));
}

/// Compressors differ, so the lists are read rather than compared.
#[test]
fn trust_bundles_are_as_in_their_vectors() {
    for (name, bundle) in bundles() {
        if updating() {
            write(name, pretty(&serde_json::to_value(&bundle).unwrap()));
        }
        let mut held = TrustBundle::parse(file(name).as_bytes()).unwrap();
        let trust = held.clone().open().unwrap();
        assert_eq!(trust.heads().len(), held.log.heads.len());
        let mut bundle = bundle;
        for pair in bundle.status.iter_mut().chain(&mut held.status) {
            for token in [&mut pair.revoked, &mut pair.superseded] {
                let list = jwt::decode::<StatusList>(token).unwrap();
                *token = format!(
                    "{:?} {:?}",
                    list.header,
                    list.document.bits().map(|_| list.document.id)
                );
            }
        }
        assert_eq!(held, bundle, "{name} differs; UPDATE=1 writes it anew");
    }
}

#[test]
fn what_cannot_be_trusted_is_named() {
    let good = serde_json::to_value(sample()).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut other = good.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        TrustBundle::parse(other.to_string().as_bytes()).and_then(TrustBundle::open).map(|_| ())
    };
    let id = keys()[1].id().to_owned();
    let key = |source| Err(TrustError::Key { id: id.clone(), source });
    assert_eq!(with("/v", json!(1)), Ok(()));
    assert_eq!(with("/v", json!(2)), Err(TrustError::Version));
    assert!(matches!(with("/made_at", json!(1)), Err(TrustError::Shape(_))));
    assert!(matches!(with("/log", json!(null)), Err(TrustError::Shape(_))));
    for did in ["onex.example", "did:web:onex.example%3A8443:zh"] {
        assert_eq!(with("/issuers/0/did", json!(did)), Err(TrustError::Issuer(did.to_owned())));
    }
    let other = keys()[0].public().multibase();
    assert_eq!(with("/issuers/0/keys/0/public_key", json!(other)), key(None));
    let twice = good["issuers"][0]["keys"][0].clone();
    assert_eq!(with("/issuers/0/keys/1", twice), key(None));
    assert!(matches!(
        with("/issuers/0/keys/0/public_key", json!("z6")),
        Err(TrustError::Key { .. })
    ));
    assert!(matches!(with("/log/origin", json!("other/log")), Err(TrustError::LogKey(..))));
    assert!(matches!(with("/log/keys/0", json!("a+b+c")), Err(TrustError::LogKey(..))));
    assert_eq!(with("/log/keys", json!([])), Err(TrustError::Head(NoteError::UnknownKey)));
    let forged = head(8).replace("\n8\n", "\n7\n");
    assert_eq!(with("/log/heads/1", json!(forged)), Err(TrustError::Head(NoteError::Signature)));
}

#[test]
fn heads_that_others_kept_are_taken_if_the_log_signed_them() {
    let mut trust = sample().open().unwrap();
    trust.add_head(head(9).as_bytes()).unwrap();
    assert_eq!(trust.heads().last().map(|head| head.size), Some(9));
    let stranger = Log::new(&[1; 32]).head(issued());
    assert_eq!(trust.add_head(stranger.as_bytes()), Err(TrustError::Head(NoteError::UnknownKey)));
    assert!(note::open(head(9).as_bytes(), trust.log_keys()).is_ok());
    assert_eq!(trust.owner(keys()[0].id()).unwrap(), ("did:web:onex.example", keys()[0].public()));
    assert!(trust.owner("k1").is_none() && trust.keys("did:web:evil.example").is_none());
}
