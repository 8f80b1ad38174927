//! Rows of `cohort_students` and `cohort_teachers`.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::model::{Candidate, CohortStudent, Counts, StudentFilter, TeacherOfCohort};
use crate::insert_rows;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{cohort_students, cohort_teachers, cohorts, students, teachers};

/// Who has not left the school takes a place in the class.
const PRESENT: [&str; 2] = ["active", "suspended"];

/// The students of a cohort, by id; also those who have left the school.
pub fn student_ids(conn: &mut Conn, cohort: Id) -> Result<Vec<Id>> {
    Ok(cohort_students::table
        .filter(cohort_students::cohort_id.eq(cohort))
        .order(cohort_students::student_id.asc())
        .select(cohort_students::student_id)
        .load(conn)?)
}

/// The teachers of a cohort, by id; also those who have left the school.
pub fn teacher_ids(conn: &mut Conn, cohort: Id) -> Result<Vec<Id>> {
    Ok(cohort_teachers::table
        .filter(cohort_teachers::cohort_id.eq(cohort))
        .order(cohort_teachers::teacher_id.asc())
        .select(cohort_teachers::teacher_id)
        .load(conn)?)
}

/// A page of the students of a cohort by student number.
pub fn list(
    conn: &mut Conn,
    cohort: Id,
    after: Option<(String, Id)>,
    limit: i64,
) -> Result<Vec<CohortStudent>> {
    let mut q = cohort_students::table
        .inner_join(students::table.on(students::id.eq(cohort_students::student_id)))
        .filter(cohort_students::cohort_id.eq(cohort))
        .order((students::student_no.asc(), students::id.asc()))
        .limit(limit + 1)
        .select((
            students::id,
            students::student_no,
            students::name,
            students::major,
            students::grade,
            students::admin_class,
            students::status,
            cohort_students::joined_at,
        ))
        .into_boxed();
    if let Some((number, id)) = after {
        q = q.filter(
            students::student_no
                .gt(number.clone())
                .or(students::student_no.eq(number).and(students::id.gt(id))),
        );
    }
    Ok(q.load(conn)?)
}

/// How many are in a cohort, also those who have left the school.
pub fn count(conn: &mut Conn, cohort: Id) -> Result<i64> {
    Ok(cohort_students::table
        .filter(cohort_students::cohort_id.eq(cohort))
        .count()
        .get_result(conn)?)
}

/// How many take part in each of these cohorts; a cohort that is not in the answer is empty.
pub fn counts(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Counts>> {
    let mut out: HashMap<Id, Counts> = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, i64)> = cohort_students::table
            .inner_join(students::table.on(students::id.eq(cohort_students::student_id)))
            .filter(cohort_students::cohort_id.eq_any(chunk))
            .filter(students::status.eq_any(PRESENT))
            .group_by(cohort_students::cohort_id)
            .select((cohort_students::cohort_id, count_star()))
            .load(conn)?;
        for (id, n) in rows {
            out.entry(id).or_default().students = n;
        }
        let rows: Vec<(Id, i64)> = cohort_teachers::table
            .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
            .filter(cohort_teachers::cohort_id.eq_any(chunk))
            .filter(teachers::status.eq_any(PRESENT))
            .group_by(cohort_teachers::cohort_id)
            .select((cohort_teachers::cohort_id, count_star()))
            .load(conn)?;
        for (id, n) in rows {
            out.entry(id).or_default().teachers = n;
        }
    }
    Ok(out)
}

/// The teachers of each of these cohorts, by staff number.
pub fn teachers_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Vec<TeacherOfCohort>>> {
    let mut out: HashMap<Id, Vec<TeacherOfCohort>> = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, Id, String, String)> = cohort_teachers::table
            .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
            .filter(cohort_teachers::cohort_id.eq_any(chunk))
            .order((teachers::staff_no.asc(), teachers::id.asc()))
            .select((cohort_teachers::cohort_id, teachers::id, teachers::staff_no, teachers::name))
            .load(conn)?;
        for (cohort, id, staff_no, name) in rows {
            out.entry(cohort).or_default().push(TeacherOfCohort { id, staff_no, name });
        }
    }
    Ok(out)
}

/// Accounts of the students of a cohort who have not left the school.
pub fn student_users(conn: &mut Conn, cohort: Id) -> Result<Vec<Id>> {
    Ok(cohort_students::table
        .inner_join(students::table.on(students::id.eq(cohort_students::student_id)))
        .filter(cohort_students::cohort_id.eq(cohort))
        .filter(students::status.eq_any(PRESENT))
        .select(students::user_id)
        .load(conn)?)
}

/// Accounts of these students.
pub fn users_of(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Id>> {
    Ok(students::table.filter(students::id.eq_any(ids)).select(students::user_id).load(conn)?)
}

/// Accounts of the teachers of a cohort who have not left the school.
pub fn teacher_users(conn: &mut Conn, cohort: Id) -> Result<Vec<Id>> {
    Ok(cohort_teachers::table
        .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
        .filter(cohort_teachers::cohort_id.eq(cohort))
        .filter(teachers::status.eq_any(PRESENT))
        .select(teachers::user_id)
        .load(conn)?)
}

/// Those of these students who exist, whatever their school.
pub fn candidates(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Candidate>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<Candidate> = students::table
            .filter(students::id.eq_any(chunk))
            .select(Candidate::as_select())
            .load(conn)?;
        out.extend(rows.into_iter().map(|s| (s.id, s)));
    }
    Ok(out)
}

