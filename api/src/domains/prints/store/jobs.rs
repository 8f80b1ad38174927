//! Rows of `certificate_print_jobs`, read within a scope: a branch sees those of its region, an institution its own.

use diesel::prelude::*;

use super::super::model::{PrintJobRow, PrintStatus};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::Result;
use crate::platform::jobs;
use crate::schema::{certificate_print_jobs, files};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    certificate_print_jobs::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(scope: &Scope) -> Boxed {
    let q = certificate_print_jobs::table.into_boxed();
    match scope {
        Scope::Country => q,
        Scope::Region(region) => q.filter(certificate_print_jobs::region_code.eq(region.clone())),
        Scope::Institution { id, .. } => q.filter(certificate_print_jobs::institution_id.eq(*id)),
        _ => q.filter(certificate_print_jobs::id.eq(Id::NIL)),
    }
}

/// How many a scope reaches.
pub fn count(conn: &mut Conn, scope: &Scope) -> Result<i64> {
    Ok(scoped(scope).count().get_result(conn)?)
}

/// A page of them, newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<PrintJobRow>> {
    let mut q = scoped(scope);
    if let Some(id) = before {
        q = q.filter(certificate_print_jobs::id.lt(id));
    }
    let q = q.order(certificate_print_jobs::id.desc()).limit(limit);
    let mut rows: Vec<PrintJobRow> = q.select(PrintJobRow::as_select()).load(conn)?;
    own_up(conn, &mut rows)?;
    Ok(rows)
}

/// One of them.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<PrintJobRow> {
    let q = scoped(scope).filter(certificate_print_jobs::id.eq(id));
    let mut rows = [q.select(PrintJobRow::as_select()).first(conn)?];
    own_up(conn, &mut rows)?;
    let [row] = rows;
    Ok(row)
}

/// What a job was at that was given up, because its nodes died, has failed, though nobody was left to write that down.
fn own_up(conn: &mut Conn, rows: &mut [PrintJobRow]) -> Result<()> {
    let making = |r: &PrintJobRow| r.status == PrintStatus::Making;
    let wanted: Vec<Id> = rows.iter().filter(|r| making(r)).filter_map(|r| r.job_id).collect();
    let alive = jobs::alive(conn, &wanted)?;
    for row in rows.iter_mut().filter(|r| making(r)) {
        if row.job_id.is_none_or(|job| !alive.contains(&job)) {
            row.status = PrintStatus::Failed;
            row.problem = Some(Json::of(&serde_json::json!({
                "code": "interrupted",
                "detail": "The node stopped in the middle, more than once; nothing was kept. Ask for it again.",
            })));
        }
    }
    Ok(())
}

/// Adds one.
pub fn insert(conn: &mut Conn, row: &PrintJobRow) -> Result<()> {
    diesel::insert_into(certificate_print_jobs::table).values(row).execute(conn)?;
    Ok(())
}

/// Notes the blob that is about to be stored, or that it is gone.
pub fn set_blob(conn: &mut Conn, id: Id, blob: Option<&[u8]>) -> Result<()> {
    diesel::update(certificate_print_jobs::table.find(id))
        .set(certificate_print_jobs::blob.eq(blob))
        .execute(conn)?;
    Ok(())
}

/// What a finished file is.
pub struct Finished<'a> {
    pub printed: i64,
    pub omitted_count: i64,
    pub omitted: Json,
    pub sha256: &'a [u8],
    pub size: i64,
    pub file: Id,
    pub at: Ts,
}

/// Writes that the file is there.
pub fn finish(conn: &mut Conn, id: Id, done: Finished<'_>) -> Result<()> {
    diesel::update(certificate_print_jobs::table.find(id))
        .set((
            certificate_print_jobs::status.eq(PrintStatus::Ready),
            certificate_print_jobs::printed.eq(Some(done.printed)),
            certificate_print_jobs::omitted_count.eq(Some(done.omitted_count)),
            certificate_print_jobs::omitted.eq(Some(done.omitted)),
            certificate_print_jobs::sha256.eq(Some(done.sha256)),
            certificate_print_jobs::size.eq(Some(done.size)),
            certificate_print_jobs::file_id.eq(Some(done.file)),
            certificate_print_jobs::finished_at.eq(Some(done.at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes why there is no file.
pub fn fail(conn: &mut Conn, id: Id, problem: Json, at: Ts) -> Result<()> {
    diesel::update(certificate_print_jobs::table.find(id))
        .set((
            certificate_print_jobs::status.eq(PrintStatus::Failed),
            certificate_print_jobs::problem.eq(Some(problem)),
            certificate_print_jobs::finished_at.eq(Some(at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Those whose files were written before an instant.
pub fn past(conn: &mut Conn, before: Ts) -> Result<Vec<PrintJobRow>> {
    Ok(certificate_print_jobs::table
        .filter(certificate_print_jobs::status.eq(PrintStatus::Ready))
        .filter(certificate_print_jobs::finished_at.lt(before).assume_not_null())
        .order(certificate_print_jobs::id.asc())
        .select(PrintJobRow::as_select())
        .load(conn)?)
}

/// Lets go of a file.
pub fn expire(conn: &mut Conn, row: &PrintJobRow) -> Result<()> {
    diesel::update(certificate_print_jobs::table.find(row.id))
        .set((
            certificate_print_jobs::status.eq(PrintStatus::Expired),
            certificate_print_jobs::file_id.eq(None::<Id>),
            certificate_print_jobs::blob.eq(None::<Vec<u8>>),
        ))
        .execute(conn)?;
    if let Some(file) = row.file_id {
        diesel::delete(files::table.find(file)).execute(conn)?;
    }
    Ok(())
}
