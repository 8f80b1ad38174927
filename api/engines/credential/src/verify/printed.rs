//! What stands on the paper, as every form of the credential tells it.

use serde::Serialize;

use crate::achievement::{AchievementCredential, Form, ResultType};
use crate::instant::Instant;
use crate::number::CertificateKind;
use crate::snapshot::Snapshot;

/// To be held against the paper. Texts are Chinese / English where there are both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Printed {
    pub title: String,
    pub kind: CertificateKind,
    pub holder_name: String,
    pub edition: String,
    /// In the order they are printed.
    pub subjects: Vec<PrintedSubject>,
    pub criteria: String,
    pub issuer_name: String,
    /// The issuer's DID.
    pub issuer: String,
    pub issued_at: Instant,
    pub valid_until: Option<Instant>,
}

/// A result. A subject with a score and a grade has two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedSubject {
    pub name: String,
    /// `RawScore`, `Result` (a grade in words) or `Status` (passed, and no more).
    pub result_type: ResultType,
    pub value: Option<String>,
}

impl Printed {
    pub(super) fn of(credential: &AchievementCredential) -> Self {
        let subject = &credential.credential_subject;
        let achievement = &subject.achievement;
        let results = achievement.result_description.iter().zip(&subject.result);
        Printed {
            title: credential.name.clone(),
            kind: achievement.human_code,
            holder_name: subject.identifier.0.identity_hash.clone(),
            edition: achievement.description.clone(),
            subjects: results
                .map(|(described, result)| PrintedSubject {
                    name: described.name.clone(),
                    result_type: described.result_type,
                    value: result.value.clone(),
                })
                .collect(),
            criteria: achievement.criteria.narrative.clone(),
            issuer_name: credential.issuer.name.clone(),
            issuer: credential.issuer.id.clone(),
            issued_at: credential.valid_from,
            valid_until: credential.valid_until,
        }
    }

    /// `None` for a snapshot from before open credentials, which is shown as it is.
    pub(super) fn of_snapshot(snapshot: &Snapshot) -> Option<Self> {
        Some(Printed::of(&AchievementCredential::of(snapshot, Form::VcJwt).ok()?))
    }
}
