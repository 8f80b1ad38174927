//! Rows of `notices`. Every query names the reader: a notice has no other scope.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::model::{Filter, Row};
use crate::insert_rows;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::notices;

/// Adds notices.
pub fn insert(conn: &mut Conn, rows: &[Row]) -> Result<()> {
    insert_rows!(conn, notices::table, rows)
}

type Boxed = IntoBoxed<'static, notices::table, <Conn as diesel::Connection>::Backend>;

fn filtered(reader: Id, filter: &Filter) -> Boxed {
    let q = notices::table.into_boxed().filter(notices::user_id.eq(reader));
    match filter.unread {
        Some(true) => q.filter(notices::read_at.is_null()),
        Some(false) => q.filter(notices::read_at.is_not_null()),
        None => q,
    }
}

/// How many notices of a person fit.
pub fn count(conn: &mut Conn, reader: Id, filter: &Filter) -> Result<i64> {
    Ok(filtered(reader, filter).count().get_result(conn)?)
}

/// A page of a person's notices, newest first, after the one with this id.
pub fn list(
    conn: &mut Conn,
    reader: Id,
    filter: &Filter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut q = filtered(reader, filter).order(notices::id.desc()).limit(limit + 1);
    if let Some(after) = after {
        q = q.filter(notices::id.lt(after));
    }
    Ok(q.select(Row::as_select()).load(conn)?)
}

/// Marks one notice of a person as read, keeping the first time; `not_found` if they have no such notice.
pub fn mark_read(conn: &mut Conn, reader: Id, id: Id, at: Ts) -> Result<()> {
    let mine = notices::table.filter(notices::user_id.eq(reader)).filter(notices::id.eq(id));
    mine.select(notices::id).first::<Id>(conn)?;
    diesel::update(mine.filter(notices::read_at.is_null()))
        .set(notices::read_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}

/// Marks every notice of a person as read.
pub fn mark_all_read(conn: &mut Conn, reader: Id, at: Ts) -> Result<()> {
    let unread =
        notices::table.filter(notices::user_id.eq(reader)).filter(notices::read_at.is_null());
    diesel::update(unread).set(notices::read_at.eq(Some(at))).execute(conn)?;
    Ok(())
}

/// How many notices a person has not read.
pub fn unread(conn: &mut Conn, reader: Id) -> Result<i64> {
    Ok(notices::table
        .filter(notices::user_id.eq(reader))
        .filter(notices::read_at.is_null())
        .count()
        .get_result(conn)?)
}

/// The newest notice of a person.
pub fn newest(conn: &mut Conn, reader: Id) -> Result<Option<Id>> {
    Ok(notices::table
        .filter(notices::user_id.eq(reader))
        .order(notices::id.desc())
        .select(notices::id)
        .first(conn)
        .optional()?)
}

/// Deletes notices that were read before an instant; returns how many.
pub fn forget(conn: &mut Conn, before: Ts) -> Result<usize> {
    Ok(diesel::delete(notices::table.filter(notices::read_at.lt(before))).execute(conn)?)
}
