//! The daily look at what stands by itself: tests that closed, tasks that fell due.

use serde_json::{Value, json};

use super::service;
use crate::platform::error::Result;
use crate::platform::jobs::{JobRow, Kind, Progress};
use crate::platform::state::State;

const PROPOSE: Kind = Kind { name: "training_assessments.propose", restart: true, run };

pub const JOBS: &[Kind] = &[PROPOSE];
/// Those that are due every day.
pub const DAILY: &[&str] = &[PROPOSE.name];

/// A transaction for each batch: what one of them comes to does not wait for the others.
fn run(state: &State, _: &JobRow, progress: &Progress) -> Result<Value> {
    let now = state.clock.now();
    let batches = state.db.read_blocking(service::under_way)?;
    let (mut proposed, all) = (0, batches.len());
    for (done, batch) in batches.into_iter().enumerate() {
        proposed +=
            state.db.write_blocking(|conn| service::see_to_batch(conn, batch, None, now))?;
        progress.report(done + 1, Some(all))?;
    }
    let result = json!({ "batches": all, "proposed": proposed });
    state.db.write_blocking(|conn| progress.finish_in(conn, &result))?;
    Ok(result)
}
