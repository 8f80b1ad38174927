//! `onex verify`: whether a certificate holds, on any machine, with no data folder and no network.

use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use onex_credential::verify::{
    Check, CheckName, Outcome, Printed, Reason, Report, Verdict, verify,
};
use onex_credential::{Trust, TrustBundle};

use super::{say, say_error};
use crate::platform::clock::Clock;

/// The longest file that is read, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// Where a trust bundle comes from.
const WHERE: &str = "Fetch it from the site of the issuer whom you trust, not from an address that stands in the \
    certificate: GET PUBLIC_URL/api/v1/public/verifier-bundle, and give it as --bundle FILE.";

/// What to check, and what to go by.
#[derive(Debug, Args)]
pub struct Verify {
    /// The certificate: PDF, credential (JSON or VC-JWT), verification bundle, or the text of its QR code; `-` reads standard input.
    file: PathBuf,
    /// The issuer's keys, heads of the log and status lists: `GET PUBLIC_URL/api/v1/public/verifier-bundle`.
    #[arg(long, value_name = "TRUST")]
    bundle: Option<PathBuf>,
    /// A head of the log that you kept (`GET PUBLIC_URL/api/v1/public/log/checkpoint`); may be given more than once.
    #[arg(long, value_name = "FILE", requires = "bundle")]
    head: Vec<PathBuf>,
    /// Prints the report as JSON.
    #[arg(long)]
    json: bool,
}

/// Checks the file and says what came of it. The exit code is 0 if it is valid, 1 if it was revoked, superseded or is
/// expired, 3 if it is not authentic, 4 if it could not be checked, and 2 if the arguments are of no use.
pub fn run(args: &Verify) -> ExitCode {
    match report(args) {
        Ok(report) => {
            // A stranger's file does not steer the terminal.
            let steers = |c: char| c.is_control() && c != '\n';
            say(report_text(args, &report).replace(steers, "\u{fffd}").trim_end());
            ExitCode::from(code(report.verdict))
        }
        Err(message) => {
            say_error(&message);
            ExitCode::from(2)
        }
    }
}

const fn code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Valid => 0,
        Verdict::Revoked | Verdict::Superseded | Verdict::Expired => 1,
        Verdict::NotAuthentic => 3,
        Verdict::Unchecked => 4,
    }
}

fn report(args: &Verify) -> Result<Report, String> {
    let input = read(&args.file)?;
    let mut trust = match &args.bundle {
        Some(path) => trust(path)?,
        None => Trust::default(),
    };
    for path in &args.head {
        trust.add_head(&read(path)?).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(verify(&input, &trust, Clock::real().0.div_euclid(1_000_000)))
}

fn trust(path: &Path) -> Result<Trust, String> {
    TrustBundle::parse(&read(path)?)
        .and_then(TrustBundle::open)
        .map_err(|e| format!("{}: {e}. {WHERE}", path.display()))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let result = if path == Path::new("-") {
        std::io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
    };
    result.map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(format!("{} has more than 64 MiB; no certificate has", path.display()));
    }
    Ok(bytes)
}

fn report_text(args: &Verify, report: &Report) -> String {
    if args.json {
        return serde_json::to_string_pretty(report).unwrap_or_default();
    }
    let mut text = verdict(report);
    if args.bundle.is_none() {
        let _ = write!(text, "\nThere is no trust bundle to go by. {WHERE}");
    }
    if let Some(printed) = &report.printed {
        text.push_str("\n\nIt says; hold this against the paper:\n");
        text.push_str(&paper(report.number.as_deref().unwrap_or_default(), printed));
    }
    if !report.checks.is_empty() {
        text.push_str("\nWhat was checked:\n");
        for check in &report.checks {
            let _ = writeln!(text, "  {}", check_text(check, report));
        }
    }
    text
}

