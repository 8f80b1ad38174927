//! Pages of results with names, and counts by institution.

use diesel::prelude::*;
use time::Date;

use super::super::model::{
    ResultInstitution, ResultQuery, ResultStatus, ResultStudent, ResultSubject, Score,
    SubjectResult,
};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts, prefix_end};
use crate::platform::error::Result;
use crate::schema::{exam_dates, institutions, students, subject_results, subjects};

type Line = (
    (Id, Id, Id, String, ResultStatus, Option<Score>, Ts, i64),
    Date,
    (Id, String, String, String),
    (Id, String, String),
    (Id, String),
);

fn view(line: Line) -> SubjectResult {
    let (
        (id, edition_id, exam_date_id, region_code, status, score, recorded_at, version),
        exam_date,
        subject,
        student,
        institution,
    ) = line;
    SubjectResult {
        id,
        edition_id,
        exam_date_id,
        exam_date,
        subject: ResultSubject {
            id: subject.0,
            code: subject.1,
            title_zh: subject.2,
            title_en: subject.3,
        },
        student: ResultStudent { id: student.0, name: student.1, student_no: student.2 },
        institution: ResultInstitution { id: institution.0, name: institution.1 },
        region_code,
        status,
        score,
        recorded_at,
        version,
    }
}

macro_rules! lines {
    () => {
        subject_results::table
            .inner_join(exam_dates::table.on(exam_dates::id.eq(subject_results::exam_date_id)))
            .inner_join(subjects::table.on(subjects::id.eq(subject_results::subject_id)))
            .inner_join(students::table.on(students::id.eq(subject_results::student_id)))
            .inner_join(
                institutions::table.on(institutions::id.eq(subject_results::institution_id)),
            )
            .select((
                (
                    subject_results::id,
                    subject_results::edition_id,
                    subject_results::exam_date_id,
                    subject_results::region_code,
                    subject_results::status,
                    subject_results::score_hundredths,
                    subject_results::recorded_at,
                    subject_results::version,
                ),
                exam_dates::date,
                (subjects::id, subjects::code, subjects::title_zh, subjects::title_en),
                (students::id, students::name, students::student_no),
                (institutions::id, institutions::name),
            ))
    };
}

macro_rules! narrowed {
    ($query:expr, $scope:expr, $by:expr) => {{
        let (mut q, query): (_, &ResultQuery) = ($query, $by);
        q = match $scope {
            Scope::Country => q,
            Scope::Region(region) => q.filter(subject_results::region_code.eq(region.clone())),
            Scope::Institution { id, .. } => q.filter(subject_results::institution_id.eq(*id)),
            // Results belong to people and institutions, not to classes.
            Scope::Class { .. } => q.filter(subject_results::id.eq(Id::NIL)),
            Scope::Own { user, .. } => q.filter(students::user_id.eq(*user)),
        };
        if let Some(id) = query.edition_id {
            q = q.filter(subject_results::edition_id.eq(id));
        }
        if let Some(id) = query.exam_date_id {
            q = q.filter(subject_results::exam_date_id.eq(id));
        }
        if let Some(id) = query.institution_id {
            q = q.filter(subject_results::institution_id.eq(id));
        }
        if let Some(region) = &query.region_code {
            q = q.filter(subject_results::region_code.eq(region.clone()));
        }
        if let Some(id) = query.student_id {
            q = q.filter(subject_results::student_id.eq(id));
        }
        if let Some(code) = &query.subject {
            q = q.filter(subjects::code.eq(code.clone()));
        }
        if let Some(status) = query.status {
            q = q.filter(subject_results::status.eq(status));
        }
        if let Some(text) = query.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
            macro_rules! starts {
                ($column:expr, $text:expr) => {{
                    let start: String = $text;
                    let end = prefix_end(&start).unwrap_or_else(|| '\u{10ffff}'.to_string());
                    q.filter($column.ge(start).and($column.lt(end)))
                }};
            }
            q = if text.chars().all(|c| c.is_ascii_alphabetic()) {
                starts!(students::pinyin, text.to_ascii_lowercase())
            } else if text.is_ascii() {
                starts!(students::student_no, text.to_string())
            } else {
                starts!(students::name, text.to_string())
            };
        }
        q
    }};
}

