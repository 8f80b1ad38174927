//! Once a day: what is over is marked, who may take a test is told, and who has not is reminded.

use serde::Serialize;
use serde_json::{Value, json};

use super::super::model::TestRow;
use super::super::store;
use super::super::store::participants;
use super::settle;
use crate::domains::{notices, training_batches};
use crate::platform::audit;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::jobs::{JobRow, Progress};
use crate::platform::state::State;

/// Tests that close so soon are reminded of: by the next day's run less than a day would be left.
const SOON: i64 = 48 * 3600;

#[derive(Debug, Default, Serialize)]
struct Counts {
    expired: usize,
    announced: usize,
    reminded: usize,
}

/// The job of the day.
pub fn run(state: &State, _job: &JobRow, progress: &Progress) -> Result<Value> {
    let now = state.clock.now();
    let mut counts = Counts::default();
    loop {
        let n = state.db.write_blocking(|conn| settle::settle_overdue(conn, None, now))?;
        counts.expired += n;
        if n == 0 {
            break;
        }
        progress.report(counts.expired, None)?;
    }
    let result = state.db.write_blocking(|conn| {
        for row in store::to_tell(conn, now, now.plus_seconds(SOON))? {
            counts.announced += usize::from(announce(conn, row.clone(), now)?);
            counts.reminded += usize::from(remind(conn, row.id, now)?);
        }
        let result = serde_json::to_value(&counts)?;
        progress.finish_in(conn, &result)?;
        Ok(result)
    })?;
    state.wake_streams();
    Ok(result)
}

/// Tells participants of a test that is open, once.
pub fn announce(conn: &mut Conn, mut row: TestRow, now: Ts) -> Result<bool> {
    if row.announced_at.is_some() || !row.is_open(now) {
        return Ok(false);
    }
    row.announced_at = Some(now);
    tell(conn, &row, None, "training_test.opened", "training_test.announce", now)
}

/// Tells those without any attempt that a test closes soon, once.
fn remind(conn: &mut Conn, id: Id, now: Ts) -> Result<bool> {
    let mut row = store::by_id(conn, id)?;
    let soon = row.closes_at <= now.plus_seconds(SOON);
    if row.reminded_at.is_some() || !row.is_open(now) || !soon {
        return Ok(false);
    }
    row.reminded_at = Some(now);
    tell(conn, &row, Some(id), "training_test.closing", "training_test.remind", now)
}

fn tell(
    conn: &mut Conn,
    row: &TestRow,
    untried: Option<Id>,
    notice: &str,
    event: &str,
    now: Ts,
) -> Result<bool> {
    let batch = training_batches::by_id(conn, row.batch_id)?;
    if batch.status.is_over() {
        return Ok(false);
    }
    store::told(conn, row)?;
    let users = participants::users(conn, row.batch_id, untried)?;
    let params = json!({ "batch": batch.title, "until": row.closes_at.programme_minute() });
    let link = format!("/my-training/test/{}", row.id);
    notices::send(conn, &users, notice, &params, Some(&link), now)?;
    let said = json!({ "batch": batch.title, "told": users.len() });
    audit::record(conn, None, now, event, super::subject(row.id, &batch), &said)?;
    Ok(true)
}
