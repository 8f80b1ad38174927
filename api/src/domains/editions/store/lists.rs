//! Rows of courses, subjects and majors.

use diesel::prelude::*;

use super::super::model::{Course, FactSource, InstitutionLevel, Major, Subject};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{courses, majors, subjects};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = courses)]
struct CourseRow {
    id: Id,
    edition_id: Id,
    code: String,
    position: i32,
    title_zh: String,
    title_en: String,
    clause: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = subjects)]
struct SubjectRow {
    id: Id,
    edition_id: Id,
    course_id: Option<Id>,
    code: String,
    position: i32,
    title_zh: String,
    title_en: String,
    source: FactSource,
    clause: String,
}

/// The courses of an edition in their order.
pub fn courses(conn: &mut Conn, edition: Id) -> Result<Vec<Course>> {
    let rows: Vec<CourseRow> = courses::table
        .filter(courses::edition_id.eq(edition))
        .order((courses::position, courses::code))
        .select(CourseRow::as_select())
        .load(conn)?;
    let course = |r: CourseRow| Course {
        id: r.id,
        edition_id: r.edition_id,
        code: r.code,
        position: r.position,
        title_zh: r.title_zh,
        title_en: r.title_en,
        clause: r.clause,
    };
    Ok(rows.into_iter().map(course).collect())
}

/// The subjects of an edition in their order.
pub fn subjects(conn: &mut Conn, edition: Id) -> Result<Vec<Subject>> {
    let rows: Vec<SubjectRow> = subjects::table
        .filter(subjects::edition_id.eq(edition))
        .order((subjects::position, subjects::code))
        .select(SubjectRow::as_select())
        .load(conn)?;
    let subject = |r: SubjectRow| Subject {
        id: r.id,
        edition_id: r.edition_id,
        course_id: r.course_id,
        code: r.code,
        position: r.position,
        title_zh: r.title_zh,
        title_en: r.title_en,
        source: r.source,
        clause: r.clause,
    };
    Ok(rows.into_iter().map(subject).collect())
}

/// The majors of an edition, of one level or all.
pub fn majors(conn: &mut Conn, edition: Id, level: Option<InstitutionLevel>) -> Result<Vec<Major>> {
    let mut query = majors::table
        .filter(majors::edition_id.eq(edition))
        .order((majors::level.desc(), majors::position))
        .select((majors::level, majors::position, majors::title_zh, majors::title_en))
        .into_boxed();
    if let Some(level) = level {
        query = query.filter(majors::level.eq(level));
    }
    let rows: Vec<(InstitutionLevel, i32, String, String)> = query.load(conn)?;
    let major =
        |(level, position, title_zh, title_en)| Major { level, position, title_zh, title_en };
    Ok(rows.into_iter().map(major).collect())
}

/// Adds a course.
pub fn insert_course(conn: &mut Conn, c: Course) -> Result<()> {
    let row = CourseRow {
        id: c.id,
        edition_id: c.edition_id,
        code: c.code,
        position: c.position,
        title_zh: c.title_zh,
        title_en: c.title_en,
        clause: c.clause,
    };
    diesel::insert_into(courses::table).values(row).execute(conn)?;
    Ok(())
}

/// Adds a subject.
pub fn insert_subject(conn: &mut Conn, s: Subject) -> Result<()> {
    let row = SubjectRow {
        id: s.id,
        edition_id: s.edition_id,
        course_id: s.course_id,
        code: s.code,
        position: s.position,
        title_zh: s.title_zh,
        title_en: s.title_en,
        source: s.source,
        clause: s.clause,
    };
    diesel::insert_into(subjects::table).values(row).execute(conn)?;
    Ok(())
}

/// Adds a major.
pub fn insert_major(conn: &mut Conn, edition: Id, m: &Major) -> Result<()> {
    diesel::insert_into(majors::table)
        .values((
            majors::edition_id.eq(edition),
            majors::level.eq(m.level),
            majors::position.eq(m.position),
            majors::title_zh.eq(&m.title_zh),
            majors::title_en.eq(&m.title_en),
        ))
        .execute(conn)?;
    Ok(())
}
