//! Whether a certificate holds: any form of it, against keys, heads and status lists at hand. No
//! network, no clock, and nothing that a stranger's file can make fall.

use crate::achievement::AchievementCredential;
use crate::bundle::{Bundle, BundleError};
use crate::data_integrity::Secured;
use crate::instant::Instant;
use crate::jwt::{self, JwtError};
use crate::key::PublicKey;
use crate::qr;
use crate::seal::{self, SealError};
use crate::snapshot::{Place, Snapshot};
use crate::strict;
use crate::trust::Trust;

mod log;
mod printed;
mod report;
mod status;

pub use printed::{Printed, PrintedSubject};
pub use report::{Check, CheckName, Outcome, Reason, Report, Verdict};

/// The longest file that is not a PDF, in bytes.
pub const MAX_TEXT: usize = 256 * 1024;

/// Checks a file as it was handed in: VC-JWT, credential with a Data Integrity proof, verification
/// bundle, PDF, or the text of a QR code. `now` in Unix seconds.
pub fn verify(input: &[u8], trust: &Trust, now: i64) -> Report {
    let mut work = Work { trust, checks: Vec::new() };
    match work.read(input) {
        Ok(found) => work.judge(found, now),
        Err(reason) => Report {
            verdict: reason.verdict(),
            reason: Some(reason),
            checks: work.checks,
            status_time: None,
            number: None,
            printed: None,
            snapshot: None,
        },
    }
}

/// How a certificate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Revoked,
    Superseded,
}

impl Ended {
    const fn code(self) -> &'static str {
        match self {
            Ended::Revoked => "revoked",
            Ended::Superseded => "superseded",
        }
    }
}

/// What an authentic file says.
struct Found {
    issuer: String,
    place: Option<Place>,
    valid_until: Option<Instant>,
    number: String,
    printed: Option<Printed>,
    snapshot: Option<Snapshot>,
    log: Logged,
}

/// What the log says.
enum Logged {
    /// The file carries no proof.
    Silent,
    /// The proof is of a log whose key is not at hand.
    Unknown,
    Held(Option<Ended>),
}

impl Found {
    /// A credential, which carries no proof of the log.
    fn credential(credential: &AchievementCredential) -> Result<Self, Reason> {
        Ok(Found {
            issuer: credential.issuer.id.clone(),
            place: Some(credential.place().map_err(|_| Reason::Malformed)?),
            valid_until: credential.valid_until,
            number: credential.credential_subject.license_number.clone(),
            printed: Some(Printed::of(credential)),
            snapshot: None,
            log: Logged::Silent,
        })
    }

    fn snapshot(issuer: &str, snapshot: Snapshot, log: Logged) -> Self {
        Found {
            issuer: issuer.to_owned(),
            place: snapshot.credential.as_ref().map(|c| c.status),
            valid_until: snapshot.credential.as_ref().and_then(|c| c.valid_until),
            number: snapshot.number.clone(),
            printed: Printed::of_snapshot(&snapshot),
            snapshot: Some(snapshot),
            log,
        }
    }
}

struct Work<'a> {
    trust: &'a Trust,
    checks: Vec<Check>,
}

