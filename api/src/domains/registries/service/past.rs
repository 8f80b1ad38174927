//! Exports whose files have served their purpose: the files go, counts and digests stay.

use super::super::store;
use super::subject;
use crate::platform::audit;
use crate::platform::db::{Db, Ts};
use crate::platform::error::Result;
use crate::platform::retention::{DOCUMENT_EXPORTS, REGISTRY_EXPORTS};

/// What was let go.
#[derive(Debug, Default)]
pub struct Gone {
    pub exports: usize,
    /// The blobs that belonged to them.
    pub blobs: Vec<Vec<u8>>,
}

/// Lets go of the files whose time is up, those with whole document numbers earlier. One transaction for each, with its
/// event.
///
/// # Errors
/// Those of the database.
pub fn forget(db: &Db, now: Ts) -> Result<Gone> {
    let mut gone = Gone::default();
    for (documents, period) in [(false, REGISTRY_EXPORTS), (true, DOCUMENT_EXPORTS)] {
        let before = period.ends_before(now);
        for export in db.read_blocking(|conn| store::past(conn, documents, before))? {
            db.write_blocking(|conn| {
                store::expire(conn, &export)?;
                let detail = serde_json::json!({ "document_numbers": documents });
                let about = subject(&export);
                audit::record(conn, None, now, "registry_export.expire", about, &detail)
            })?;
            gone.exports += 1;
            gone.blobs.extend(export.blob);
        }
    }
    Ok(gone)
}
