//! The vectors of the verifier: every form of the sample's certificates, and `verdicts.json`, what
//! is to be held of each and of what was done to it.

use onex_credential::bundle::{Bundle, End, EndKind, Leaf};
use onex_credential::verify::{Reason, Report, Verdict, verify};
use onex_credential::{Instant, Snapshot, Trust, TrustBundle, canonical, multibase, qr, seal};
use serde_json::{Value, json};

use crate::support::{instant, pdf};
use crate::trust::{bundles, ended, head, issued, log_of};
use crate::vectors::{
    certificates, file, folder, forms, hold, keys, pretty, tampered, tamperings, updating, write,
};

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

/// A file, what is done to it, the trust bundle, when it is asked, and what is to come of it.
#[derive(Clone)]
struct Case {
    file: String,
    mutation: Option<Value>,
    trust: &'static str,
    now: &'static str,
    expected: (Verdict, Option<Reason>),
}

const NOW: &str = "2020-07-03T00:00:00Z";
const LATE: &str = "2021-01-01T00:00:00Z";
const AFTER_THE_END: &str = "2120-06-28T02:00:01Z";

fn case(file: &str, expected: impl Into<Expected>) -> Case {
    let Expected(verdict, reason) = expected.into();
    let expected = (verdict, reason);
    Case { file: file.to_owned(), mutation: None, trust: "trust.json", now: NOW, expected }
}

struct Expected(Verdict, Option<Reason>);

impl From<Verdict> for Expected {
    fn from(verdict: Verdict) -> Self {
        Expected(verdict, None)
    }
}

impl From<Reason> for Expected {
    fn from(reason: Reason) -> Self {
        use Reason::*;
        let verdict = match reason {
            UnknownIssuer | UnknownKey | NoStatus | Unsealed | Unsupported => Verdict::Unchecked,
            _ => Verdict::NotAuthentic,
        };
        Expected(verdict, Some(reason))
    }
}

impl Case {
    fn trust(mut self, trust: &'static str) -> Self {
        self.trust = trust;
        self
    }

    fn at(mut self, now: &'static str) -> Self {
        self.now = now;
        self
    }

    fn done(mut self, mutation: Value) -> Self {
        self.mutation = Some(mutation);
        self
    }

    fn replaced(self, from: &str, to: &str) -> Self {
        self.done(json!({"replace": [from, to]}))
    }

    fn edited(self, part: &str, pointer: &str, value: Value) -> Self {
        self.done(json!({"part": part, "pointer": pointer, "value": value}))
    }
}

const FORMS: [&str; 5] = ["jwt", "di.json", "qr.txt", "bundle.json", "sealed.pdf"];

/// Every form of a certificate that holds, ended, or is over.
fn untouched() -> Vec<Case> {
    let mut all = Vec::new();
    for form in FORMS {
        let of = |name: &str, expected: Verdict| case(&format!("{name}.{form}"), expected);
        all.extend([
            of("skill", Verdict::Valid),
            of("rich", Verdict::Valid),
            of("training", Verdict::Valid),
            of("skill", Verdict::Revoked).trust("trust.revoked.json"),
            of("training", Verdict::Superseded).trust("trust.revoked.json"),
            of("rich", Verdict::Expired).at(AFTER_THE_END),
            // It is ended before it is over.
            of("rich", Verdict::Revoked).trust("trust.revoked.json").at(AFTER_THE_END),
            // The list is old; its time says so.
            of("skill", Verdict::Valid).at(LATE),
        ]);
        let of = |reason: Reason| case(&format!("skill.{form}"), reason);
        all.extend([
            of(Reason::NoStatus).trust("trust.no-status.json"),
            of(Reason::NoStatus).trust("trust.other-status.json"),
            of(Reason::UnknownIssuer).trust("trust.no-issuer.json"),
            of(Reason::UnknownKey).trust("trust.next-key.json"),
        ]);
    }
    all.extend([
        case("rich.di.json", Reason::NoStatus).trust("trust.other-status.json"),
        case("rich.jwt", Verdict::Expired).trust("trust.no-status.json").at(AFTER_THE_END),
        case("unsealed.pdf", Reason::Unsealed),
        case("did.json", Reason::Unsupported),
        case("skill.nq", Reason::Unsupported),
        case("skill.qr.txt", Verdict::Valid).replaced("https://onex.example/v#", ""),
        case("skill.qr.txt", Verdict::Valid)
            .replaced("https://onex.example/v#", "\n http://a.example:8080/x/v#"),
        case("skill.qr.txt", Reason::Unsupported).replaced("https://", "ftp://"),
    ]);
    all
}

