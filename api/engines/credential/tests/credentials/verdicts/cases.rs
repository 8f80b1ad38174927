//! What is done to the sample's files, and what is to be held of them then.

use onex_credential::verify::{Reason, Verdict};
use onex_credential::{multibase, seal};
use serde_json::{Value, json};

use crate::trust::head;
use crate::vectors::{file, keys, tamperings};

/// A file, what is done to it, the trust bundle, when it is asked, and what is to come of it.
#[derive(Clone)]
pub struct Case {
    pub file: String,
    pub mutation: Option<Value>,
    pub trust: &'static str,
    pub now: &'static str,
    pub expected: (Verdict, Option<Reason>),
}

pub const NOW: &str = "2020-07-03T00:00:00Z";
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

/// What keeps the form is told by the signature; the rest by the form.
fn reason(name: &str, part: &str) -> Reason {
    match (name, part) {
        ("no proof", _) => Reason::Unsupported,
        // In a token the claims say it again.
        ("id" | "holder's id" | "validUntil", "payload") => Reason::Malformed,
        (
            "title" | "holder" | "document's hash" | "document's type" | "number" | "score"
            | "subject" | "achievement" | "edition" | "criteria" | "rules" | "issuer's name" | "id"
            | "holder's id" | "validUntil" | "created" | "proof's key" | "proof's value" | "kid",
            _,
        ) => Reason::BadSignature,
        _ => Reason::Malformed,
    }
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
            let expected = reason(text("name"), part);
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

pub fn cases() -> Vec<Case> {
    [untouched(), credentials(), others()].concat()
}
