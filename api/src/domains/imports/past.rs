//! Imports that have served their purpose: their files and rows go, what became of them stays.

use super::model::{ImportRecord, ImportStatus};
use super::store;
use crate::platform::audit::{self, Subject};
use crate::platform::db::{Db, Ts};
use crate::platform::error::Result;

/// What was let go.
#[derive(Debug, Default)]
pub struct Gone {
    pub imports: usize,
    pub rows: usize,
    /// The blobs that belonged to them.
    pub blobs: Vec<Vec<u8>>,
}

/// Lets go of the files and rows of imports that ended before an instant, or that were tried before it
/// and never committed: these are discarded. One transaction for each, with its event.
pub fn forget(db: &Db, before: Ts, now: Ts) -> Result<Gone> {
    let due = db.read_blocking(|conn| store::past(conn, before))?;
    let mut gone = Gone::default();
    for id in due {
        let (rows, blob) = db.write_blocking(|conn| {
            let import = store::load(conn, id)?;
            let blob = store::blob(conn, &import)?;
            if import.status == ImportStatus::Ready {
                let from = &[ImportStatus::Ready];
                store::step(conn, id, from, ImportStatus::Discarded, None)?;
                store::settle(conn, id, now)?;
            }
            store::forget_file(conn, &import)?;
            let rows = store::delete_rows(conn, id)?;
            let action = format!("{}.expire", import.kind);
            let detail = serde_json::json!({ "rows": rows, "was": import.status });
            audit::record(conn, None, now, &action, subject(&import), &detail)?;
            Ok((rows, blob))
        })?;
        gone.imports += 1;
        gone.rows += rows;
        gone.blobs.extend(blob);
    }
    Ok(gone)
}

fn subject(import: &ImportRecord) -> Subject {
    Subject {
        kind: "import",
        id: Some(import.id),
        region_code: import.region_code.clone(),
        institution_id: import.institution_id,
    }
}
