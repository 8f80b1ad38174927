//! A list of places, one for each certificate.

use diesel::prelude::*;

use crate::platform::db::Ts;
use crate::schema::status_lists;

/// A list's row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = status_lists)]
pub struct ListRow {
    pub id: i64,
    /// Bits.
    pub size: i64,
    /// Places given so far.
    pub used: i64,
    pub version: i64,
    pub changed_at: Ts,
}
