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
        for id in store::to_tell(conn, now.plus_seconds(NEXT), now, now.plus_seconds(SOON))? {
            store::lock(conn, id, false)?;
            let row = store::by_id(conn, id)?;
            counts.announced += usize::from(announce(conn, row, now)?);
            counts.reminded += usize::from(remind(conn, id, now)?);
        }
        let result = serde_json::to_value(&counts)?;
        progress.finish_in(conn, &result)?;
        Ok(result)
    })?;
    state.wake_streams();
    Ok(result)
}

/// The run of the next day is too late for what opens before it.
const NEXT: i64 = 24 * 3600;

/// Tells participants of a test that is open, or opens within a day, once; those who come into a class after are told
/// with the others as long as nobody was there to be told.
pub fn announce(conn: &mut Conn, mut row: TestRow, now: Ts) -> Result<bool> {
    let near = row.opens_at < now.plus_seconds(NEXT) && now < row.closes_at;
    if row.announced_at.is_some() || !near {
        return Ok(false);
    }
    row.announced_at = Some(now);
    let notice = if row.is_open(now) { "training_test.opened" } else { "training_test.opens" };
    tell(conn, &row, None, notice, "training_test.announce", now)
}

/// Tells those without any attempt that a test closes soon, once.
fn remind(conn: &mut Conn, id: Id, now: Ts) -> Result<bool> {
    let mut row = store::by_id(conn, id)?;
    let soon = row.closes_at <= now.plus_seconds(SOON);
    // Whoever was told only just needs no reminder.
    let known = row.announced_at.is_some_and(|at| at < now);
    if row.reminded_at.is_some() || !row.is_open(now) || !soon || !known {
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
    let users = participants::users(conn, row.batch_id, untried)?;
    if users.is_empty() && untried.is_none() {
        return Ok(false);
    }
    store::told(conn, row)?;
    let params = json!({
        "batch": batch.title, "from": row.opens_at.programme_minute(),
        "until": row.closes_at.programme_minute(),
    });
    let link = format!("/my-training/test/{}", row.id);
    notices::send(conn, &users, notice, &params, Some(&link), now)?;
    let said = json!({ "batch": batch.title, "told": users.len() });
    audit::record(conn, None, now, event, super::subject(row.id, &batch), &said)?;
    Ok(true)
}
