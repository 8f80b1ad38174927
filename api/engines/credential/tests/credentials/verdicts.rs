//! The vectors of the verifier: every form of the sample's certificates, and `verdicts.json`, what
//! is to be held of each and of what was done to it.

use onex_credential::bundle::{Bundle, End, EndKind, Leaf};
use onex_credential::verify::{Report, Verdict, verify};
use onex_credential::{Instant, Snapshot, Trust, TrustBundle, canonical, multibase, qr, seal};
use serde_json::{Value, json};

use crate::support::{instant, pdf};
use crate::trust::{bundles, ended, head, issued, log_of};
use crate::vectors::{
    certificates, file, folder, forms, hold, keys, pretty, tampered, updating, write,
};

mod cases;
use cases::{Case, NOW, cases};

/// How `name` ended in the log: the index of the leaf, and when.
fn end_of(name: &str) -> Option<(EndKind, u64, Instant)> {
    let [revoked, superseded] = ended();
    match name {
        "skill" => Some((EndKind::Revoke, 8, revoked)),
        "training" => Some((EndKind::Supersede, 9, superseded)),
        _ => None,
    }
}

/// The verification bundle under the head of so many leaves.
fn bundle(index: u64, name: &str, snapshot: &Snapshot, size: u64) -> Bundle {
    let [key, _] = keys();
    let sealed = snapshot.seal().unwrap();
    let log = log_of(size);
    let end = end_of(name)
        .filter(|(_, at, _)| *at < size)
        .map(|(kind, index, at)| End::new(kind, index, at, &log.proof(index)));
    let did = format!("{}#{}", snapshot.credential.as_ref().unwrap().issuer, key.id());
    let leaf = Leaf::new(index, issued(), &log.proof(index));
    Bundle::new(&sealed, (&did, &sealed.sign(&key)), (leaf, end), &head(size)).unwrap()
}

/// A printed certificate: its credential, its token and the seal.
fn sealed_pdf(snapshot: &Snapshot) -> Vec<u8> {
    let [key, _] = keys();
    let (secured, token) = forms(snapshot);
    let json = secured.to_json().unwrap();
    let line = seal::placeholder(key.id());
    let files =
        [("credential.json", json.as_str()), ("credential.jwt", &token), ("seal.txt", &line)];
    seal::place(pdf(&snapshot.number, &files), &token, &key).unwrap()
}

/// A code with another's signature, one that names another key, and a PDF of nobody's.
#[test]
fn forgeries_are_as_in_their_vectors() {
    let [key, next] = keys();
    let [(_, skill), (_, rich), _] = certificates();
    let [skill, rich] = [skill, rich].map(|snapshot| snapshot.seal().unwrap());
    let url = |digits: String| qr::url("https://onex.example", &digits);
    for (name, signature, key) in [
        ("skill.forged.qr.txt", rich.sign(&key), &key),
        ("skill.other-key.qr.txt", skill.sign(&next), &next),
    ] {
        if updating() {
            write(name, url(qr::pack(&skill, &signature, key.id()).unwrap()));
        }
        let packed = qr::unpack(&file(name)).unwrap();
        assert_eq!((packed.signature, packed.key.as_str()), (signature, key.id()));
    }
    let letter = pdf("A letter", &[("note.txt", "nothing")]);
    hold("unsealed.pdf", str::from_utf8(&letter).unwrap());
}