/// What is done to the credential, in both of its forms.
fn credentials() -> Vec<Case> {
    let mut all = Vec::new();
    for one in tamperings() {
        let text = |member: &str| one[member].as_str().unwrap();
        let of = |file: &str, part: &str| {
            let mut mutation = json!({"part": part, "pointer": text("pointer")});
            if let Some(value) = one.get("value") {
                mutation["value"] = value.clone();
            }
            // What another reader could take for ours is told by the signature; the rest by its form.
            let expected = match text("name") {
                "title" | "holder" | "document's hash" | "document's type" | "number" | "score"
                | "subject" | "achievement" | "edition" | "criteria" | "rules"
                | "issuer's name" | "id" | "holder's id" | "created" | "proof's key"
                | "proof's value" | "kid"
                    if part != "payload" || !matches!(text("name"), "id" | "holder's id") =>
                {
                    Reason::BadSignature
                }
                "validUntil" if part == "document" => Reason::BadSignature,
                "no proof" => Reason::Unsupported,
                _ => Reason::Malformed,
            };
            case(file, expected).done(mutation)
        };
        match text("part") {
            "document" => {
                all.extend([of("skill.di.json", "document"), of("skill.jwt", "payload")]);
            }
            "proof" => all.push(of("skill.di.json", "document")),
            "claims" => all.push(of("skill.jwt", "payload")),
            part => all.push(of("skill.jwt", part)),
        }
    }
    all.extend([
        case("skill.jwt", Reason::Malformed).replaced("eyJ", "eyJA"),
        case("skill.jwt", Reason::Unsupported).replaced("eyJ", "eyK"),
        case("skill.di.json", Reason::Malformed).replaced("{", "{\"proof\":[],"),
        case("skill.di.json", Reason::Malformed).replaced("\"hashed\": false", "\"hashed\": null"),
    ]);
    all
}

