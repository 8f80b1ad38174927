//! Rows of `status_lists`, and of the places in them.

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::model::ListRow;
use crate::on_native;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;
use crate::schema::{certificate_seals, certificates, status_lists};

/// The number of the list that was opened last.
pub fn newest(conn: &mut Conn) -> Result<Option<i64>> {
    Ok(status_lists::table.select(max(status_lists::id)).first(conn)?)
}

/// Opens a list unless somebody has.
pub fn open(conn: &mut Conn, id: i64, size: u32, now: Ts) -> Result<()> {
    let new = (
        status_lists::id.eq(id),
        status_lists::size.eq(i64::from(size)),
        status_lists::used.eq(0_i64),
        status_lists::version.eq(1_i64),
        status_lists::changed_at.eq(now),
    );
    on_native!(conn, c => diesel::insert_into(status_lists::table)
        .values(new)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// A list, locked until this transaction ends.
pub fn lock(conn: &mut Conn, id: i64) -> Result<ListRow> {
    diesel::update(status_lists::table.find(id))
        .set(status_lists::used.eq(status_lists::used))
        .execute(conn)?;
    find(conn, id)
}

/// A list.
pub fn find(conn: &mut Conn, id: i64) -> Result<ListRow> {
    Ok(status_lists::table.find(id).select(ListRow::as_select()).first(conn)?)
}

/// Every list, by number.
pub fn all(conn: &mut Conn) -> Result<Vec<ListRow>> {
    Ok(status_lists::table.order(status_lists::id.asc()).select(ListRow::as_select()).load(conn)?)
}

/// Gives places of a list that this transaction has locked.
pub fn take(conn: &mut Conn, id: i64, count: i64) -> Result<()> {
    diesel::update(status_lists::table.find(id))
        .set(status_lists::used.eq(status_lists::used + count))
        .execute(conn)?;
    Ok(())
}

/// Raises the version of a list, which locks it.
pub fn touch(conn: &mut Conn, id: i64, now: Ts) -> Result<()> {
    diesel::update(status_lists::table.find(id))
        .set((
            status_lists::version.eq(status_lists::version + 1),
            status_lists::changed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many certificates have their place in a list, and the highest index among them.
pub fn extent(conn: &mut Conn, id: i64) -> Result<(i64, Option<i64>)> {
    Ok(certificate_seals::table
        .filter(certificate_seals::status_list.eq(id))
        .select((count_star(), max(certificate_seals::status_index)))
        .first(conn)?)
}

/// The places in a list of certificates that do not hold any more, and whether another took theirs.
pub fn ended(conn: &mut Conn, id: i64) -> Result<Vec<(i64, bool)>> {
    Ok(certificates::table
        .inner_join(
            certificate_seals::table.on(certificate_seals::certificate_id.eq(certificates::id)),
        )
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("certificates.status <> 'valid'"))
        .filter(certificate_seals::status_list.eq(id))
        .select((certificate_seals::status_index, certificates::status.eq("superseded")))
        .load(conn)?)
}
