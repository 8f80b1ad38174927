//! Rows of `member_history`.

use diesel::prelude::*;

use super::super::model::MemberKind;
use crate::insert_rows;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::Result;
use crate::schema::{member_history, users};

/// What happened to a student or teacher.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = member_history, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub member_kind: MemberKind,
    pub member_id: Id,
    pub at: Ts,
    pub actor_id: Option<Id>,
    pub action: String,
    pub reason: Option<String>,
    pub changes: Json,
}

/// Adds events.
pub fn insert(conn: &mut Conn, rows: &[Row]) -> Result<()> {
    insert_rows!(conn, member_history::table, rows)
}

/// The events of a member, newest first, each with the name of who did it.
pub fn list(
    conn: &mut Conn,
    member: Id,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<(Row, Option<String>)>> {
    let mut query = member_history::table
        .left_join(users::table.on(member_history::actor_id.eq(users::id.nullable())))
        .filter(member_history::member_id.eq(member))
        .order(member_history::id.desc())
        .limit(limit)
        .select((Row::as_select(), users::display_name.nullable()))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(member_history::id.lt(before));
    }
    Ok(query.load(conn)?)
}

/// How many events of a member there are.
pub fn count(conn: &mut Conn, member: Id) -> Result<i64> {
    Ok(member_history::table
        .filter(member_history::member_id.eq(member))
        .count()
        .get_result(conn)?)
}
