//! Rows of `jobs`. Every query takes the owner whose jobs may be seen; `None` is HQ, which sees all.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::model::Filter;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::platform::jobs::{JobRow, JobStatus};
use crate::schema::jobs;

type Boxed = IntoBoxed<'static, jobs::table, <Conn as diesel::Connection>::Backend>;

fn filtered(owner: Option<Id>, filter: &Filter) -> Boxed {
    let mut q = jobs::table.into_boxed();
    if let Some(owner) = owner {
        q = q.filter(jobs::owner_id.eq(owner));
    }
    if let Some(status) = filter.status {
        q = q.filter(jobs::status.eq(status));
    }
    if let Some(kind) = &filter.kind {
        q = q.filter(jobs::kind.eq(kind.clone()));
    }
    q
}

/// How many jobs fit.
pub fn count(conn: &mut Conn, owner: Option<Id>, filter: &Filter) -> Result<i64> {
    Ok(filtered(owner, filter).count().get_result(conn)?)
}

/// A page of jobs, newest first, after the one with this id.
pub fn list(
    conn: &mut Conn,
    owner: Option<Id>,
    filter: &Filter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<JobRow>> {
    let mut q = filtered(owner, filter).order(jobs::id.desc()).limit(limit + 1);
    if let Some(after) = after {
        q = q.filter(jobs::id.lt(after));
    }
    Ok(q.select(JobRow::as_select()).load(conn)?)
}

/// One job; `not_found` if it is somebody else's.
pub fn find(conn: &mut Conn, owner: Option<Id>, id: Id) -> Result<JobRow> {
    let mut q = jobs::table.filter(jobs::id.eq(id)).select(JobRow::as_select()).into_boxed();
    if let Some(owner) = owner {
        q = q.filter(jobs::owner_id.eq(owner));
    }
    Ok(q.first(conn)?)
}

/// Ends a job that has not begun; asks a running one to end. Returns whether either was possible.
pub fn cancel(conn: &mut Conn, id: Id) -> Result<bool> {
    let waiting = jobs::table.find(id).filter(jobs::status.eq(JobStatus::Queued));
    let ended = diesel::update(waiting)
        .set((
            jobs::status.eq(JobStatus::Cancelled),
            jobs::cancel_requested.eq(true),
            jobs::finished_at.eq(Some(Clock::real())),
        ))
        .execute(conn)?;
    if ended == 1 {
        return Ok(true);
    }
    let running = jobs::table.find(id).filter(jobs::status.eq(JobStatus::Running));
    Ok(diesel::update(running).set(jobs::cancel_requested.eq(true)).execute(conn)? == 1)
}