/// How many results fit. Only what is looked at is joined.
pub fn total(conn: &mut Conn, scope: &Scope, query: &ResultQuery) -> Result<i64> {
    let q = subject_results::table
        .inner_join(subjects::table.on(subjects::id.eq(subject_results::subject_id)))
        .inner_join(students::table.on(students::id.eq(subject_results::student_id)))
        .into_boxed();
    Ok(narrowed!(q, scope, query).count().get_result(conn)?)
}

/// A page of results, newest first.
pub fn page(
    conn: &mut Conn,
    scope: &Scope,
    query: &ResultQuery,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<SubjectResult>> {
    let mut q = lines!().into_boxed();
    q = narrowed!(q, scope, query);
    if let Some(id) = after {
        q = q.filter(subject_results::id.lt(id));
    }
    let rows: Vec<Line> = q.order(subject_results::id.desc()).limit(limit).load(conn)?;
    Ok(rows.into_iter().map(view).collect())
}

/// One result with names.
pub fn one(conn: &mut Conn, id: Id) -> Result<SubjectResult> {
    let row: Line = lines!().filter(subject_results::id.eq(id)).first(conn)?;
    Ok(view(row))
}

/// Narrows a grouped query; what is grouped must be so before it is boxed.
macro_rules! counted {
    ($query:expr, $scope:expr, $edition:expr, $date:expr) => {{
        let mut q = $query.filter(subject_results::edition_id.eq($edition)).into_boxed();
        if let Some(id) = $date {
            q = q.filter(subject_results::exam_date_id.eq(id));
        }
        match $scope {
            Scope::Country => q,
            Scope::Region(region) => q.filter(subject_results::region_code.eq(region.clone())),
            Scope::Institution { id, .. } => q.filter(subject_results::institution_id.eq(*id)),
            Scope::Class { .. } | Scope::Own { .. } => q.filter(subject_results::id.eq(Id::NIL)),
        }
    }};
}

/// Institution, region, subject, status and how many.
pub type Count = (Id, String, Id, ResultStatus, i64);

/// How many results there are, by institution, region, subject and status.
pub fn counts(conn: &mut Conn, scope: &Scope, edition: Id, date: Option<Id>) -> Result<Vec<Count>> {
    let grouped = subject_results::table
        .group_by((
            subject_results::institution_id,
            subject_results::region_code,
            subject_results::subject_id,
            subject_results::status,
        ))
        .select((
            subject_results::institution_id,
            subject_results::region_code,
            subject_results::subject_id,
            subject_results::status,
            diesel::dsl::count_star(),
        ));
    Ok(counted!(grouped, scope, edition, date).load(conn)?)
}

/// How many of a region reach a mark, by institution and subject.
pub fn passes(
    conn: &mut Conn,
    scope: &Scope,
    edition: Id,
    date: Option<Id>,
    region: &str,
    mark: Score,
) -> Result<Vec<(Id, Id, i64)>> {
    let grouped = subject_results::table
        .group_by((subject_results::institution_id, subject_results::subject_id))
        .select((
            subject_results::institution_id,
            subject_results::subject_id,
            diesel::dsl::count_star(),
        ))
        .filter(subject_results::region_code.eq(region.to_string()))
        .filter(subject_results::score_hundredths.ge(mark));
    Ok(counted!(grouped, scope, edition, date).load(conn)?)
}

/// How many people have a result, by institution.
pub fn people(
    conn: &mut Conn,
    scope: &Scope,
    edition: Id,
    date: Option<Id>,
) -> Result<Vec<(Id, i64)>> {
    let grouped = subject_results::table.group_by(subject_results::institution_id).select((
        subject_results::institution_id,
        diesel::dsl::count(subject_results::person_id).aggregate_distinct(),
    ));
    Ok(counted!(grouped, scope, edition, date).load(conn)?)
}
