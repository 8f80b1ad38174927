//! The basis `exam`: all subjects of the edition passed (三.2).

use std::collections::HashMap;

use onex_credential::snapshot::{Subject, Title};
use time::Date;

use super::basis::{BasisKind, Candidate, CandidatePage, Ground, Grounds, Record, Recorded};
use crate::domains::certificates::{CertificateBasis, EvidenceResult};
use crate::domains::editions;
use crate::domains::issuance::model::IssuanceReason;
use crate::domains::results::{self, Best, PassMarks, Standing, StandingFilter};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

pub const BASIS: BasisKind =
    BasisKind { basis: CertificateBasis::Exam, candidates, again, records };

fn candidates(conn: &mut Conn, ground: &Ground, after: Id, limit: i64) -> Result<CandidatePage> {
    let filter = StandingFilter {
        region_code: ground.filter.region_code.clone(),
        institution_id: ground.filter.institution_id,
    };
    let mut marks = PassMarks::new(ground.edition_id);
    let page = results::standings(conn, ground.edition_id, &filter, &mut marks, after, limit)?;
    let Some((standings, last)) = page else { return Ok(None) };
    Ok(Some((judge(conn, ground, standings)?, last)))
}

fn again(conn: &mut Conn, ground: &Ground, people: &[Id]) -> Result<Vec<Candidate>> {
    let mut marks = PassMarks::new(ground.edition_id);
    let standings = results::standings_of(conn, ground.edition_id, people, &mut marks)?;
    judge(conn, ground, standings)
}

fn judge(conn: &mut Conn, ground: &Ground, standings: Vec<Standing>) -> Result<Vec<Candidate>> {
    let subjects = editions::subjects(conn, ground.edition_id)?;
    let known: HashMap<Id, Subject> = subjects
        .into_iter()
        .map(|s| {
            let title = Title { zh: s.title_zh, en: Some(s.title_en) };
            let subject = Subject {
                code: s.code,
                title,
                score: None,
                grade: None,
                exam_date: None,
                passed_on: None,
            };
            (s.id, subject)
        })
        .collect();
    standings
        .into_iter()
        .map(|s| {
            let grounds = s.sittings.iter().map(|sitting| {
                let (id, version) = (sitting.id, sitting.version);
                Ok(EvidenceResult { id, version, sha256: sitting.sha256()? })
            });
            Ok(Candidate {
                grounds: grounds.collect::<Result<_>>()?,
                verdict: verdict(&s, &known, ground.today),
                person_id: s.person_id,
                student_id: Some(s.student_id),
                teacher_id: None,
                institution_id: s.institution_id,
                region_code: s.region_code,
            })
        })
        .collect()
}

fn records(conn: &mut Conn, wanted: &[(Id, i64)]) -> Result<Grounds> {
    results::sittings_as_of(conn, wanted)?
        .into_iter()
        .map(|(key, sitting)| {
            let (person_id, sha256) = (sitting.person_id, sitting.sha256()?);
            Ok((key, Recorded { person_id, sha256, record: Record::Sitting(sitting) }))
        })
        .collect()
}

/// What is printed of each subject, or why there is nothing to print. The subjects keep their order.
fn verdict(
    standing: &Standing,
    known: &HashMap<Id, Subject>,
    today: Date,
) -> Result<Vec<Subject>, Vec<IssuanceReason>> {
    let (mut passed, mut reasons) = (Vec::new(), Vec::new());
    for (id, best) in &standing.subjects {
        let Some(subject) = known.get(id) else { continue };
        let mut blame = |status: &str, score: Option<String>| {
            reasons.push(IssuanceReason {
                subject: Some(subject.code.clone()),
                status: status.into(),
                score,
                detail: None,
            });
        };
        match best {
            // The exam date was moved after the results were in: nobody has passed tomorrow.
            Best::Passed { date, .. } if *date > today => blame("not_yet", None),
            Best::Passed { score, date } => passed.push(Subject {
                score: Some(score.to_string()),
                exam_date: Some(*date),
                passed_on: Some(*date),
                ..subject.clone()
            }),
            Best::Failed { score } => blame(best.as_str(), Some(score.to_string())),
            _ => blame(best.as_str(), None),
        }
    }
    if reasons.is_empty() && standing.passed_all() { Ok(passed) } else { Err(reasons) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domains::results::Score;
    use time::macros::date;

    const DAY: Date = date!(2020 - 04 - 18);

    fn id(n: u128) -> Id {
        Id(uuid::Uuid::from_u128(n))
    }
    fn known() -> HashMap<Id, Subject> {
        [(1, "agency"), (2, "steward")]
            .into_iter()
            .map(|(n, code)| {
                let title = Title { zh: code.into(), en: None };
                let code = code.into();
                let subject = Subject {
                    code,
                    title,
                    score: None,
                    grade: None,
                    exam_date: None,
                    passed_on: None,
                };
                (id(n), subject)
            })
            .collect()
    }
    fn standing(subjects: Vec<(Id, Best)>) -> Standing {
        Standing {
            person_id: id(9),
            student_id: id(9),
            institution_id: id(9),
            region_code: "32".into(),
            subjects,
            sittings: vec![],
        }
    }
    fn pass(n: i64) -> Best {
        Best::Passed { score: Score::points(n), date: DAY }
    }

    #[test]
    fn all_subjects_passed_are_printed_in_order_with_score_and_date() {
        let s = standing(vec![(id(1), pass(87)), (id(2), pass(60))]);
        let printed = verdict(&s, &known(), DAY).unwrap();
        let short: Vec<_> =
            printed.iter().map(|s| (s.code.as_str(), s.score.as_deref(), s.passed_on)).collect();
        assert_eq!(short, [("agency", Some("87"), Some(DAY)), ("steward", Some("60"), Some(DAY))]);
    }

    #[test]
    fn one_that_is_missing_is_enough_and_every_reason_is_said() {
        let failed = Best::Failed { score: Score::points(59) };
        let s = standing(vec![(id(1), failed), (id(2), Best::Missing)]);
        let reasons = verdict(&s, &known(), DAY).unwrap_err();
        let short: Vec<_> = reasons
            .iter()
            .map(|r| {
                (r.subject.as_deref().unwrap_or_default(), r.status.as_str(), r.score.as_deref())
            })
            .collect();
        assert_eq!(short, [("agency", "failed", Some("59")), ("steward", "missing", None)]);
        let s = standing(vec![(id(1), pass(87)), (id(2), Best::Absent)]);
        assert_eq!(verdict(&s, &known(), DAY).unwrap_err().len(), 1);
    }

    #[test]
    fn nobody_has_passed_tomorrow_or_nothing() {
        let s = standing(vec![(id(1), pass(87)), (id(2), pass(60))]);
        let before = date!(2020 - 04 - 17);
        assert_eq!(verdict(&s, &known(), before).unwrap_err()[0].status, "not_yet");
        assert!(verdict(&standing(vec![]), &known(), DAY).is_err());
    }
}