/// What is done to the code, the bundle and the PDF.
fn others() -> Vec<Case> {
    let digits = file("skill.qr.txt");
    let start = digits.find('#').unwrap() + 1;
    let digit = |at: usize, by: u8| {
        let mut other = digits.clone().into_bytes();
        other[at] = b'0' + (other[at] - b'0' + by) % 10;
        (digits[start..].to_owned(), String::from_utf8(other).unwrap()[start..].to_owned())
    };
    let code = |at: usize, by: u8| {
        let (from, to) = digit(at, by);
        case("skill.qr.txt", Reason::Malformed).replaced(&from, &to)
    };
    let bundle = |expected: Reason| case("skill.bundle.json", expected);
    let pdf = |expected: Reason| case("skill.sealed.pdf", expected);
    let rich: Value = serde_json::from_str(&file("rich.bundle.json")).unwrap();
    let skill: Value = serde_json::from_str(&file("skill.bundle.json")).unwrap();
    let mut spare = multibase::from_base64url(skill["snapshot"].as_str().unwrap()).unwrap();
    *spare.last_mut().unwrap() |= 0x80;
    let did = |issuer: &str, key: usize| format!("{issuer}#{}", keys()[key].id());
    let sealed_by = |key: &str| format!("{}{key}", seal::MARK);
    let mut all = vec![
        // A digit changes the bytes below it, and so the snapshot too.
        code(start, 1),
        code(start + 40, 1),
        code(start + 100, 3),
        code(digits.len() - 40, 1),
        code(digits.len() - 1, 1),
        case("skill.forged.qr.txt", Reason::BadSignature),
        case("skill.other-key.qr.txt", Reason::Mismatch),
        case("skill.qr.txt", Reason::Malformed).replaced("/v#1", "/v#2"),
        case("skill.qr.txt", Reason::Malformed).replaced("/v#1", "/v#10"),
        case("skill.qr.txt", Reason::Unsupported).replaced("/v#1", "/v#1x"),
        // Another's leaf, another's snapshot, another's signature.
        bundle(Reason::NotInLog).edited("document", "/leaf", rich["leaf"].clone()),
        bundle(Reason::BadSignature).edited("document", "/signature", rich["signature"].clone()),
        bundle(Reason::Mismatch).edited("document", "/snapshot", rich["snapshot"].clone()),
        bundle(Reason::Mismatch).edited("document", "/key", did("did:web:onex.example", 1).into()),
        bundle(Reason::Mismatch).edited("document", "/key", did("did:web:evil.example", 0).into()),
        bundle(Reason::NotInLog).edited("document", "/leaf/at", json!("2019-06-28T02:00:00Z")),
        bundle(Reason::NotInLog).edited("document", "/leaf/index", json!(4)),
        bundle(Reason::NotInLog).edited("document", "/leaf/proof", json!("")),
        bundle(Reason::Malformed).edited("document", "/leaf/proof", json!("AAAA")),
        bundle(Reason::NotInLog).edited("document", "/checkpoint", json!(head(9))),
        bundle(Reason::NotInLog).replaced("\\n8\\n", "\\n9\\n"),
        bundle(Reason::UnknownKey).replaced("— onex.example/log ", "— onex.example/gol "),
        bundle(Reason::Malformed).edited("document", "/v", json!(2)),
        bundle(Reason::Malformed).edited("document", "/more", json!(1)),
        bundle(Reason::Malformed).edited(
            "document",
            "/snapshot",
            multibase::base64url(&spare).into(),
        ),
        bundle(Reason::Malformed).replaced("{", "{\"v\":1,"),
        bundle(Reason::UnknownKey).trust("trust.no-log.json"),
        bundle(Reason::HeadConflict).trust("trust.conflict.json"),
        bundle(Reason::BackDated).trust("trust.back-dated.json"),
        case("skill.ended.bundle.json", Reason::NotInLog).edited(
            "document",
            "/end/kind",
            json!("supersede"),
        ),
        case("skill.ended.bundle.json", Reason::NotInLog).edited(
            "document",
            "/end/index",
            json!(7),
        ),
        // Between header and page, in a name, in the seal, behind the end.
        pdf(Reason::PdfChanged).done(json!({"flip": {"at": 12, "bit": 0}})),
        pdf(Reason::PdfChanged).replaced("(20201100000012326)", "(20201100000012327)"),
        pdf(Reason::PdfChanged).replaced("%%EOF\n", "%%EOF\n\n"),
        pdf(Reason::PdfChanged).replaced("onex-pdf-seal-v1 ", "onex-pdf-seal-v2 "),
        pdf(Reason::PdfChanged).replaced("%PDF-1.7", "%PDF-1.7\n%onex-pdf-seal-v1 "),
        pdf(Reason::PdfChanged).replaced(" sig=", " sig:"),
        pdf(Reason::PdfChanged).replaced(&sealed_by(keys()[0].id()), &sealed_by(keys()[1].id())),
        pdf(Reason::UnknownKey)
            .replaced(&sealed_by(keys()[0].id()), &sealed_by("k-0123456789abcdef")),
        pdf(Reason::PdfChanged)
            .replaced("eyJhbGciOiJFZERTQSIsImtpZCI6", "eyJhbGciOiJFZERTQSIsImtpZCI7"),
    ];
    // The log says itself that they ended, whatever the list says, and without any.
    for (name, verdict) in [("skill", Verdict::Revoked), ("training", Verdict::Superseded)] {
        let file = format!("{name}.ended.bundle.json");
        all.push(case(&file, verdict));
        all.push(case(&file, verdict).trust("trust.no-status.json"));
    }
    all
}

fn cases() -> Vec<Case> {
    [untouched(), credentials(), others()].concat()
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
    let parts: Vec<&str> = text.split('.').collect();
    let json = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap();
    match mutation["part"].as_str().unwrap() {
        "document" => tampered(&json(text.as_bytes()), mutation).to_string().into_bytes(),
        part => {
            let at = usize::from(part == "payload");
            let value = json(&multibase::from_base64url(parts[at]).unwrap());
            let bytes = canonical::canonical_bytes(&tampered(&value, mutation)).unwrap();
            let mut parts = parts.map_at(at, multibase::base64url(&bytes));
            parts.truncate(3);
            parts.join(".").into_bytes()
        }
    }
}

trait MapAt {
    fn map_at(self, at: usize, with: String) -> Vec<String>;
}

impl MapAt for Vec<&str> {
    fn map_at(self, at: usize, with: String) -> Vec<String> {
        let own = |(i, part): (usize, &str)| if i == at { with.clone() } else { part.to_owned() };
        self.into_iter().enumerate().map(own).collect()
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
