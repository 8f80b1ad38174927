//! Rows of `training_tests`; the modules have those of attempts and what is read of others' tables.

pub mod attempts;
pub mod participants;

use diesel::prelude::*;

use super::model::TestRow;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::training_tests;

/// One test, wherever it is: whether its batch is in reach is asked of that.
pub fn by_id(conn: &mut Conn, id: Id) -> Result<TestRow> {
    Ok(training_tests::table.find(id).select(TestRow::as_select()).first(conn)?)
}

/// The test of a batch, if it has one.
pub fn of_batch(conn: &mut Conn, batch: Id) -> Result<Option<TestRow>> {
    Ok(training_tests::table
        .filter(training_tests::batch_id.eq(batch))
        .select(TestRow::as_select())
        .first(conn)
        .optional()?)
}

/// Takes a test for this transaction: to change it, or (`shared`) so that it does not change.
pub fn lock(conn: &mut Conn, id: Id, shared: bool) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        let q = training_tests::table.find(id).select(training_tests::id);
        if shared {
            q.for_share().load::<Id>(c)?;
        } else {
            q.for_update().load::<Id>(c)?;
        }
    }
    Ok(())
}

/// Adds a test.
pub fn insert(conn: &mut Conn, row: &TestRow) -> Result<()> {
    diesel::insert_into(training_tests::table).values(row).execute(conn)?;
    Ok(())
}

/// Writes a test whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &TestRow) -> Result<()> {
    let target =
        training_tests::table.find(row.id).filter(training_tests::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Tests that open before an instant, have not closed and of which nobody was told, and those that close before another
/// without a reminder.
pub fn to_tell(conn: &mut Conn, next: Ts, now: Ts, soon: Ts) -> Result<Vec<Id>> {
    use training_tests as t;
    let new = t::announced_at.is_null();
    let ending = t::reminded_at.is_null().and(t::closes_at.le(soon));
    Ok(t::table
        .filter(t::opens_at.lt(next))
        .filter(t::closes_at.gt(now))
        .filter(new.or(ending))
        .order(t::id.asc())
        .select(t::id)
        .load(conn)?)
}

/// Notes when participants were told of a test.
pub fn told(conn: &mut Conn, row: &TestRow) -> Result<()> {
    use training_tests as t;
    diesel::update(t::table.find(row.id))
        .set((t::announced_at.eq(row.announced_at), t::reminded_at.eq(row.reminded_at)))
        .execute(conn)?;
    Ok(())
}
