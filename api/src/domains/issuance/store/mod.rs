//! Rows of `issuance_runs` and `issuance_items`. Only roles of the whole country reach them, so a scope
//! below sees none.

pub mod check;
pub mod items;

use diesel::prelude::*;

use super::model::{RunQuery, RunRow};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::schema::issuance_runs;

type Boxed<'a> = diesel::helper_types::IntoBoxed<
    'a,
    issuance_runs::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(scope: &Scope) -> Boxed<'static> {
    let q = issuance_runs::table.into_boxed();
    match scope {
        Scope::Country => q,
        _ => q.filter(issuance_runs::id.eq(Id::NIL)),
    }
}

fn filtered(scope: &Scope, query: &RunQuery) -> Boxed<'static> {
    let mut q = scoped(scope);
    if let Some(id) = query.edition_id {
        q = q.filter(issuance_runs::edition_id.eq(id));
    }
    if let Some(status) = query.status {
        q = q.filter(issuance_runs::status.eq(status));
    }
    q
}

/// How many runs fit.
pub fn count(conn: &mut Conn, scope: &Scope, query: &RunQuery) -> Result<i64> {
    Ok(filtered(scope, query).count().get_result(conn)?)
}

/// A page of runs, newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    query: &RunQuery,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<RunRow>> {
    let mut q = filtered(scope, query);
    if let Some(id) = after {
        q = q.filter(issuance_runs::id.lt(id));
    }
    Ok(q.order(issuance_runs::id.desc()).limit(limit).select(RunRow::as_select()).load(conn)?)
}

/// One run.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<RunRow> {
    Ok(scoped(scope).filter(issuance_runs::id.eq(id)).select(RunRow::as_select()).first(conn)?)
}

/// Adds a run.
pub fn insert(conn: &mut Conn, run: &RunRow) -> Result<()> {
    diesel::insert_into(issuance_runs::table).values(run).execute(conn)?;
    Ok(())
}

/// Writes a run over its state of the version before. As the first write of a transaction it makes whoever
/// comes second wait, and then find that they came second.
pub fn update(conn: &mut Conn, run: &RunRow) -> Result<()> {
    let target =
        issuance_runs::table.find(run.id).filter(issuance_runs::version.eq(run.version - 1));
    match diesel::update(target).set(run).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// How the job of a run stands; `None` if it is gone.
pub fn job_status(conn: &mut Conn, job: Id) -> Result<Option<crate::platform::jobs::JobStatus>> {
    use crate::schema::jobs;
    Ok(jobs::table.find(job).select(jobs::status).first(conn).optional()?)
}