fn verdict(report: &Report) -> String {
    let number = report.number.as_deref().unwrap_or_default();
    match report.verdict {
        Verdict::Valid => format!("Certificate {number} is valid."),
        Verdict::Revoked => format!("Certificate {number} is authentic, but it was REVOKED."),
        Verdict::Superseded => {
            format!(
                "Certificate {number} is authentic, but another one took its place: it is SUPERSEDED."
            )
        }
        Verdict::Expired => format!("Certificate {number} is authentic, but it is EXPIRED."),
        Verdict::NotAuthentic => format!("This is NOT AUTHENTIC: {}.", reason(report.reason)),
        Verdict::Unchecked => format!("This could NOT BE CHECKED: {}.", reason(report.reason)),
    }
}

const fn reason(reason: Option<Reason>) -> &'static str {
    match reason {
        Some(Reason::BadSignature) => "the signature is not that of what the file says",
        Some(Reason::Malformed) => "it begins as a certificate does, but is damaged or was changed",
        Some(Reason::PdfChanged) => "the PDF was changed after it was made",
        Some(Reason::Mismatch) => "two parts of the file name different keys or issuers",
        Some(Reason::NotInLog) => "the issuer's public log does not hold it",
        Some(Reason::BackDated) => "the public log took it in later than it claims",
        Some(Reason::HeadConflict) => {
            "the public log that it comes with is another than the one that was seen before"
        }
        Some(Reason::UnknownIssuer) => "the trust bundle has no keys of its issuer",
        Some(Reason::UnknownKey) => {
            "the trust bundle does not have the key that signed it; a newer bundle may"
        }
        Some(Reason::NoStatus) => {
            "it is authentic, but the trust bundle does not say whether it was revoked since"
        }
        Some(Reason::Unsealed) => {
            "the PDF carries no credential and no seal, so anybody may have made it"
        }
        Some(Reason::Unsupported) | None => "it is nothing that a certificate comes as",
    }
}

fn paper(number: &str, printed: &Printed) -> String {
    let mut lines = vec![
        ("number", number.to_owned()),
        ("title", printed.title.clone()),
        ("holder", printed.holder_name.clone()),
        ("edition", printed.edition.clone()),
    ];
    lines.extend(printed.subjects.iter().map(|subject| {
        ("result", format!("{}: {}", subject.name, subject.value.as_deref().unwrap_or("passed")))
    }));
    lines.push(("issuer", format!("{} ({})", printed.issuer_name, printed.issuer)));
    lines.push(("issued at", printed.issued_at.to_string()));
    lines.extend(printed.valid_until.map(|end| ("valid until", end.to_string())));
    lines.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = writeln!(text, "  {name:<12}{}", value.replace('\n', " "));
        text
    })
}

fn check_text(check: &Check, report: &Report) -> String {
    let name = match check.name {
        CheckName::Pdf => "PDF",
        CheckName::Signature => "signature",
        CheckName::Log => "public log",
        CheckName::Status => "status",
    };
    let outcome = match check.outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "FAILED",
        Outcome::Unchecked => "not checked",
    };
    let value = |name: &str| check.values.get(name).map_or("", String::as_str);
    let (issuer, key, at) = (value("issuer"), value("key"), value("at"));
    let detail = match check.detail {
        "sealed" => format!("not a byte was changed since it was sealed by {issuer}#{key}"),
        "signed" => format!("made by {issuer}#{key}"),
        "included" => format!(
            "it is entry {} since {at}, under the head of {} entries of {}",
            value("index"),
            value("size"),
            value("head")
        ),
        "no_proof" => {
            "this form carries no proof of the log; the verification bundle of the certificate does"
                .into()
        }
        "not_ended" => format!("neither revoked nor superseded as of {at}"),
        "status_old" => {
            format!(
                "neither revoked nor superseded as of {at}, BUT THAT LIST IS OUT OF DATE: get a new trust bundle"
            )
        }
        "no_status" => "the trust bundle has no status list of this certificate".into(),
        "status_invalid" => "the trust bundle's list is not one that the issuer signed".into(),
        "revoked" | "superseded" if check.name == CheckName::Log => {
            format!("the log says that it was {} at {at}", check.detail)
        }
        "revoked" | "superseded" => format!("{} as of {at}", check.detail),
        "unknown_issuer" => format!("{issuer} is not in the trust bundle"),
        "unknown_key" => format!("the key {key} is not in the trust bundle"),
        _ => reason(report.reason).to_owned(),
    };
    format!("{name}: {outcome}: {detail}.")
}
