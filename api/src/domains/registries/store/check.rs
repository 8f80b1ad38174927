//! What `onex check` reads of registries.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use super::super::model::{ExportRow, ExportStatus};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{files, imports, registry_exports, registry_receipts};

/// Exports with counts, after an id.
pub fn counted(conn: &mut Conn, after: Id, limit: i64) -> Result<Vec<ExportRow>> {
    Ok(registry_exports::table
        .filter(registry_exports::id.gt(after))
        .filter(registry_exports::status.eq_any([ExportStatus::Ready, ExportStatus::Expired]))
        .order(registry_exports::id.asc())
        .limit(limit)
        .select(ExportRow::as_select())
        .load(conn)?)
}

/// Sentences about files without an export, exports whose file is another one, and receipts out of nowhere.
pub fn strays(conn: &mut Conn, owner: &str) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let mut tell = |n: i64, what: &str| {
        if n > 0 {
            out.push(format!("{n} {what}"));
        }
    };
    let export = registry_exports::table
        .filter(registry_exports::file_id.eq(files::id.nullable()))
        .filter(registry_exports::id.eq(files::owner_id));
    let n = files::table
        .filter(files::owner_kind.eq(owner))
        .filter(not(exists(export)))
        .select(count_star())
        .first(conn)?;
    tell(n, "files belong to no registry export any more");
    let n = registry_exports::table
        .inner_join(files::table.on(files::id.nullable().eq(registry_exports::file_id)))
        .filter(files::sha256.nullable().ne(registry_exports::blob))
        .select(count_star())
        .first(conn)?;
    tell(n, "registry exports have another file than the one that was written");
    let committed = imports::table
        .filter(imports::id.eq(registry_receipts::import_id))
        .filter(imports::kind.eq("registry_receipt_import"))
        .filter(imports::status.eq("committed"));
    let n =
        registry_receipts::table.filter(not(exists(committed))).select(count_star()).first(conn)?;
    tell(n, "registry receipts come from no committed import");
    Ok(out)
}
