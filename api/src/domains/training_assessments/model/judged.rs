//! What others build on: who deserves a training certificate, and judgements as they were.

use crate::domains::results::Score;
use crate::platform::db::{Id, Ts};
use crate::platform::error::Result;
use crate::platform::keys;

use super::arithmetic::{Arithmetic, Part};
use super::judgement::{JudgementRow, JudgementStatus, TrainingOutcome};

/// A judgement in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub id: Id,
    pub enrolment_id: Id,
    pub person_id: Id,
    pub version: i64,
    pub status: JudgementStatus,
    pub learning: Option<Score>,
    pub test: Option<Score>,
    pub design: Option<Score>,
    pub composite: Option<Score>,
    pub proposed: Option<TrainingOutcome>,
    pub result: Option<TrainingOutcome>,
    pub overridden: bool,
    pub reason: Option<String>,
    pub arithmetic: Arithmetic,
    pub rules_version: i64,
    pub confirmed_by: Option<Id>,
    pub recorded_at: Ts,
}

impl Judged {
    /// As it is now.
    ///
    /// # Errors
    /// Arithmetic that cannot be read.
    pub fn of(row: &JudgementRow, person: Id) -> Result<Self> {
        let points = |hundredths: Option<i32>| hundredths.and_then(Score::hundredths);
        Ok(Judged {
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: person,
            version: row.version,
            status: row.status,
            learning: points(row.learning),
            test: points(row.test),
            design: points(row.design),
            composite: points(row.composite),
            proposed: row.proposed,
            result: row.result,
            overridden: row.overridden,
            reason: row.reason.clone(),
            arithmetic: row.arithmetic.read()?,
            rules_version: row.rules_version,
            confirmed_by: row.confirmed_by,
            recorded_at: row.updated_at,
        })
    }

    /// SHA-256 of its canonical JSON, hexadecimal: the same again from the row, or from its history once it was opened
    /// again.
    ///
    /// # Errors
    /// Never: all numbers in it are small.
    pub fn sha256(&self) -> Result<String> {
        keys::fingerprint(&serde_json::json!({
            "id": self.id,
            "enrolment": self.enrolment_id,
            "person": self.person_id,
            "version": self.version,
            "status": self.status,
            "learning": self.learning,
            "test": self.test,
            "design": self.design,
            "composite": self.composite,
            "proposed": self.proposed,
            "result": self.result,
            "overridden": self.overridden,
            "reason": self.reason,
            "arithmetic": self.arithmetic,
            "rules_version": self.rules_version,
            "confirmed_by": self.confirmed_by,
            "recorded_at": self.recorded_at,
        }))
    }
}

/// Whose judgements are asked for.
#[derive(Debug, Clone, Default)]
pub struct StandingFilter {
    pub region_code: Option<String>,
    pub institution_id: Option<Id>,
}

/// Somebody who takes part in the training of an edition, and what the group came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub person_id: Id,
    pub teacher_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    /// Of the enrolment that passed, or else of the newest.
    pub judged: Option<Judged>,
    /// The enrolment stands as passed.
    pub passed: bool,
    /// Parts that do not stand.
    pub missing: Vec<Part>,
}
