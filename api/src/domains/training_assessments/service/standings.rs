//! What those who issue certificates build on.

use std::collections::HashMap;

use super::super::model::{Arithmetic, Candidate, Judged, JudgementRow, Part, StandingFilter};
use super::super::store::{self, facts};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

/// A page of those who take part in the training of an edition, by person, and the last of them; none at the end.
pub fn standings(
    conn: &mut Conn,
    edition: Id,
    filter: &StandingFilter,
    after: Id,
    limit: i64,
) -> Result<Option<(Vec<Candidate>, Id)>> {
    let people = facts::people(conn, edition, filter, after, limit)?;
    let Some(last) = people.last().copied() else { return Ok(None) };
    Ok(Some((standings_of(conn, edition, &people)?, last)))
}

/// These people: what passed, or else what is newest.
pub fn standings_of(conn: &mut Conn, edition: Id, people: &[Id]) -> Result<Vec<Candidate>> {
    let mut best: HashMap<Id, facts::Standing> = HashMap::new();
    for standing in facts::standings(conn, edition, people)? {
        let kept = best.get(&standing.person_id).is_some_and(|b| b.status == "passed");
        if !kept {
            best.insert(standing.person_id, standing);
        }
    }
    let enrolments: Vec<Id> = best.values().map(|s| s.enrolment_id).collect();
    let mut judgements = store::of_enrolments(conn, &enrolments)?;
    let mut out = Vec::with_capacity(best.len());
    for person in people {
        let Some(standing) = best.remove(person) else { continue };
        let row = judgements.remove(&standing.enrolment_id);
        let judged = row.as_ref().map(|row| Judged::of(row, *person)).transpose()?;
        let missing = match &judged {
            Some(judged) => judged.arithmetic.missing.clone(),
            None => Part::ALL.to_vec(),
        };
        out.push(Candidate {
            person_id: *person,
            teacher_id: standing.teacher_id,
            institution_id: standing.institution_id,
            region_code: standing.region_code,
            passed: standing.status == "passed",
            judged,
            missing,
        });
    }
    Ok(out)
}

/// These judgements as they were in these versions; what is not there, or never had the version, is left out.
pub fn judged_as_of(conn: &mut Conn, wanted: &[(Id, i64)]) -> Result<HashMap<(Id, i64), Judged>> {
    let ids: Vec<Id> = wanted.iter().map(|(id, _)| *id).collect();
    let now = store::rows(conn, &store::Reach::Everything, &ids)?;
    let enrolments: Vec<Id> = now.values().map(|r| r.enrolment_id).collect();
    let persons = facts::persons(conn, &enrolments)?;
    let mut out = HashMap::with_capacity(wanted.len());
    for (id, version) in wanted {
        let Some(present) = now.get(id) else { continue };
        let Some(person) = persons.get(&present.enrolment_id) else { continue };
        let past = if present.version == *version {
            Some(present.clone())
        } else {
            store::past(conn, *id, *version)?.map(|h| JudgementRow {
                status: h.status,
                learning: h.learning,
                test: h.test,
                design: h.design,
                composite: h.composite,
                arithmetic: h.arithmetic,
                proposed: h.proposed,
                result: h.result,
                overridden: h.overridden,
                reason: h.reason,
                rules_version: h.rules_version,
                confirmed_by: h.confirmed_by,
                updated_at: h.recorded_at,
                version: h.version,
                ..present.clone()
            })
        };
        // Arithmetic that cannot be read agrees with nothing.
        let readable = past.filter(|row| row.arithmetic.read::<Arithmetic>().is_ok());
        if let Some(row) = readable {
            out.insert((*id, *version), Judged::of(&row, *person)?);
        }
    }
    Ok(out)
}
