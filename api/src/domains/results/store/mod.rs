//! Rows of `subject_results` and their history.

pub mod list;
pub mod standing;

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{HistoryRow, ResultRow};
use crate::insert_rows;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{students, subject_result_history, subject_results};

/// The result of an id, if the scope reaches it.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<ResultRow> {
    let q = subject_results::table.find(id).select(ResultRow::as_select());
    Ok(match scope {
        Scope::Country => q.first(conn)?,
        Scope::Region(region) => q.filter(subject_results::region_code.eq(region)).first(conn)?,
        Scope::Institution { id, .. } => {
            q.filter(subject_results::institution_id.eq(*id)).first(conn)?
        }
        Scope::Class { .. } => return Err(Error::new(Code::NotFound)),
        Scope::Own { user, .. } => q
            .filter(
                subject_results::student_id.eq_any(
                    students::table.filter(students::user_id.eq(*user)).select(students::id),
                ),
            )
            .first(conn)?,
    })
}

/// Every state a result has had, oldest first.
pub fn history(conn: &mut Conn, id: Id) -> Result<Vec<HistoryRow>> {
    Ok(subject_result_history::table
        .filter(subject_result_history::result_id.eq(id))
        .order(subject_result_history::version.asc())
        .select(HistoryRow::as_select())
        .load(conn)?)
}

/// The results of these people on an exam date, by person and subject.
pub fn sittings(
    conn: &mut Conn,
    exam_date: Id,
    people: &[Id],
) -> Result<HashMap<(Id, Id), ResultRow>> {
    let mut out = HashMap::with_capacity(people.len());
    for chunk in people.chunks(1000) {
        let rows: Vec<ResultRow> = subject_results::table
            .filter(subject_results::exam_date_id.eq(exam_date))
            .filter(subject_results::person_id.eq_any(chunk))
            .select(ResultRow::as_select())
            .load(conn)?;
        out.extend(rows.into_iter().map(|r| ((r.person_id, r.subject_id), r)));
    }
    Ok(out)
}

/// Adds results with their first state.
pub fn insert(conn: &mut Conn, rows: &[ResultRow], history: &[HistoryRow]) -> Result<()> {
    insert_rows!(conn, subject_results::table, rows)?;
    insert_history(conn, history)
}

/// Adds states.
pub fn insert_history(conn: &mut Conn, history: &[HistoryRow]) -> Result<()> {
    insert_rows!(conn, subject_result_history::table, history)
}

/// Writes a result over its state of the version before.
pub fn update(conn: &mut Conn, row: &ResultRow) -> Result<()> {
    let target =
        subject_results::table.find(row.id).filter(subject_results::version.eq(row.version - 1));
    let changed = diesel::update(target)
        .set((
            subject_results::status.eq(row.status),
            subject_results::score_hundredths.eq(row.score_hundredths),
            subject_results::recorded_by.eq(row.recorded_by),
            subject_results::recorded_at.eq(row.recorded_at),
            subject_results::version.eq(row.version),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::new(Code::VersionMismatch)) }
}
