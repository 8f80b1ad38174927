//! The basis `training`: judged as passed by the expert group on all three parts (三.1).

use super::basis::{BasisKind, Candidate, CandidatePage, Ground, Grounds, Record, Recorded};
use crate::domains::certificates::{CertificateBasis, EvidenceResult};
use crate::domains::issuance::model::IssuanceReason;
use crate::domains::training_assessments::{self as training, StandingFilter, TrainingOutcome};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

pub const BASIS: BasisKind =
    BasisKind { basis: CertificateBasis::Training, candidates, again, records };

fn candidates(conn: &mut Conn, ground: &Ground, after: Id, limit: i64) -> Result<CandidatePage> {
    let filter = StandingFilter {
        region_code: ground.filter.region_code.clone(),
        institution_id: ground.filter.institution_id,
    };
    let page = training::standings(conn, ground.edition_id, &filter, after, limit)?;
    let Some((candidates, last)) = page else { return Ok(None) };
    let candidates = candidates.into_iter().map(judged).collect::<Result<_>>()?;
    Ok(Some((candidates, last)))
}

fn again(conn: &mut Conn, ground: &Ground, people: &[Id]) -> Result<Vec<Candidate>> {
    let candidates = training::standings_of(conn, ground.edition_id, people)?;
    candidates.into_iter().map(judged).collect()
}

fn judged(candidate: training::Candidate) -> Result<Candidate> {
    let grounds = match &candidate.judged {
        Some(j) => vec![EvidenceResult { id: j.id, version: j.version, sha256: j.sha256()? }],
        None => vec![],
    };
    Ok(Candidate {
        grounds,
        // A training certificate says that it was passed as a whole, and no scores.
        verdict: match reasons(&candidate) {
            reasons if reasons.is_empty() => Ok(vec![]),
            reasons => Err(reasons),
        },
        person_id: candidate.person_id,
        student_id: None,
        teacher_id: Some(candidate.teacher_id),
        institution_id: candidate.institution_id,
        region_code: candidate.region_code,
    })
}

/// Why there is no certificate; nothing for who passed.
fn reasons(candidate: &training::Candidate) -> Vec<IssuanceReason> {
    let reason = |subject: Option<&str>, status: &str, score| IssuanceReason {
        subject: subject.map(str::to_string),
        status: status.into(),
        score,
        detail: None,
    };
    let result = candidate.judged.as_ref().and_then(|j| j.result);
    let composite = candidate.judged.as_ref().and_then(|j| j.composite).map(|c| c.to_string());
    match result {
        Some(TrainingOutcome::Passed) if candidate.passed => vec![],
        Some(TrainingOutcome::Failed) => vec![reason(None, "failed", composite)],
        _ if candidate.missing.is_empty() => vec![reason(None, "not_confirmed", composite)],
        _ => {
            let missing = candidate.missing.iter();
            missing.map(|part| reason(Some(part.as_str()), "incomplete", None)).collect()
        }
    }
}

fn records(conn: &mut Conn, wanted: &[(Id, i64)]) -> Result<Grounds> {
    training::judged_as_of(conn, wanted)?
        .into_iter()
        .map(|(key, judged)| {
            let (person_id, sha256) = (judged.person_id, judged.sha256()?);
            let record = Record::Judgement(Box::new(judged));
            Ok((key, Recorded { person_id, sha256, record }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domains::training_assessments::Part;

    fn candidate(passed: bool, missing: Vec<Part>) -> training::Candidate {
        training::Candidate {
            person_id: Id::NIL,
            teacher_id: Id::NIL,
            institution_id: Id::NIL,
            region_code: "32".into(),
            judged: None,
            passed,
            missing,
        }
    }

    #[test]
    fn without_a_confirmed_judgement_there_is_a_reason_whatever_the_enrolment_says() {
        for passed in [false, true] {
            let parts = candidate(passed, vec![Part::OnlineTest, Part::TeachingDesign]);
            let said: Vec<_> = reasons(&parts).into_iter().map(|r| (r.subject, r.status)).collect();
            let missing = |part: &str| (Some(part.to_string()), "incomplete".to_string());
            assert_eq!(said, [missing("online_test"), missing("teaching_design")]);
            let whole = reasons(&candidate(passed, vec![]));
            assert_eq!((whole.len(), whole[0].status.as_str()), (1, "not_confirmed"));
        }
    }
}