/// The active students of a school that fit and are in no live class of the edition.
pub fn unassigned(
    conn: &mut Conn,
    institution: Id,
    edition: Id,
    filter: &StudentFilter,
    limit: i64,
) -> Result<Vec<Candidate>> {
    let taken = cohort_students::table
        .filter(cohort_students::edition_id.eq(edition))
        .filter(cohort_students::live.eq(true))
        .select(cohort_students::student_id);
    let mut q = students::table
        .filter(students::institution_id.eq(institution))
        .filter(students::status.eq("active"))
        .filter(students::id.ne_all(taken))
        .order(students::id.asc())
        .limit(limit)
        .select(Candidate::as_select())
        .into_boxed();
    if let Some(major) = &filter.major {
        q = q.filter(students::major.eq(major.clone()));
    }
    if let Some(grade) = &filter.grade {
        q = q.filter(students::grade.eq(grade.clone()));
    }
    if let Some(class) = &filter.admin_class {
        q = q.filter(students::admin_class.eq(class.clone()));
    }
    Ok(q.load(conn)?)
}

/// In which live cohort of the edition these students are: id and title of the cohort.
pub fn live_cohorts_of(
    conn: &mut Conn,
    edition: Id,
    ids: &[Id],
) -> Result<HashMap<Id, (Id, String)>> {
    let mut out = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, Id, String)> = cohort_students::table
            .inner_join(cohorts::table.on(cohorts::id.eq(cohort_students::cohort_id)))
            .filter(cohort_students::edition_id.eq(edition))
            .filter(cohort_students::live.eq(true))
            .filter(cohort_students::student_id.eq_any(chunk))
            .select((cohort_students::student_id, cohorts::id, cohorts::title))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(student, cohort, title)| (student, (cohort, title))));
    }
    Ok(out)
}

/// The teachers of a school among these ids, with their status.
pub fn teachers_at(
    conn: &mut Conn,
    institution: Id,
    ids: &[Id],
) -> Result<HashMap<Id, (TeacherOfCohort, String)>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, String, String, String)> = teachers::table
            .filter(teachers::institution_id.eq(institution))
            .filter(teachers::id.eq_any(chunk))
            .select((teachers::id, teachers::staff_no, teachers::name, teachers::status))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(id, staff_no, name, status)| {
            (id, (TeacherOfCohort { id, staff_no, name }, status))
        }));
    }
    Ok(out)
}

#[derive(Insertable)]
#[diesel(table_name = cohort_students, treat_none_as_default_value = false)]
struct StudentRow {
    cohort_id: Id,
    student_id: Id,
    edition_id: Id,
    live: bool,
    joined_at: Ts,
}

/// Puts students into live cohorts, pairs of cohort and student, in the order of students: two who take the
/// same students never wait for each other.
pub fn add_students(conn: &mut Conn, edition: Id, pairs: &[(Id, Id)], at: Ts) -> Result<()> {
    let mut rows: Vec<StudentRow> = pairs
        .iter()
        .map(|&(cohort_id, student_id)| StudentRow {
            cohort_id,
            student_id,
            edition_id: edition,
            live: true,
            joined_at: at,
        })
        .collect();
    rows.sort_unstable_by_key(|r| r.student_id);
    insert_rows!(conn, cohort_students::table, rows)
}

/// Takes students out of a cohort.
pub fn remove_students(conn: &mut Conn, cohort: Id, ids: &[Id]) -> Result<()> {
    for chunk in ids.chunks(1000) {
        diesel::delete(
            cohort_students::table
                .filter(cohort_students::cohort_id.eq(cohort))
                .filter(cohort_students::student_id.eq_any(chunk)),
        )
        .execute(conn)?;
    }
    Ok(())
}

/// Frees the students of a cohort that has ended; that they were in it stays known.
pub fn release_students(conn: &mut Conn, cohort: Id) -> Result<()> {
    diesel::update(cohort_students::table.filter(cohort_students::cohort_id.eq(cohort)))
        .set(cohort_students::live.eq(false))
        .execute(conn)?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = cohort_teachers, treat_none_as_default_value = false)]
struct TeacherRow {
    cohort_id: Id,
    teacher_id: Id,
}

/// Gives cohorts their teachers, pairs of cohort and teacher.
pub fn add_teachers(conn: &mut Conn, pairs: &[(Id, Id)]) -> Result<()> {
    let rows: Vec<TeacherRow> =
        pairs.iter().map(|&(cohort_id, teacher_id)| TeacherRow { cohort_id, teacher_id }).collect();
    insert_rows!(conn, cohort_teachers::table, rows)
}

/// Replaces the teachers of a cohort.
pub fn set_teachers(conn: &mut Conn, cohort: Id, ids: &[Id]) -> Result<()> {
    diesel::delete(cohort_teachers::table.filter(cohort_teachers::cohort_id.eq(cohort)))
        .execute(conn)?;
    let pairs: Vec<(Id, Id)> = ids.iter().map(|&id| (cohort, id)).collect();
    add_teachers(conn, &pairs)
}
