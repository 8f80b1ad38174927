//! Results counted by institution and subject.

use std::collections::BTreeMap;

use super::reach;
use super::standing::PassMarks;
use crate::domains::editions;
use crate::domains::institutions;
use crate::domains::results::model::{
    InstitutionSummary, ResultInstitution, ResultStatus, SubjectCounts, SummaryQuery,
};
use crate::domains::results::{policy, store};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::platform::state::State;

/// The results of an edition by institution, those with a result only, by region and name.
pub async fn summary(
    state: &State,
    caller: Caller,
    query: SummaryQuery,
) -> Result<Vec<InstitutionSummary>> {
    caller.may(policy::TABLE, "results.summary")?;
    let scope = reach(&caller);
    state.db.snapshot(move |conn| compute(conn, &scope, &query)).await
}

fn compute(
    conn: &mut Conn,
    scope: &Scope,
    query: &SummaryQuery,
) -> Result<Vec<InstitutionSummary>> {
    let edition = match query.edition_id {
        Some(id) => editions::find(conn, scope, id)?.id,
        None => editions::current(conn)?.id,
    };
    let date = query.exam_date_id;
    let subjects = editions::subjects(conn, edition)?;
    let place: BTreeMap<Id, usize> = subjects.iter().enumerate().map(|(i, s)| (s.id, i)).collect();
    let empty: Vec<_> = subjects
        .iter()
        .map(|s| SubjectCounts { subject: s.code.clone(), ..SubjectCounts::default() })
        .collect();
    // Institution → region and counts by subject.
    let mut table: BTreeMap<Id, (String, Vec<SubjectCounts>)> = BTreeMap::new();
    for (institution, region, subject, status, n) in
        store::list::counts(conn, scope, edition, date)?
    {
        let Some(at) = place.get(&subject) else { continue };
        let (_, counts) = table.entry(institution).or_insert_with(|| (region, empty.clone()));
        let Some(cell) = counts.get_mut(*at) else { continue };
        match status {
            ResultStatus::Scored => cell.scored += n,
            ResultStatus::Absent => cell.absent += n,
            ResultStatus::Voided => cell.voided += n,
            ResultStatus::Deferred => cell.deferred += n,
        }
    }
    let mut marks = PassMarks::new(edition);
    let regions: std::collections::BTreeSet<String> =
        table.values().map(|(region, _)| region.clone()).collect();
    for region in regions {
        let mark = marks.of(conn, &region)?;
        for (institution, subject, n) in
            store::list::passes(conn, scope, edition, date, &region, mark)?
        {
            let cell = place
                .get(&subject)
                .and_then(|at| table.get_mut(&institution).and_then(|(_, c)| c.get_mut(*at)));
            if let Some(cell) = cell {
                cell.passed += n;
            }
        }
    }
    let people: BTreeMap<Id, i64> =
        store::list::people(conn, scope, edition, date)?.into_iter().collect();
    let ids: Vec<_> = table.keys().copied().collect();
    let briefs = institutions::briefs(conn, &ids)?;
    let mut out: Vec<_> = table
        .into_iter()
        .map(|(id, (region_code, subjects))| InstitutionSummary {
            institution: ResultInstitution {
                id,
                name: briefs.get(&id).map(|b| b.name.clone()).unwrap_or_default(),
            },
            region_code,
            students: people.get(&id).copied().unwrap_or(0),
            subjects,
        })
        .collect();
    out.sort_by(|a, b| {
        (&a.region_code, &a.institution.name).cmp(&(&b.region_code, &b.institution.name))
    });
    Ok(out)
}
