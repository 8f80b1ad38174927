//! What standings are computed of.

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
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    pub person_id: Id,
    pub subject_id: Id,
    pub student_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub status: ResultStatus,
    pub score: Option<Score>,
    pub date: Date,
}

/// Every result of these people in an edition, by person, oldest sitting first.
pub fn lines(conn: &mut Conn, edition: Id, people: &[Id]) -> Result<Vec<Line>> {
    let mut out = Vec::with_capacity(people.len() * 3);
    for chunk in people.chunks(1000) {
        out.extend(
            subject_results::table
                .inner_join(exam_dates::table.on(exam_dates::id.eq(subject_results::exam_date_id)))
                .filter(subject_results::edition_id.eq(edition))
                .filter(subject_results::person_id.eq_any(chunk))
                .order((
                    subject_results::person_id.asc(),
                    exam_dates::date.asc(),
                    subject_results::id.asc(),
                ))
                .select((
                    subject_results::person_id,
                    subject_results::subject_id,
                    subject_results::student_id,
                    subject_results::institution_id,
                    subject_results::region_code,
                    subject_results::status,
                    subject_results::score_hundredths,
                    exam_dates::date,
                ))
                .load::<Line>(conn)?,
        );
    }
    Ok(out)
}
