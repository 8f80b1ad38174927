//! What other slices ask of results, and how imports record them.

use std::collections::HashMap;

use onex_rules::RuleId;

use crate::domains::editions;
use crate::domains::results::model::{
    Attempt, Best, HistoryRow, Recorded, ResultRow, Score, Sitting, Standing, StandingFilter, best,
};
use crate::domains::results::store;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::ids;

/// The pass marks of an edition by region, each looked up once.
pub struct PassMarks {
    edition: Id,
    marks: HashMap<String, Score>,
}

impl PassMarks {
    /// For an edition.
    pub fn new(edition: Id) -> Self {
        PassMarks { edition, marks: HashMap::new() }
    }

    /// The mark that passes in a region.
    pub fn of(&mut self, conn: &mut Conn, region: &str) -> Result<Score> {
        if let Some(mark) = self.marks.get(region) {
            return Ok(*mark);
        }
        let rules = editions::rules_for(conn, self.edition, Some(region))?;
        let mark = Score::points(rules.int(RuleId::ExamPassMark).unwrap_or(100));
        self.marks.insert(region.to_string(), mark);
        Ok(mark)
    }
}

/// A page of standings by person, after one; `None` at the end.
pub fn standings(
    conn: &mut Conn,
    edition: Id,
    filter: &StandingFilter,
    marks: &mut PassMarks,
    after: Id,
    limit: i64,
) -> Result<Option<(Vec<Standing>, Id)>> {
    let people = store::standing::people(conn, edition, filter, after, limit)?;
    let Some(last) = people.last().copied() else { return Ok(None) };
    Ok(Some((standings_of(conn, edition, &people, marks)?, last)))
}

/// Where these people stand in an edition, by person; whoever has no result is left out.
pub fn standings_of(
    conn: &mut Conn,
    edition: Id,
    people: &[Id],
    marks: &mut PassMarks,
) -> Result<Vec<Standing>> {
    let subjects = editions::subjects(conn, edition)?;
    let lines = store::standing::lines(conn, edition, people)?;
    let mut out = Vec::with_capacity(people.len());
    for lines in lines.chunk_by(|a, b| a.sitting.person_id == b.sitting.person_id) {
        let Some(last) = lines.last() else { continue };
        let mark = marks.of(conn, &last.region_code)?;
        let subjects = subjects
            .iter()
            .map(|s| {
                let attempts: Vec<_> = lines
                    .iter()
                    .filter(|l| l.sitting.subject_id == s.id)
                    .map(|l| {
                        let (status, score) = (l.sitting.status, l.sitting.score_hundredths);
                        Attempt { date: l.date, status, score }
                    })
                    .collect();
                (s.id, best(&attempts, mark))
            })
            .collect::<Vec<(Id, Best)>>();
        out.push(Standing {
            person_id: last.sitting.person_id,
            student_id: last.student_id,
            institution_id: last.institution_id,
            region_code: last.region_code.clone(),
            subjects,
            sittings: lines.iter().map(|l| l.sitting.clone()).collect(),
        });
    }
    Ok(out)
}

/// These results as they were in these versions; what is not there, or never had the version, is left out.
pub fn sittings_as_of(
    conn: &mut Conn,
    wanted: &[(Id, i64)],
) -> Result<HashMap<(Id, i64), Sitting>> {
    let ids: Vec<Id> = wanted.iter().map(|(id, _)| *id).collect();
    let now: HashMap<Id, Sitting> =
        store::standing::sittings(conn, &ids)?.into_iter().map(|s| (s.id, s)).collect();
    let mut out = HashMap::with_capacity(wanted.len());
    for (id, version) in wanted {
        let Some(present) = now.get(id) else { continue };
        let past = if present.version == *version {
            Some(present.clone())
        } else {
            let history = store::history(conn, *id)?;
            history.into_iter().find(|h| h.version == *version).map(|h| Sitting {
                status: h.status,
                score_hundredths: h.score_hundredths,
                recorded_by: h.recorded_by,
                recorded_at: h.recorded_at,
                version: h.version,
                ..present.clone()
            })
        };
        out.extend(past.map(|sitting| ((*id, *version), sitting)));
    }
    Ok(out)
}

/// What recording came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
}

/// Records results of one exam date: new ones are added, others changed, what is the same stays untouched.
/// A candidate stands at most once in a subject.
pub fn record(
    conn: &mut Conn,
    exam_date: Id,
    results: Vec<Recorded>,
    by: Id,
    import: Option<Id>,
    reason: Option<&str>,
    now: Ts,
) -> Result<Counts> {
    let people: std::collections::BTreeSet<Id> = results.iter().map(|r| r.person_id).collect();
    let people: Vec<Id> = people.into_iter().collect();
    let mut standing = store::sittings(conn, exam_date, &people)?;
    let mut counts = Counts::default();
    let (mut rows, mut history) = (Vec::new(), Vec::new());
    for r in results {
        let key = (r.person_id, r.subject_id);
        let Some(row) = standing.get_mut(&key) else {
            let row = ResultRow {
                id: ids::new(),
                edition_id: r.edition_id,
                exam_date_id: exam_date,
                subject_id: r.subject_id,
                student_id: r.student_id,
                person_id: r.person_id,
                institution_id: r.institution_id,
                region_code: r.region_code,
                status: r.status,
                score_hundredths: r.score,
                recorded_by: by,
                recorded_at: now,
                version: 1,
            };
            history.push(HistoryRow::of(&row, None, import));
            rows.push(row);
            counts.new += 1;
            continue;
        };
        if (row.status, row.score_hundredths) == (r.status, r.score) {
            counts.unchanged += 1;
            continue;
        }
        row.status = r.status;
        row.score_hundredths = r.score;
        row.recorded_by = by;
        row.recorded_at = now;
        row.version += 1;
        store::update(conn, row)?;
        history.push(HistoryRow::of(row, reason.map(str::to_string), import));
        counts.changed += 1;
    }
    store::insert(conn, &rows, &history)?;
    Ok(counts)
}
