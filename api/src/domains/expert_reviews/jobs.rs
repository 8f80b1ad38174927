//! The daily reminder of reviews that are late.

use serde_json::{Value, json};

use super::service;
use crate::platform::error::Result;
use crate::platform::jobs::{JobRow, Kind, Progress};
use crate::platform::state::State;

const REMIND: Kind = Kind { name: "expert_reviews.remind", restart: true, run };

pub const JOBS: &[Kind] = &[REMIND];
/// Those that are due every day.
pub const DAILY: &[&str] = &[REMIND.name];

fn run(state: &State, _: &JobRow, progress: &Progress) -> Result<Value> {
    let now = state.clock.now();
    let result = state.db.write_blocking(|conn| {
        let result = json!({ "reminded": service::remind(conn, now)? });
        progress.finish_in(conn, &result)?;
        Ok(result)
    })?;
    state.wake_streams();
    Ok(result)
}
