//! Rows of `attendance_files` and `attendance_rows`.

use std::collections::{HashMap, HashSet};

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::model::{FileRow, FileRowRow, FileStatus, Outcome};
use crate::insert_rows;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{attendance_files, attendance_rows, files};

/// Adds a file with its rows.
pub fn insert(conn: &mut Conn, file: &FileRow, rows: &[FileRowRow]) -> Result<()> {
    diesel::insert_into(attendance_files::table).values(file).execute(conn)?;
    insert_rows!(conn, attendance_rows::table, rows)
}

/// The files of a session, the newest first.
pub fn of_session(conn: &mut Conn, session: Id) -> Result<Vec<FileRow>> {
    Ok(attendance_files::table
        .filter(attendance_files::session_id.eq(session))
        .order(attendance_files::id.desc())
        .select(FileRow::as_select())
        .load(conn)?)
}

/// A file; its session is in the caller's reach or not.
pub fn find(conn: &mut Conn, id: Id) -> Result<FileRow> {
    Ok(attendance_files::table.find(id).select(FileRow::as_select()).first(conn)?)
}

/// Writes a file whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &FileRow) -> Result<()> {
    let target =
        attendance_files::table.find(row.id).filter(attendance_files::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// The rows of a file in their order.
pub fn rows(conn: &mut Conn, file: Id) -> Result<Vec<FileRowRow>> {
    Ok(attendance_rows::table
        .filter(attendance_rows::file_id.eq(file))
        .order(attendance_rows::row_no.asc())
        .select(FileRowRow::as_select())
        .load(conn)?)
}

/// Writes what a row is taken for.
pub fn update_row(conn: &mut Conn, row: &FileRowRow) -> Result<()> {
    diesel::update(attendance_rows::table.find((row.file_id, row.row_no)))
        .set(row)
        .execute(conn)?;
    Ok(())
}

/// Rows that somebody has to decide on, by file.
pub fn open_rows(conn: &mut Conn, of: &[Id]) -> Result<HashMap<Id, i64>> {
    let rows: Vec<(Id, i64)> = attendance_rows::table
        .filter(attendance_rows::file_id.eq_any(of.to_vec()))
        .filter(attendance_rows::outcome.eq_any([Outcome::Ambiguous, Outcome::Unmatched]))
        .group_by(attendance_rows::file_id)
        .select((attendance_rows::file_id, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Which of these sessions have a file that waits to be looked through.
pub fn parsed(conn: &mut Conn, sessions: &[Id]) -> Result<HashSet<Id>> {
    let rows: Vec<Id> = attendance_files::table
        .filter(attendance_files::session_id.eq_any(sessions.to_vec()))
        .filter(attendance_files::status.eq(FileStatus::Parsed))
        .select(attendance_files::session_id)
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Forgets what was said in files that were uploaded before an instant: their rows, and the rows of the stored files.
/// How many, and the blobs that were theirs.
pub fn forget(conn: &mut Conn, before: Ts) -> Result<(usize, Vec<Vec<u8>>)> {
    let old: Vec<(Id, Id, Vec<u8>)> = attendance_files::table
        .inner_join(files::table.on(files::id.nullable().eq(attendance_files::file_id)))
        .filter(attendance_files::uploaded_at.lt(before))
        .select((attendance_files::id, files::id, files::sha256))
        .load(conn)?;
    for chunk in old.chunks(500) {
        let ids: Vec<Id> = chunk.iter().map(|(id, _, _)| *id).collect();
        let stored: Vec<Id> = chunk.iter().map(|(_, file, _)| *file).collect();
        let rows = attendance_rows::table.filter(attendance_rows::file_id.eq_any(ids.clone()));
        diesel::delete(rows).execute(conn)?;
        // Nobody looks through rows that are gone.
        let waiting = attendance_files::table
            .filter(attendance_files::id.eq_any(ids.clone()))
            .filter(attendance_files::status.eq(FileStatus::Parsed));
        let discarded = attendance_files::status.eq(FileStatus::Discarded);
        diesel::update(waiting).set(discarded).execute(conn)?;
        diesel::update(attendance_files::table.filter(attendance_files::id.eq_any(ids)))
            .set(attendance_files::file_id.eq(None::<Id>))
            .execute(conn)?;
        diesel::delete(files::table.filter(files::id.eq_any(stored))).execute(conn)?;
    }
    Ok((old.len(), old.into_iter().map(|(_, _, sha256)| sha256).collect()))
}
