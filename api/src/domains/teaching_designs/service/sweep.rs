//! Once a day: who has handed in nothing is reminded on the day before the deadline.

use serde_json::{Value, json};

use super::super::store;
use crate::domains::notices;
use crate::platform::audit::{self, Subject};
use crate::platform::db::Ts;
use crate::platform::error::Result;
use crate::platform::jobs::{JobRow, Progress};
use crate::platform::state::State;

const DAY: i64 = 86_400;

/// The job of the day. The day has one, so that each is told once.
pub fn run(state: &State, _job: &JobRow, progress: &Progress) -> Result<Value> {
    let now = state.clock.now();
    let tomorrow = Ts::start_of(state.clock.today()).plus_seconds(DAY);
    let result = state.db.write_blocking(|conn| {
        let mut reminded = 0;
        for (id, title, until, region) in
            store::closing(conn, tomorrow, tomorrow.plus_seconds(DAY))?
        {
            let users = store::owing(conn, id)?;
            if users.is_empty() {
                continue;
            }
            let params = json!({ "batch": title, "until": until.map(Ts::programme_minute) });
            let link = Some("/my-training/design");
            notices::send(conn, &users, "teaching_design.closing", &params, link, now)?;
            let said = json!({ "batch": title, "told": users.len() });
            let subject = Subject {
                kind: "training_batch",
                id: Some(id),
                region_code: region,
                institution_id: None,
            };
            audit::record(conn, None, now, "teaching_design.remind", subject, &said)?;
            reminded += users.len();
        }
        let result = json!({ "reminded": reminded });
        progress.finish_in(conn, &result)?;
        Ok(result)
    })?;
    state.wake_streams();
    Ok(result)
}
