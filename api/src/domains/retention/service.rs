//! The daily sweep.

use serde::Serialize;
use serde_json::Value;

use crate::domains::{accounts, imports, live_sessions, notices, prints, registries, uploads};
use crate::platform::audit::{self, Subject};
use crate::platform::clock::Clock;
use crate::platform::error::Result;
use crate::platform::files;
use crate::platform::http::idempotency;
use crate::platform::jobs::{self, JobRow, Progress};
use crate::platform::retention::{
    ATTENDANCE_FILES, IDEMPOTENCY_KEYS, IMPORTS, JOBS, NOTICES, SESSIONS,
};
use crate::platform::state::State;

/// How much was deleted of what.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Counts {
    imports: usize,
    import_rows: usize,
    registry_exports: usize,
    certificate_print_jobs: usize,
    uploads: usize,
    attendance_files: usize,
    files: usize,
    sessions: usize,
    notices: usize,
    jobs: usize,
    idempotency_keys: usize,
}

/// Deletes what is past its period. Imports and notices live in business time; sessions, jobs and
/// idempotency keys in real time.
pub fn sweep(state: &State, job: &JobRow, progress: &Progress) -> Result<Value> {
    let (now, real) = (state.clock.now(), Clock::real());
    let gone = imports::forget(&state.db, IMPORTS.ends_before(now), now)?;
    let exports = registries::forget(&state.db, now)?;
    let prints = prints::forget(&state.db, now)?;
    let begun = uploads::forget(&state.db, now)?;
    files::wait(state.files.drop_parts(&begun.parts))?;
    let attendance = state.db.write_blocking(|conn| {
        live_sessions::forget_files(conn, ATTENDANCE_FILES.ends_before(now))
    })?;
    // After the rows: a blob without a row is litter, a row without its blob would be damage.
    let blobs = [gone.blobs, exports.blobs, prints.blobs, attendance.1].concat();
    let files = state.files.tidy_blocking(&state.db, &blobs)?;
    state.db.write_blocking(|conn| {
        let counts = Counts {
            imports: gone.imports,
            import_rows: gone.rows,
            registry_exports: exports.exports,
            certificate_print_jobs: prints.jobs,
            uploads: begun.uploads,
            attendance_files: attendance.0,
            files,
            sessions: accounts::forget_sessions(conn, SESSIONS.ends_before(real))?,
            notices: notices::forget(conn, NOTICES.ends_before(now))?,
            jobs: jobs::forget(conn, JOBS.ends_before(real))?,
            idempotency_keys: idempotency::forget(conn, IDEMPOTENCY_KEYS.ends_before(real))?,
        };
        // A day on which there was nothing to delete leaves its job alone.
        if counts != Counts::default() {
            let subject = Subject::country("job", job.id);
            audit::record(conn, None, now, "retention.sweep", subject, &counts)?;
        }
        let result = serde_json::json!({ "deleted": counts });
        progress.finish_in(conn, &result)?;
        Ok(result)
    })
}
