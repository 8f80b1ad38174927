//! Files of certificates as rows.

use diesel::prelude::*;

use crate::platform::db::{Id, Ts};
use crate::schema::certificate_prints;

/// A file that was given out.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate_prints)]
pub struct PrintRow {
    pub certificate_id: Id,
    pub sha256: Vec<u8>,
    pub size: i64,
    pub made_at: Ts,
}
