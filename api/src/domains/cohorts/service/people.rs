//! Who may join a class: active students and teachers of the school, each student in one live class of an
//! edition at most.

use std::collections::HashSet;

use super::super::model::{Candidate, TeacherOfCohort};
use super::super::store::members as rolls;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, FieldError, Result};

fn blame(pointer: &str, i: usize, code: &str, message: impl Into<String>) -> FieldError {
    FieldError::new(format!("{pointer}/{i}"), code, message)
}

/// The students of a list, in its order.
///
/// # Errors
/// 422 with a pointer to each who is named twice, is no student of the school, or is not active there.
/// Whether somebody studies elsewhere is not told.
pub fn joining(
    conn: &mut Conn,
    institution: Id,
    ids: &[Id],
    pointer: &str,
) -> Result<Vec<Candidate>> {
    let known = rolls::candidates(conn, ids)?;
    let (mut seen, mut wrong, mut out) = (HashSet::new(), Vec::new(), Vec::new());
    for (i, id) in ids.iter().enumerate() {
        match known.get(id).filter(|s| s.institution_id == institution) {
            _ if !seen.insert(*id) => wrong.push(blame(pointer, i, "duplicate", "is named twice")),
            None => wrong.push(blame(pointer, i, "unknown", "is no student of the institution")),
            Some(s) if s.status != "active" => {
                let message = format!("student {} is {}, not active", s.student_no, s.status);
                wrong.push(blame(pointer, i, "not_active", message));
            }
            Some(s) => out.push(s.clone()),
        }
    }
    if wrong.is_empty() { Ok(out) } else { Err(Error::fields(wrong)) }
}

/// Refuses students who are in a live class of the edition.
///
/// # Errors
/// `already_in_cohort` with a pointer to each, and the class.
pub fn free(conn: &mut Conn, edition: Id, ids: &[Id], pointer: &str) -> Result<()> {
    let taken = rolls::live_cohorts_of(conn, edition, ids)?;
    let mut error = None;
    for (i, id) in ids.iter().enumerate() {
        if let Some((_, title)) = taken.get(id) {
            let so_far = error.take().unwrap_or_else(|| Error::new(Code::AlreadyInCohort));
            let message = format!("is in the cohort {title}");
            error = Some(so_far.and_field(format!("{pointer}/{i}"), "already_in_cohort", message));
        }
    }
    error.map_or(Ok(()), Err)
}

/// The teachers of a list, in its order. Whoever taught the class before may stay in it.
///
/// # Errors
/// 422 with a pointer to each who is named twice, is no teacher of the school, or is not active there.
pub fn teaching(
    conn: &mut Conn,
    institution: Id,
    ids: &[Id],
    before: &[Id],
    pointer: &str,
) -> Result<Vec<TeacherOfCohort>> {
    let known = rolls::teachers_at(conn, institution, ids)?;
    let (mut seen, mut wrong, mut out) = (HashSet::new(), Vec::new(), Vec::new());
    for (i, id) in ids.iter().enumerate() {
        match known.get(id) {
            _ if !seen.insert(*id) => wrong.push(blame(pointer, i, "duplicate", "is named twice")),
            None => wrong.push(blame(pointer, i, "unknown", "is no teacher of the institution")),
            Some((t, status)) if status != "active" && !before.contains(id) => {
                let message = format!("teacher {} is {status}, not active", t.staff_no);
                wrong.push(blame(pointer, i, "not_active", message));
            }
            Some((t, _)) => out.push(t.clone()),
        }
    }
    if wrong.is_empty() { Ok(out) } else { Err(Error::fields(wrong)) }
}
