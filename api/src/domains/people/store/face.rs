//! What other slices ask of students and teachers.

use diesel::prelude::*;

use super::super::model::{MemberStatus, StudentBrief, TeacherBrief};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{cohort_students, cohort_teachers, persons, students, teachers};

/// How a file names a student.
#[derive(Debug, Clone, Copy)]
pub enum Candidate<'a> {
    /// The keyed hash of the identity document; see `people::id_hash`.
    IdHash(&'a [u8]),
    /// Student number within an institution.
    Number { institution: Id, number: &'a str },
}

/// Which students of an institution.
#[derive(Debug, Clone, Default)]
pub struct StudentFilter {
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
}

/// One student within a scope; `not_found` outside it.
pub fn student_in(conn: &mut Conn, scope: &Scope, id: Id) -> Result<StudentBrief> {
    let query = students::table.filter(students::id.eq(id)).select(StudentBrief::as_select());
    Ok(scoped!(query.into_boxed(), students, scope).first(conn)?)
}

/// One teacher within a scope; `not_found` outside it.
pub fn teacher_in(conn: &mut Conn, scope: &Scope, id: Id) -> Result<TeacherBrief> {
    let query = teachers::table.filter(teachers::id.eq(id)).select(TeacherBrief::as_select());
    Ok(scoped!(query.into_boxed(), teachers, scope).first(conn)?)
}

/// Those of the given students that lie within the scope, in no particular order.
pub fn students_in(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<StudentBrief>> {
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let query =
            students::table.filter(students::id.eq_any(chunk)).select(StudentBrief::as_select());
        out.extend(scoped!(query.into_boxed(), students, scope).load(conn)?);
    }
    Ok(out)
}

/// Those of the given teachers that lie within the scope, in no particular order.
pub fn teachers_in(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<TeacherBrief>> {
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let query =
            teachers::table.filter(teachers::id.eq_any(chunk)).select(TeacherBrief::as_select());
        out.extend(scoped!(query.into_boxed(), teachers, scope).load(conn)?);
    }
    Ok(out)
}

/// The active students of an institution that fit a filter, by student number.
pub fn students_of(
    conn: &mut Conn,
    scope: &Scope,
    institution: Id,
    filter: &StudentFilter,
) -> Result<Vec<StudentBrief>> {
    let query = students::table
        .filter(students::institution_id.eq(institution))
        .filter(students::status.eq(MemberStatus::Active))
        .order(students::student_no.asc())
        .select(StudentBrief::as_select());
    let mut query = scoped!(query.into_boxed(), students, scope);
    if let Some(major) = &filter.major {
        query = query.filter(students::major.eq(major.clone()));
    }
    if let Some(grade) = &filter.grade {
        query = query.filter(students::grade.eq(grade.clone()));
    }
    if let Some(class) = &filter.admin_class {
        query = query.filter(students::admin_class.eq(class.clone()));
    }
    Ok(query.load(conn)?)
}

/// The student a file means: of a person who moved, the place where they study now.
pub fn find_student(conn: &mut Conn, candidate: Candidate<'_>) -> Result<Option<StudentBrief>> {
    Ok(match candidate {
        Candidate::IdHash(hash) => {
            let found = students_by_id_hash(conn, &[hash.to_vec()])?;
            let found: Vec<_> = found.into_iter().map(|(_, student)| student).collect();
            present(found)
        }
        Candidate::Number { institution, number } => students::table
            .filter(students::institution_id.eq(institution))
            .filter(students::student_no.eq(number))
            .select(StudentBrief::as_select())
            .first(conn)
            .optional()?,
    })
}

/// Of the rows of one person the one that lives, else the newest.
fn present(rows: Vec<StudentBrief>) -> Option<StudentBrief> {
    rows.into_iter().max_by_key(|s| (s.status.is_live(), s.id))
}

/// Every student row, past ones included, of the persons with these hashes.
pub fn students_by_id_hash(
    conn: &mut Conn,
    hashes: &[Vec<u8>],
) -> Result<Vec<(Vec<u8>, StudentBrief)>> {
    let mut out = Vec::with_capacity(hashes.len());
    for chunk in hashes.chunks(1000) {
        let rows = students::table
            .inner_join(persons::table)
            .filter(persons::id_hash.eq_any(chunk))
            .select((persons::id_hash, StudentBrief::as_select()))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The students of an institution with these numbers.
pub fn students_by_number(
    conn: &mut Conn,
    institution: Id,
    numbers: &[String],
) -> Result<Vec<StudentBrief>> {
    let mut out = Vec::with_capacity(numbers.len());
    for chunk in numbers.chunks(1000) {
        let rows = students::table
            .filter(students::institution_id.eq(institution))
            .filter(students::student_no.eq_any(chunk))
            .select(StudentBrief::as_select())
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// Every teacher row, past ones included, of the persons with these hashes.
pub fn teachers_by_id_hash(
    conn: &mut Conn,
    hashes: &[Vec<u8>],
) -> Result<Vec<(Vec<u8>, TeacherBrief)>> {
    let mut out = Vec::with_capacity(hashes.len());
    for chunk in hashes.chunks(1000) {
        let rows = teachers::table
            .inner_join(persons::table)
            .filter(persons::id_hash.eq_any(chunk))
            .select((persons::id_hash, TeacherBrief::as_select()))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The teachers within a scope with these staff numbers: one number may be known at several institutions.
pub fn teachers_by_number(
    conn: &mut Conn,
    scope: &Scope,
    numbers: &[String],
) -> Result<Vec<TeacherBrief>> {
    let mut out = Vec::with_capacity(numbers.len());
    for chunk in numbers.chunks(1000) {
        let query = teachers::table
            .filter(teachers::staff_no.eq_any(chunk))
            .select(TeacherBrief::as_select());
        out.extend(scoped!(query.into_boxed(), teachers, scope).load(conn)?);
    }
    Ok(out)
}