impl Work<'_> {
    fn note(
        &mut self,
        name: CheckName,
        outcome: Outcome,
        detail: &'static str,
        values: &[(&'static str, &str)],
    ) {
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.checks.push(Check { name, outcome, detail, values });
    }

    /// Notes why a check did not pass, and gives the reason on.
    fn stop(&mut self, name: CheckName, reason: Reason, values: &[(&'static str, &str)]) -> Reason {
        let outcome = match reason.verdict() {
            Verdict::Unchecked => Outcome::Unchecked,
            _ => Outcome::Failed,
        };
        self.note(name, outcome, reason.code(), values);
        reason
    }

    fn malformed(&mut self) -> Reason {
        self.stop(CheckName::Signature, Reason::Malformed, &[])
    }

    /// What the file is, by its beginning.
    fn read(&mut self, input: &[u8]) -> Result<Found, Reason> {
        if input.starts_with(b"%PDF-") {
            return self.pdf(input);
        }
        let input = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input).trim_ascii();
        if input.len() > MAX_TEXT {
            return Err(self.malformed());
        }
        let text = str::from_utf8(input).map_err(|_| Reason::Unsupported)?;
        if text.starts_with("eyJ") {
            self.token(text)
        } else if text.starts_with('{') {
            let value = strict::value(input).map_err(|_| self.malformed())?;
            if value.get("snapshot").is_some() {
                self.bundle(input)
            } else if value.get("proof").is_some() {
                self.secured(input)
            } else {
                Err(Reason::Unsupported)
            }
        } else if qr::is_code(text) {
            self.code(text)
        } else {
            Err(Reason::Unsupported)
        }
    }

    fn token(&mut self, text: &str) -> Result<Found, Reason> {
        let decoded =
            jwt::decode::<AchievementCredential>(text).map_err(|_: JwtError| self.malformed())?;
        let key = decoded.key_id().map_err(|_| self.malformed())?;
        let issuer = &decoded.document.issuer.id;
        self.signature(issuer, key, |key| decoded.verify(key).is_ok())?;
        Found::credential(&decoded.document)
    }

    fn secured(&mut self, text: &[u8]) -> Result<Found, Reason> {
        let secured =
            Secured::<AchievementCredential>::parse(text).map_err(|_| self.malformed())?;
        let key = secured.key_id().map_err(|_| self.malformed())?;
        let issuer = &secured.document.issuer.id;
        self.signature(issuer, key, |key| secured.verify(key).is_ok())?;
        Found::credential(&secured.document)
    }

    fn code(&mut self, text: &str) -> Result<Found, Reason> {
        let packed = qr::unpack(text).map_err(|_| self.malformed())?;
        let issuer = match &packed.snapshot.credential {
            Some(credential) if credential.key != packed.key => {
                return Err(self.stop(CheckName::Signature, Reason::Mismatch, &[]));
            }
            Some(credential) => credential.issuer.clone(),
            // A certificate from before open credentials does not say who issued it.
            None => {
                let owner = self.trust.owner(&packed.key).map(|(did, _)| did.to_owned());
                owner.ok_or_else(|| {
                    let key = [("key", packed.key.as_str())];
                    self.stop(CheckName::Signature, Reason::UnknownKey, &key)
                })?
            }
        };
        self.signature(&issuer, &packed.key, |key| {
            packed.sealed.verify(&packed.signature, key).is_ok()
        })?;
        Ok(Found::snapshot(&issuer, packed.snapshot, Logged::Silent))
    }

    fn bundle(&mut self, text: &[u8]) -> Result<Found, Reason> {
        let opened = Bundle::parse(text)
            .and_then(|bundle| bundle.open())
            .map_err(|_: BundleError| self.malformed())?;
        if let Some(credential) = &opened.snapshot.credential
            && (credential.issuer != opened.issuer || credential.key != opened.key)
        {
            return Err(self.stop(CheckName::Signature, Reason::Mismatch, &[]));
        }
        self.signature(&opened.issuer, &opened.key, |key| {
            opened.sealed.verify(&opened.signature, key).is_ok()
        })?;
        let log = self.log(&opened)?;
        Ok(Found::snapshot(&opened.issuer, opened.snapshot, log))
    }

    /// The seal, then the credential that it points at.
    fn pdf(&mut self, pdf: &[u8]) -> Result<Found, Reason> {
        let checked = seal::check(pdf, |id| self.trust.owner(id).map(|(_, key)| key));
        let checked = checked.map_err(|error| match error {
            SealError::None if !seal::carries_credential(pdf) => {
                self.stop(CheckName::Pdf, Reason::Unsealed, &[])
            }
            SealError::UnknownKey(key) => {
                self.stop(CheckName::Pdf, Reason::UnknownKey, &[("key", &key)])
            }
            _ => self.stop(CheckName::Pdf, Reason::PdfChanged, &[]),
        })?;
        let token = pdf.get(checked.credential).and_then(|bytes| str::from_utf8(bytes).ok());
        let decoded = token.and_then(|token| jwt::decode::<AchievementCredential>(token).ok());
        let (Some(token), Some(decoded)) = (token, decoded) else {
            return Err(self.stop(CheckName::Pdf, Reason::PdfChanged, &[]));
        };
        let issuer = &decoded.document.issuer.id;
        // A trusted issuer may not seal what another issued.
        let sealer = self.trust.keys(issuer);
        if sealer.is_some_and(|keys| keys.iter().all(|(name, _)| *name != checked.key)) {
            return Err(self.stop(CheckName::Pdf, Reason::Mismatch, &[]));
        }
        let values = [("issuer", issuer.as_str()), ("key", &checked.key)];
        self.note(CheckName::Pdf, Outcome::Passed, "sealed", &values);
        self.token(token)
    }

    /// Whether one of the issuer's keys made the signature.
    fn signature(
        &mut self,
        issuer: &str,
        name: &str,
        holds: impl FnOnce(PublicKey) -> bool,
    ) -> Result<(), Reason> {
        let (issuer, key) = (("issuer", issuer), ("key", name));
        let Some(keys) = self.trust.keys(issuer.1) else {
            return Err(self.stop(CheckName::Signature, Reason::UnknownIssuer, &[issuer]));
        };
        let Some((_, public)) = keys.iter().find(|(known, _)| known == name) else {
            return Err(self.stop(CheckName::Signature, Reason::UnknownKey, &[key]));
        };
        if !holds(*public) {
            return Err(self.stop(CheckName::Signature, Reason::BadSignature, &[]));
        }
        self.note(CheckName::Signature, Outcome::Passed, "signed", &[issuer, key]);
        Ok(())
    }

    /// The verdict on an authentic certificate.
    fn judge(mut self, found: Found, now: i64) -> Report {
        if matches!(found.log, Logged::Silent) {
            self.note(CheckName::Log, Outcome::Unchecked, "no_proof", &[]);
        }
        let status = self.status(&found.issuer, found.place, now);
        let ended = match found.log {
            Logged::Held(Some(ended)) => Some(ended),
            _ => status.ended,
        };
        let over = found.valid_until.is_some_and(|end| end.unix() < now);
        let (verdict, reason) = match ended {
            Some(Ended::Revoked) => (Verdict::Revoked, None),
            Some(Ended::Superseded) => (Verdict::Superseded, None),
            None if over => (Verdict::Expired, None),
            None if status.time.is_none() => (Verdict::Unchecked, Some(Reason::NoStatus)),
            None if matches!(found.log, Logged::Unknown) => {
                (Verdict::Unchecked, Some(Reason::UnknownKey))
            }
            None => (Verdict::Valid, None),
        };
        Report {
            verdict,
            reason,
            checks: self.checks,
            status_time: status.time,
            number: Some(found.number),
            printed: found.printed,
            snapshot: found.snapshot,
        }
    }
}
