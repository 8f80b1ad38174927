//! Rows of `live_attendance` and `live_attendance_history`.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::model::{AttendanceRow, ClassKind, HistoryRow, SessionStatus};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{live_attendance, live_attendance_history, live_sessions};

/// The records of a session by account.
pub fn of_session(conn: &mut Conn, session: Id) -> Result<HashMap<Id, AttendanceRow>> {
    let rows: Vec<AttendanceRow> = live_attendance::table
        .filter(live_attendance::session_id.eq(session))
        .select(AttendanceRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.user_id, row)).collect())
}

/// What was recorded before, by account, the newest first.
pub fn history(conn: &mut Conn, session: Id) -> Result<HashMap<Id, Vec<HistoryRow>>> {
    let rows: Vec<HistoryRow> = live_attendance_history::table
        .filter(live_attendance_history::session_id.eq(session))
        .order(live_attendance_history::version.desc())
        .select(HistoryRow::as_select())
        .load(conn)?;
    let mut out: HashMap<Id, Vec<HistoryRow>> = HashMap::new();
    for row in rows {
        out.entry(row.user_id).or_default().push(row);
    }
    Ok(out)
}

/// How many records each of these sessions has; one that is not in the answer has none.
pub fn counts(conn: &mut Conn, sessions: &[Id]) -> Result<HashMap<Id, i64>> {
    let mut out = HashMap::new();
    for chunk in sessions.chunks(1000) {
        let rows: Vec<(Id, i64)> = live_attendance::table
            .filter(live_attendance::session_id.eq_any(chunk.to_vec()))
            .group_by(live_attendance::session_id)
            .select((live_attendance::session_id, count_star()))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// Adds a record.
pub fn insert(conn: &mut Conn, row: &AttendanceRow) -> Result<()> {
    diesel::insert_into(live_attendance::table).values(row).execute(conn)?;
    Ok(())
}

/// Replaces a record by one whose version is one more, and keeps what it said.
pub fn replace(conn: &mut Conn, before: AttendanceRow, row: &AttendanceRow) -> Result<()> {
    let before = HistoryRow::from(before);
    diesel::insert_into(live_attendance_history::table).values(&before).execute(conn)?;
    let target = live_attendance::table
        .find((row.session_id, row.user_id))
        .filter(live_attendance::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Held sessions of classes with a record of anybody: class, session, minutes held.
pub fn recorded(conn: &mut Conn, kind: ClassKind, ids: &[Id]) -> Result<Vec<(Id, Id, i32)>> {
    use live_sessions as s;
    let mut out = Vec::new();
    for chunk in ids.chunks(1000) {
        let any = live_attendance::table.filter(live_attendance::session_id.eq(s::id));
        let rows: Vec<(Id, Id, Option<i32>)> = s::table
            .filter(s::class_kind.eq(kind))
            .filter(s::class_id.eq_any(chunk.to_vec()))
            .filter(s::status.eq(SessionStatus::Held))
            .filter(diesel::dsl::exists(any))
            .order((s::starts_at.asc(), s::id.asc()))
            .select((s::class_id, s::id, s::held_minutes))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(c, id, held)| (c, id, held.unwrap_or_default())));
    }
    Ok(out)
}

/// Session, account and minutes of all records of these sessions.
pub fn of_sessions(conn: &mut Conn, sessions: &[Id]) -> Result<Vec<(Id, Id, i32)>> {
    let mut out = Vec::new();
    for chunk in sessions.chunks(1000) {
        let rows: Vec<(Id, Id, i32)> = live_attendance::table
            .filter(live_attendance::session_id.eq_any(chunk.to_vec()))
            .select((
                live_attendance::session_id,
                live_attendance::user_id,
                live_attendance::minutes,
            ))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}
