//! Files that have served their purpose: they go, what was printed stays known.

use super::super::store;
use super::jobs::subject;
use crate::platform::audit;
use crate::platform::db::{Db, Ts};
use crate::platform::error::Result;
use crate::platform::retention::PRINT_JOBS;

/// What was let go.
#[derive(Debug, Default)]
pub struct Gone {
    pub jobs: usize,
    /// The blobs that belonged to them.
    pub blobs: Vec<Vec<u8>>,
}

/// Lets go of the files whose time is up. One transaction for each, with its event.
///
/// # Errors
/// Those of the database.
pub fn forget(db: &Db, now: Ts) -> Result<Gone> {
    let mut gone = Gone::default();
    let before = PRINT_JOBS.ends_before(now);
    for row in db.read_blocking(|conn| store::jobs::past(conn, before))? {
        db.write_blocking(|conn| {
            store::jobs::expire(conn, &row)?;
            let detail = serde_json::json!({ "format": row.format });
            audit::record(conn, None, now, "certificate_print_job.expire", subject(&row), &detail)
        })?;
        gone.jobs += 1;
        gone.blobs.extend(row.blob);
    }
    Ok(gone)
}
