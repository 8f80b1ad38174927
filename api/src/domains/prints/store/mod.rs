//! Rows of `certificate_prints`.

pub mod check;
pub mod jobs;
pub mod sheets;

use diesel::prelude::*;

use super::model::PrintRow;
use crate::on_native;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::schema::certificate_prints;

/// Notes files; one that was given out before is the same.
pub fn note(conn: &mut Conn, rows: &[PrintRow]) -> Result<()> {
    for row in rows {
        on_native!(conn, c => diesel::insert_into(certificate_prints::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Whether the file was given out before.
pub fn known(conn: &mut Conn, row: &PrintRow) -> Result<bool> {
    let same = certificate_prints::table.find((row.certificate_id, &row.sha256));
    Ok(diesel::select(diesel::dsl::exists(same)).get_result(conn)?)
}
