//! `onex verify`: the binary alone, with the vectors of the verifier.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use onex_credential::{AchievementCredential, Form, IssuerKey, Snapshot, jwt};
use serde_json::Value;

fn vector(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/verifier/vectors").join(name)
}

/// Runs the command where there is no data folder and no setting.
fn run(arguments: &[&str], input: &[u8]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(support::executable())
        .arg("verify")
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever finds the arguments wrong does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it left something behind");
    output
}

fn with(file: &str, trust: &str) -> (i32, String) {
    let (file, trust) = (vector(file), vector(trust));
    told(&run(&[file.to_str().unwrap(), "--bundle", trust.to_str().unwrap()], b""))
}

fn told(output: &Output) -> (i32, String) {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

#[test]
fn the_exit_code_tells_the_verdict_of_every_form() {
    for form in ["jwt", "di.json", "qr.txt", "bundle.json", "sealed.pdf"] {
        let skill = format!("skill.{form}");
        let (code, text) = with(&skill, "trust.json");
        assert_eq!(code, 0, "{form}: {text}");
        assert!(text.contains("Certificate 20201100000012326 is valid."), "{text}");
        assert!(text.contains("王小明") && text.contains("87.5"), "{text}");
        // The lists of the vectors ran out long ago, and whoever reads must see it.
        assert!(text.contains("2020-07-02T12:00:00Z, BUT THAT LIST IS OUT OF DATE"), "{text}");
        let (code, text) = with(&skill, "trust.revoked.json");
        assert_eq!(code, 1, "{form}: {text}");
        assert!(text.contains("REVOKED"), "{text}");
        let (code, text) = with(&format!("training.{form}"), "trust.revoked.json");
        assert_eq!(code, 1, "{form}: {text}");
        assert!(text.contains("SUPERSEDED"), "{text}");
        let (code, text) = with(&skill, "trust.no-status.json");
        assert_eq!(code, 4, "{form}: {text}");
        assert!(text.contains("does not say whether it was revoked"), "{text}");
    }
    let (code, text) = with("skill.bundle.json", "trust.conflict.json");
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("NOT AUTHENTIC") && text.contains("public log"), "{text}");
    assert_eq!(with("unsealed.pdf", "trust.json").0, 4);
}

#[test]
fn an_expired_certificate_is_told() {
    let vector: Value =
        serde_json::from_slice(&std::fs::read(vector("rich.snapshot.json")).unwrap()).unwrap();
    let mut snapshot: Snapshot =
        serde_json::from_str(vector["canonical"].as_str().unwrap()).unwrap();
    let credential = snapshot.credential.as_mut().unwrap();
    credential.valid_until = Some("2021-06-28T02:00:00Z".parse().unwrap());
    // SHA-256 of `onex sample`: the vectors' key.
    let seed = onex_credential::canonical::sha256_hex(b"onex sample");
    let seed: Vec<u8> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(&seed[at..at + 2], 16).unwrap()).collect();
    let key = IssuerKey::from_seed(seed.try_into().unwrap());
    let credential = AchievementCredential::of(&snapshot, Form::VcJwt).unwrap();
    let token = jwt::encode(&credential, &key).unwrap();
    let trust = self::vector("trust.json");
    let (code, text) = told(&run(&["-", "--bundle", trust.to_str().unwrap()], token.as_bytes()));
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("EXPIRED") && text.contains("2021-06-28T02:00:00Z"), "{text}");
}

#[test]
fn a_changed_byte_is_told_whatever_the_form() {
    let trust = vector("trust.json");
    let trust = trust.to_str().unwrap();
    for (file, from, to) in [
        ("skill.sealed.pdf", "(20201100000012326)", "(20201100000012327)"),
        ("skill.di.json", "王小明", "王小朋"),
        ("skill.bundle.json", "\"index\":3", "\"index\":4"),
        ("skill.jwt", ".", ".A"),
    ] {
        let text = String::from_utf8(std::fs::read(vector(file)).unwrap()).unwrap();
        assert!(text.contains(from), "{file}");
        let changed = text.replacen(from, to, 1);
        let (code, text) = told(&run(&["-", "--bundle", trust], changed.as_bytes()));
        assert_eq!(code, 3, "{file}: {text}");
        assert!(text.contains("NOT AUTHENTIC") && !text.contains("王小"), "{file}: {text}");
    }
}

#[test]
fn the_report_is_also_given_as_json() {
    let (file, trust) = (vector("skill.jwt"), vector("trust.revoked.json"));
    let arguments = [file.to_str().unwrap(), "--bundle", trust.to_str().unwrap(), "--json"];
    let output = run(&arguments, b"");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(report["verdict"], "revoked");
    assert_eq!(report["number"], "20201100000012326");
    assert_eq!(report["status_time"], "2020-07-02T12:00:00Z");
}

#[test]
fn without_a_trust_bundle_it_says_where_to_get_one() {
    let (code, text) = told(&run(&[vector("skill.jwt").to_str().unwrap()], b""));
    assert_eq!(code, 4, "{text}");
    assert!(text.contains("/api/v1/public/verifier-bundle"), "{text}");
    assert!(!text.contains("王小明"), "nothing is repeated that was not checked: {text}");
}

#[test]
fn a_head_that_somebody_kept_is_held_against_the_log() {
    let trust = vector("trust.json");
    let (bundle, head) = (vector("skill.bundle.json"), vector("log.note"));
    let arguments = |head: &str| {
        let text = [bundle.to_str().unwrap(), "--bundle", trust.to_str().unwrap(), "--head", head];
        told(&run(&text, b""))
    };
    assert_eq!(arguments(head.to_str().unwrap()).0, 0);
    // Signed by the log, of as many leaves, and of another tree.
    let (code, text) = arguments(vector("log.other.note").to_str().unwrap());
    assert_eq!(code, 3, "{text}");
    let (code, text) = arguments(vector("did.json").to_str().unwrap());
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("did.json"), "{text}");
}

#[test]
fn what_is_of_no_use_is_named() {
    let trust = vector("trust.json");
    for (arguments, says) in [
        (&["nowhere.pdf"][..], "nowhere.pdf cannot be read"),
        (&["-", "--bundle", "nowhere.json"], "nowhere.json cannot be read"),
        (&["-", "--bundle", vector("did.json").to_str().unwrap()], "not of this shape"),
        (&["-", "--head", trust.to_str().unwrap()], "--bundle"),
        (&[], "<FILE>"),
    ] {
        let (code, text) = told(&run(arguments, b""));
        assert_eq!(code, 2, "{text}");
        assert!(text.contains(says), "{text}");
    }
}
