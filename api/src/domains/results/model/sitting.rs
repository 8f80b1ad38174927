//! One state of one result, as certificates are issued on the ground of it.

use diesel::prelude::*;

use super::{ResultStatus, Score};
use crate::platform::db::{Id, Ts};
use crate::platform::error::Result;
use crate::platform::keys;
use crate::schema::subject_results;

/// A result in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = subject_results)]
pub struct Sitting {
    pub id: Id,
    pub person_id: Id,
    pub exam_date_id: Id,
    pub subject_id: Id,
    pub status: ResultStatus,
    pub score_hundredths: Option<Score>,
    pub recorded_by: Id,
    pub recorded_at: Ts,
    pub version: i64,
}

impl Sitting {
    /// SHA-256 of its canonical JSON, hexadecimal: the same again from the row, or from its history once it was corrected.
    pub fn sha256(&self) -> Result<String> {
        keys::fingerprint(&serde_json::json!({
            "id": self.id,
            "person": self.person_id,
            "exam_date": self.exam_date_id,
            "subject": self.subject_id,
            "status": self.status,
            "score": self.score_hundredths.map(|s| s.to_string()),
            "recorded_by": self.recorded_by,
            "recorded_at": self.recorded_at,
            "version": self.version,
        }))
    }
}
