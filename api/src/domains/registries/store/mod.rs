//! Rows of `registry_exports`, read within a scope: a branch sees those of its region.

pub mod check;
pub mod lines;
pub mod receipts;

use diesel::dsl::exists;
use diesel::prelude::*;

use super::model::{ExportRow, ExportStatus, RegistryCounts};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::jobs;
use crate::schema::{certificates, files, registry_exports};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    registry_exports::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(scope: &Scope) -> Boxed {
    let q = registry_exports::table.into_boxed();
    match scope {
        Scope::Country => q,
        Scope::Region(region) => q.filter(registry_exports::region_code.eq(region.clone())),
        _ => q.filter(registry_exports::id.eq(Id::NIL)),
    }
}

/// How many exports a scope reaches.
pub fn count(conn: &mut Conn, scope: &Scope) -> Result<i64> {
    Ok(scoped(scope).count().get_result(conn)?)
}

/// A page of exports, newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<ExportRow>> {
    let mut q = scoped(scope);
    if let Some(id) = before {
        q = q.filter(registry_exports::id.lt(id));
    }
    let q = q.order(registry_exports::id.desc()).limit(limit);
    let mut rows: Vec<ExportRow> = q.select(ExportRow::as_select()).load(conn)?;
    own_up(conn, &mut rows)?;
    Ok(rows)
}

/// One export.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<ExportRow> {
    let q = scoped(scope).filter(registry_exports::id.eq(id));
    let row = q.select(ExportRow::as_select()).first(conn)?;
    let mut rows = [row];
    own_up(conn, &mut rows)?;
    let [row] = rows;
    Ok(row)
}

/// An export whose job was given up, because its nodes died, has failed, though nobody was left to write that down.
fn own_up(conn: &mut Conn, rows: &mut [ExportRow]) -> Result<()> {
    let making = |r: &ExportRow| r.status == ExportStatus::Making;
    let wanted: Vec<Id> = rows.iter().filter(|r| making(r)).filter_map(|r| r.job_id).collect();
    let alive = jobs::alive(conn, &wanted)?;
    for row in rows.iter_mut().filter(|r| making(r)) {
        if row.job_id.is_none_or(|job| !alive.contains(&job)) {
            row.status = ExportStatus::Failed;
            row.problem = Some(Json::of(&serde_json::json!({
                "code": "interrupted",
                "detail": "The node stopped in the middle, more than once; nothing was kept. Resume it.",
            })));
        }
    }
    Ok(())
}

/// Adds an export.
pub fn insert(conn: &mut Conn, row: &ExportRow) -> Result<()> {
    diesel::insert_into(registry_exports::table).values(row).execute(conn)?;
    Ok(())
}

/// Hands an export to a job, which writes it anew.
pub fn hand_to(conn: &mut Conn, id: Id, job: Id) -> Result<()> {
    let failed = registry_exports::status.eq_any([ExportStatus::Failed, ExportStatus::Making]);
    let n = diesel::update(registry_exports::table.find(id).filter(failed))
        .set((
            registry_exports::status.eq(ExportStatus::Making),
            registry_exports::job_id.eq(Some(job)),
            registry_exports::problem.eq(None::<Json>),
            registry_exports::finished_at.eq(None::<Ts>),
        ))
        .execute(conn)?;
    if n == 1 { Ok(()) } else { Err(Error::new(Code::StateForbids)) }
}

/// Notes the blob that is about to be stored, or that it is gone.
pub fn set_blob(conn: &mut Conn, id: Id, blob: Option<&[u8]>) -> Result<()> {
    diesel::update(registry_exports::table.find(id))
        .set(registry_exports::blob.eq(blob))
        .execute(conn)?;
    Ok(())
}

/// What a finished file is.
pub struct Finished<'a> {
    pub counts: &'a RegistryCounts,
    pub sha256: &'a [u8],
    pub size: i64,
    pub file: Id,
    pub at: Ts,
}

/// Writes that the file is there.
pub fn finish(conn: &mut Conn, id: Id, done: &Finished<'_>) -> Result<()> {
    diesel::update(registry_exports::table.find(id))
        .set((
            registry_exports::status.eq(ExportStatus::Ready),
            registry_exports::counts.eq(Some(Json::of(done.counts))),
            registry_exports::sha256.eq(Some(done.sha256)),
            registry_exports::size.eq(Some(done.size)),
            registry_exports::file_id.eq(Some(done.file)),
            registry_exports::finished_at.eq(Some(done.at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes why there is no file.
pub fn fail(conn: &mut Conn, id: Id, problem: Json, at: Ts) -> Result<()> {
    diesel::update(registry_exports::table.find(id))
        .set((
            registry_exports::status.eq(ExportStatus::Failed),
            registry_exports::problem.eq(Some(problem)),
            registry_exports::finished_at.eq(Some(at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Exports whose files were written before an instant, with whole document numbers or without.
pub fn past(conn: &mut Conn, documents: bool, before: Ts) -> Result<Vec<ExportRow>> {
    Ok(registry_exports::table
        .filter(registry_exports::status.eq(ExportStatus::Ready))
        .filter(registry_exports::document_numbers.eq(documents))
        .filter(registry_exports::finished_at.lt(before).assume_not_null())
        .order(registry_exports::id.asc())
        .select(ExportRow::as_select())
        .load(conn)?)
}

/// Lets go of an export's file.
pub fn expire(conn: &mut Conn, row: &ExportRow) -> Result<()> {
    diesel::update(registry_exports::table.find(row.id))
        .set((
            registry_exports::status.eq(ExportStatus::Expired),
            registry_exports::file_id.eq(None::<Id>),
            registry_exports::blob.eq(None::<Vec<u8>>),
        ))
        .execute(conn)?;
    if let Some(file) = row.file_id {
        diesel::delete(files::table.find(file)).execute(conn)?;
    }
    Ok(())
}

/// Whether a run has issued a certificate within a scope.
pub fn has_issued(conn: &mut Conn, scope: &Scope, run: Id) -> Result<bool> {
    let q = certificates::table.filter(certificates::run_id.eq(run));
    Ok(match scope {
        Scope::Country => diesel::select(exists(q)).get_result(conn)?,
        Scope::Region(region) => {
            diesel::select(exists(q.filter(certificates::region_code.eq(region.clone()))))
                .get_result(conn)?
        }
        _ => false,
    })
}
