//! Rows of `registry_receipts`, and the certificates that files name.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::ReceiptRow;
use crate::insert_rows;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{certificates, registry_receipts};

/// A certificate that a row names.
#[derive(Debug, Clone, Queryable)]
pub struct Named {
    pub id: Id,
    pub number: String,
    pub holder_name: String,
    pub region_code: String,
    pub institution_id: Id,
    pub issued_at: Ts,
}

/// The certificates with these numbers, by number.
pub fn named(conn: &mut Conn, numbers: &[String]) -> Result<HashMap<String, Named>> {
    let mut out = HashMap::with_capacity(numbers.len());
    for chunk in numbers.chunks(500) {
        let rows: Vec<Named> = certificates::table
            .filter(certificates::number.eq_any(chunk.to_vec()))
            .select((
                certificates::id,
                certificates::number,
                certificates::holder_name,
                certificates::region_code,
                certificates::institution_id,
                certificates::issued_at,
            ))
            .load(conn)?;
        out.extend(rows.into_iter().map(|c| (c.number.clone(), c)));
    }
    Ok(out)
}

/// The receipts of these certificates.
pub fn of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, ReceiptRow>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<ReceiptRow> = registry_receipts::table
            .filter(registry_receipts::certificate_id.eq_any(chunk.to_vec()))
            .select(ReceiptRow::as_select())
            .load(conn)?;
        out.extend(rows.into_iter().map(|r| (r.certificate_id, r)));
    }
    Ok(out)
}

/// The certificates beside which these national numbers stand.
pub fn holders(conn: &mut Conn, numbers: &[String]) -> Result<HashMap<String, Id>> {
    let mut out = HashMap::with_capacity(numbers.len());
    for chunk in numbers.chunks(500) {
        let rows: Vec<(String, Id)> = registry_receipts::table
            .filter(registry_receipts::national_number.eq_any(chunk.to_vec()))
            .select((registry_receipts::national_number, registry_receipts::certificate_id))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// Adds receipts.
pub fn insert(conn: &mut Conn, rows: &[ReceiptRow]) -> Result<()> {
    insert_rows!(conn, registry_receipts::table, rows)
}

/// Writes a receipt over the one that stands.
pub fn update(conn: &mut Conn, row: &ReceiptRow) -> Result<()> {
    diesel::update(registry_receipts::table.find(row.certificate_id)).set(row).execute(conn)?;
    Ok(())
}