#[test]
fn printed_forms_are_as_in_their_vectors() {
    let [key, _] = keys();
    for (index, (name, snapshot)) in (3..).zip(certificates()) {
        let sealed = snapshot.seal().unwrap();
        let code = format!("{name}.qr.txt");
        if updating() {
            let digits = qr::pack(&sealed, &sealed.sign(&key), key.id()).unwrap();
            write(&code, qr::url("https://onex.example", &digits));
            let text = serde_json::to_string(&bundle(index, name, &snapshot, 8)).unwrap();
            write(&format!("{name}.bundle.json"), text);
            if let Some((_, at, _)) = end_of(name) {
                let text = serde_json::to_string(&bundle(index, name, &snapshot, at + 1)).unwrap();
                write(&format!("{name}.ended.bundle.json"), text);
            }
            write(&format!("{name}.sealed.pdf"), sealed_pdf(&snapshot));
        }
        // Compressors differ, so what is packed is read rather than compared.
        let packed = qr::unpack(&file(&code)).unwrap();
        assert_eq!((packed.signature, packed.sealed), (sealed.sign(&key), sealed));
        for (suffix, size) in [("", 8), (".ended", end_of(name).map_or(8, |(_, at, _)| at + 1))] {
            let text = std::fs::read(folder().join(format!("{name}{suffix}.bundle.json")));
            let Ok(text) = text else { continue };
            let (held, made) =
                (Bundle::parse(&text).unwrap(), bundle(index, name, &snapshot, size));
            assert_eq!(held.open(), made.open());
        }
        let held = std::fs::read(folder().join(format!("{name}.sealed.pdf"))).unwrap();
        assert_eq!(held, sealed_pdf(&snapshot));
    }
}

/// The bytes of a file after what is done to it.
fn input(case: &Case) -> Vec<u8> {
    let bytes = std::fs::read(folder().join(&case.file)).unwrap();
    let Some(mutation) = &case.mutation else { return bytes };
    if let Some(flip) = mutation.get("flip") {
        let mut bytes = bytes;
        let [at, bit] = ["at", "bit"].map(|m| usize::try_from(flip[m].as_u64().unwrap()).unwrap());
        bytes[at] ^= 1 << bit;
        return bytes;
    }
    let text = String::from_utf8(bytes).unwrap();
    if let Some([from, to]) = mutation.get("replace").and_then(Value::as_array).map(Vec::as_slice) {
        let (from, to) = (from.as_str().unwrap(), to.as_str().unwrap());
        assert!(text.contains(from), "{} has no {from:?}", case.file);
        return text.replacen(from, to, 1).into_bytes();
    }
    let json = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap();
    match mutation["part"].as_str().unwrap() {
        "document" => tampered(&json(text.as_bytes()), mutation).to_string().into_bytes(),
        part => {
            let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
            let part = &mut parts[usize::from(part == "payload")];
            let value = tampered(&json(&multibase::from_base64url(part).unwrap()), mutation);
            *part = multibase::base64url(&canonical::canonical_bytes(&value).unwrap());
            parts.join(".").into_bytes()
        }
    }
}

fn report(case: &Case, trusts: &[(&str, Trust)]) -> Report {
    let (_, trust) = trusts.iter().find(|(name, _)| *name == case.trust).unwrap();
    verify(&input(case), trust, instant(case.now).unix())
}

#[test]
fn every_case_has_its_verdict() {
    let trusts: Vec<(&str, Trust)> = bundles()
        .into_iter()
        .map(|(name, _)| (name, TrustBundle::parse(file(name).as_bytes()).unwrap().open().unwrap()))
        .collect();
    let mut written = Vec::new();
    let mut wrong = Vec::new();
    for case in cases() {
        let report = report(&case, &trusts);
        if (report.verdict, report.reason) != case.expected {
            wrong.push(format!(
                "{} {:?} {}: {:?} instead of {:?}",
                case.file,
                case.mutation,
                case.trust,
                (report.verdict, report.reason, &report.checks),
                case.expected
            ));
        }
        let mut expected = serde_json::to_value(&report).unwrap();
        // What is printed is told once for every form.
        if report.verdict != Verdict::Valid || case.mutation.is_some() || case.now != NOW {
            let members = expected.as_object_mut().unwrap();
            members.retain(|name, value| {
                value.is_null() || !matches!(name.as_str(), "printed" | "snapshot")
            });
        }
        let mut one =
            json!({"file": case.file, "trust": case.trust, "now": case.now, "expected": expected});
        if let Some(mutation) = case.mutation {
            one["mutation"] = mutation;
        }
        written.push(one);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    hold("verdicts.json", &pretty(&written.into()));
}
