//! What standings are computed of.

use std::collections::HashMap;

use diesel::prelude::*;
use time::Date;

use super::super::model::{Sitting, StandingFilter};
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
    pub sitting: Sitting,
    pub student_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub date: Date,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = subject_results)]
struct Row {
    #[diesel(embed)]
    sitting: Sitting,
    student_id: Id,
    institution_id: Id,
    region_code: String,
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
            let date = *dates.get(&row.sitting.exam_date_id)?;
            let Row { sitting, student_id, institution_id, region_code } = row;
            Some(Line { sitting, student_id, institution_id, region_code, date })
        }));
    }
    // The last line of a person tells where they study now.
    out.sort_by_key(|l| (l.sitting.person_id, l.date, l.sitting.id));
    Ok(out)
}

/// These results as they are now.
pub fn sittings(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Sitting>> {
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows = subject_results::table.filter(subject_results::id.eq_any(chunk.to_vec()));
        out.extend(rows.select(Sitting::as_select()).load(conn)?);
    }
    Ok(out)
}
