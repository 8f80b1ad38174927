//! Rows of `certificate_print_jobs`, read within a scope: a branch sees those of its region, an institution its own.

use diesel::prelude::*;

use super::super::model::PrintJobRow;
use crate::made_files;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::Result;
use crate::platform::made_files::MadeStatus;
use crate::schema::certificate_print_jobs;

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

made_files!(
    certificate_print_jobs,
    PrintJobRow,
    noun: "certificate_print_job",
    scoped: scoped,
    advice: "Ask for it again."
);

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
            certificate_print_jobs::status.eq(MadeStatus::Ready),
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

/// Those whose files were written before an instant.
pub fn past(conn: &mut Conn, before: Ts) -> Result<Vec<PrintJobRow>> {
    Ok(certificate_print_jobs::table
        .filter(certificate_print_jobs::status.eq(MadeStatus::Ready))
        .filter(certificate_print_jobs::finished_at.lt(before).assume_not_null())
        .order(certificate_print_jobs::id.asc())
        .select(PrintJobRow::as_select())
        .load(conn)?)
}
