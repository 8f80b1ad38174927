//! What the national platform answers of a certificate.

use diesel::prelude::*;
use time::Date;

use crate::platform::db::{Id, Ts};
use crate::schema::registry_receipts;

/// A receipt's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = registry_receipts, treat_none_as_default_value = false)]
pub struct ReceiptRow {
    pub certificate_id: Id,
    pub national_number: String,
    pub receipt_number: String,
    pub received_on: Date,
    pub import_id: Id,
    pub recorded_by: Id,
    pub recorded_at: Ts,
    pub version: i64,
}
