//! What standings are computed of.

use std::collections::HashMap;

use diesel::prelude::*;
use time::Date;

use super::super::model::{ResultStatus, Score, StandingFilter};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{exam_dates, subject_results};

/// The people with results in an edition after an id; those with a result in a place, if told.
pub fn people(
    conn: &mut Conn,
    edition: Id,
    filter: &StandingFilter,
    after: Id,
    limit: i64,
) -> Result<Vec<Id>> {
    let mut q = subject_results::table
        .filter(subject_results::edition_id.eq(edition))
        .filter(subject_results::person_id.gt(after))
        .into_boxed();
    if let Some(region) = &filter.region_code {
        q = q.filter(subject_results::region_code.eq(region.clone()));
    }
    if let Some(id) = filter.institution_id {
        q = q.filter(subject_results::institution_id.eq(id));
    }
    Ok(q.select(subject_results::person_id)
        .distinct()
        .order(subject_results::person_id.asc())
        .limit(limit)
        .load(conn)?)
}

/// A result as a standing needs it.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: Id,
    pub person_id: Id,
    pub subject_id: Id,
    pub student_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub status: ResultStatus,
    pub score: Option<Score>,
    pub date: Date,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = subject_results)]
struct Row {
    id: Id,
    exam_date_id: Id,
    person_id: Id,
    subject_id: Id,
    student_id: Id,
    institution_id: Id,
    region_code: String,
    status: ResultStatus,
    score_hundredths: Option<Score>,
}

/// Every result of these people in an edition, by person, oldest sitting first.
///
/// Asked for by person alone: whoever sat in two editions brings a few lines too many, but the planner has no
/// second index to prefer when its statistics lag behind an import.
pub fn lines(conn: &mut Conn, edition: Id, people: &[Id]) -> Result<Vec<Line>> {
    let dates: HashMap<Id, Date> = exam_dates::table
        .filter(exam_dates::edition_id.eq(edition))
        .select((exam_dates::id, exam_dates::date))
        .load::<(Id, Date)>(conn)?
        .into_iter()
        .collect();
    let mut out = Vec::with_capacity(people.len() * 3);
    for chunk in people.chunks(1000) {
        let rows: Vec<Row> = subject_results::table
            .filter(subject_results::person_id.eq_any(chunk))
            .select(Row::as_select())
            .load(conn)?;
        out.extend(rows.into_iter().filter_map(|row| {
            let date = *dates.get(&row.exam_date_id)?;
            Some(Line {
                id: row.id,
                person_id: row.person_id,
                subject_id: row.subject_id,
                student_id: row.student_id,
                institution_id: row.institution_id,
                region_code: row.region_code,
                status: row.status,
                score: row.score_hundredths,
                date,
            })
        }));
    }
    // The last line of a person tells where they study now.
    out.sort_by_key(|l| (l.person_id, l.date, l.id));
    Ok(out)
}
