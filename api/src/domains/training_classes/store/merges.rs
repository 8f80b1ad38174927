//! Rows of `training_merges`.

use diesel::prelude::*;

use super::super::model::{MergeFilter, MergeRow, MergeStatus};
use crate::on_native;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::schema::training_merges as m;

type Boxed =
    diesel::helper_types::IntoBoxed<'static, m::table, <Conn as diesel::Connection>::Backend>;

fn scoped(scope: &Scope) -> Boxed {
    let q = m::table.into_boxed();
    match scope {
        Scope::Country => q,
        Scope::Region(region) => q.filter(m::low.eq(region.clone()).or(m::high.eq(region.clone()))),
        _ => q.filter(m::id.eq(Id::NIL)),
    }
}

fn filtered(scope: &Scope, filter: &MergeFilter) -> Boxed {
    let mut q = scoped(scope);
    if let Some(id) = filter.batch_id {
        q = q.filter(m::batch_id.eq(id).or(m::source_batch_id.eq(id)));
    }
    if let Some(status) = filter.status {
        q = q.filter(m::status.eq(status));
    }
    if let Some(region) = &filter.region_code {
        q = q.filter(m::low.eq(region.clone()).or(m::high.eq(region.clone())));
    }
    if let Some(waiting) = filter.waiting {
        let open = m::status.eq(MergeStatus::Proposed);
        q = match (waiting, scope) {
            (true, Scope::Region(region)) => {
                let theirs = m::region_code.eq(region.clone()).and(m::source_by.is_null());
                let other = m::with_region_code.eq(region.clone()).and(m::target_by.is_null());
                q.filter(open.and(theirs.or(other)))
            }
            (false, Scope::Region(region)) => {
                let theirs = m::region_code.eq(region.clone()).and(m::source_by.is_null());
                let other = m::with_region_code.eq(region.clone()).and(m::target_by.is_null());
                q.filter(m::status.ne(MergeStatus::Proposed).or(diesel::dsl::not(theirs.or(other))))
            }
            (true, _) => q.filter(open),
            (false, _) => q.filter(m::status.ne(MergeStatus::Proposed)),
        };
    }
    q
}

/// How many proposals of the scope fit.
pub fn total(conn: &mut Conn, scope: &Scope, filter: &MergeFilter) -> Result<i64> {
    Ok(filtered(scope, filter).count().get_result(conn)?)
}

/// A page of proposals, the newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &MergeFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<MergeRow>> {
    let mut q = filtered(scope, filter);
    if let Some(after) = after {
        q = q.filter(m::id.lt(after));
    }
    Ok(q.order(m::id.desc()).limit(limit + 1).select(MergeRow::as_select()).load(conn)?)
}

/// One proposal of the scope.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<MergeRow> {
    Ok(scoped(scope).filter(m::id.eq(id)).select(MergeRow::as_select()).first(conn)?)
}

/// What was agreed for a batch.
pub fn agreed(conn: &mut Conn, batch: Id) -> Result<Vec<MergeRow>> {
    Ok(m::table
        .filter(m::batch_id.eq(batch))
        .filter(m::status.eq(MergeStatus::Agreed))
        .order(m::id.asc())
        .select(MergeRow::as_select())
        .load(conn)?)
}

/// Whether two regions are proposed for a batch, or agreed on.
pub fn open(conn: &mut Conn, batch: Id, low: &str, high: &str) -> Result<bool> {
    let n: i64 = m::table
        .filter(m::batch_id.eq(batch))
        .filter(m::low.eq(low.to_string()))
        .filter(m::high.eq(high.to_string()))
        .filter(m::status.eq_any([MergeStatus::Proposed, MergeStatus::Agreed]))
        .count()
        .get_result(conn)?;
    Ok(n > 0)
}

/// Adds a proposal.
pub fn insert(conn: &mut Conn, row: &MergeRow) -> Result<()> {
    on_native!(conn, c => diesel::insert_into(m::table).values(row).execute(c))?;
    Ok(())
}

/// Writes a proposal whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &MergeRow) -> Result<()> {
    let target = m::table.find(row.id).filter(m::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Proposals that no longer lead anywhere, their batches having gone on.
pub fn open_of_batch(conn: &mut Conn, batch: Id) -> Result<Vec<MergeRow>> {
    Ok(m::table
        .filter(m::batch_id.eq(batch).or(m::source_batch_id.eq(batch)))
        .filter(m::status.eq(MergeStatus::Proposed))
        .order(m::id.asc())
        .select(MergeRow::as_select())
        .load(conn)?)
}
