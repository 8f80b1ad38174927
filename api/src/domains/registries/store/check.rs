//! What `onex check` reads of registries.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use super::super::model::ExportRow;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::platform::made_files::MadeStatus;
use crate::schema::{imports, registry_exports, registry_receipts};

/// Exports with counts, after an id.
pub fn counted(conn: &mut Conn, after: Id, limit: i64) -> Result<Vec<ExportRow>> {
    Ok(registry_exports::table
        .filter(registry_exports::id.gt(after))
        .filter(registry_exports::status.eq_any([MadeStatus::Ready, MadeStatus::Expired]))
        .order(registry_exports::id.asc())
        .limit(limit)
        .select(ExportRow::as_select())
        .load(conn)?)
}

/// Sentences about files without an export, exports whose file is another one, and receipts out of nowhere.
pub fn strays(conn: &mut Conn) -> Result<Vec<String>> {
    let mut out = super::stray_files(conn)?;
    let committed = imports::table
        .filter(imports::id.eq(registry_receipts::import_id))
        .filter(imports::kind.eq("registry_receipt_import"))
        .filter(imports::status.eq("committed"));
    let n: i64 =
        registry_receipts::table.filter(not(exists(committed))).select(count_star()).first(conn)?;
    if n > 0 {
        out.push(format!("{n} registry receipts come from no committed import"));
    }
    Ok(out)
}
