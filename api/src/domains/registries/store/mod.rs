//! Rows of `registry_exports`, read within a scope: a branch sees those of its region.

pub mod check;
pub mod lines;
pub mod receipts;

use diesel::prelude::*;

use super::model::{ExportRow, RegistryCounts};
use crate::made_files;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::made_files::MadeStatus;
use crate::schema::registry_exports;

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

made_files!(
    registry_exports,
    ExportRow,
    noun: "registry_export",
    scoped: scoped,
    advice: "Resume it."
);

/// Hands an export to a job, which writes it anew.
pub fn hand_to(conn: &mut Conn, id: Id, job: Id) -> Result<()> {
    let failed = registry_exports::status.eq_any([MadeStatus::Failed, MadeStatus::Making]);
    let n = diesel::update(registry_exports::table.find(id).filter(failed))
        .set((
            registry_exports::status.eq(MadeStatus::Making),
            registry_exports::job_id.eq(Some(job)),
            registry_exports::problem.eq(None::<Json>),
            registry_exports::finished_at.eq(None::<Ts>),
        ))
        .execute(conn)?;
    if n == 1 { Ok(()) } else { Err(Error::new(Code::StateForbids)) }
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
            registry_exports::status.eq(MadeStatus::Ready),
            registry_exports::counts.eq(Some(Json::of(done.counts))),
            registry_exports::sha256.eq(Some(done.sha256)),
            registry_exports::size.eq(Some(done.size)),
            registry_exports::file_id.eq(Some(done.file)),
            registry_exports::finished_at.eq(Some(done.at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Exports whose files were written before an instant, with whole document numbers or without.
pub fn past(conn: &mut Conn, documents: bool, before: Ts) -> Result<Vec<ExportRow>> {
    Ok(registry_exports::table
        .filter(registry_exports::status.eq(MadeStatus::Ready))
        .filter(registry_exports::document_numbers.eq(documents))
        .filter(registry_exports::finished_at.lt(before).assume_not_null())
        .order(registry_exports::id.asc())
        .select(ExportRow::as_select())
        .load(conn)?)
}
