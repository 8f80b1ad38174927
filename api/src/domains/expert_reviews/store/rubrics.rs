//! Rows of `rubrics`.

use diesel::prelude::*;

use super::super::model::RubricRow;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::rubrics;

/// A page of an edition's rubrics, the newest first.
pub fn list(
    conn: &mut Conn,
    edition: Id,
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<RubricRow>> {
    let mut q = rubrics::table.filter(rubrics::edition_id.eq(edition)).into_boxed();
    if let Some(no) = after {
        q = q.filter(rubrics::no.lt(no));
    }
    let q = q.order(rubrics::no.desc()).limit(limit + 1);
    Ok(q.select(RubricRow::as_select()).load(conn)?)
}

/// How many an edition has.
pub fn total(conn: &mut Conn, edition: Id) -> Result<i64> {
    Ok(rubrics::table.filter(rubrics::edition_id.eq(edition)).count().get_result(conn)?)
}

/// One rubric.
pub fn find(conn: &mut Conn, id: Id) -> Result<RubricRow> {
    Ok(rubrics::table.find(id).select(RubricRow::as_select()).first(conn)?)
}

/// Adds one.
pub fn insert(conn: &mut Conn, row: &RubricRow) -> Result<()> {
    diesel::insert_into(rubrics::table).values(row).execute(conn)?;
    Ok(())
}
