//! Use cases of tests: setting one, and reading it. Taking one, its end, and what is told have rooms of their own.

mod attempts;
mod cards;
mod check;
mod export;
mod settle;
pub mod sweep;
mod take;

pub use attempts::list;
pub use cards::cards;
pub use check::check;
pub use export::export;
pub use settle::{best, settle_overdue};
pub use take::{answer, sheet, start, submit};

use super::model::{OwnStanding, PaperOfTest, TestInput, TestRow, TrainingTest};
use super::store::{attempts as tries, participants};
use super::{policy, store};
use crate::domains::papers;
use crate::domains::training_batches::{self, BatchRow, Reach};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::IfMatch;
use crate::platform::ids;
use crate::platform::state::State;

fn subject(id: Id, batch: &BatchRow) -> Subject {
    Subject {
        kind: "training_test",
        id: Some(id),
        region_code: batch.opened_by_region.clone(),
        institution_id: None,
    }
}

/// A test in the reach of whoever asks, with its batch.
///
/// # Errors
/// `not_found` out of reach.
fn find_in(conn: &mut Conn, caller: &Caller, id: Id) -> Result<(TestRow, BatchRow)> {
    let row = store::by_id(conn, id)?;
    let batch = training_batches::find_in(conn, &Reach::of(caller), row.batch_id)?;
    Ok((row, batch))
}

/// A test as it is shown to this caller.
fn shown(
    conn: &mut Conn,
    caller: &Caller,
    row: TestRow,
    batch: &BatchRow,
    now: Ts,
) -> Result<TrainingTest> {
    let paper = papers::row(conn, row.paper_id)?;
    let sums = papers::sums(conn, &[paper.id])?;
    let (questions, points_hundredths) = sums.get(&paper.id).copied().unwrap_or_default();
    let mine = if caller.role == Role::Teacher { standing(conn, caller, &row, now)? } else { None };
    Ok(TrainingTest {
        id: row.id,
        batch_id: batch.id,
        batch_title: batch.title.clone(),
        paper: PaperOfTest {
            id: paper.id,
            title: paper.title,
            time_limit_minutes: paper.time_limit_minutes,
            questions,
            points_hundredths,
        },
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        max_attempts: row.max_attempts,
        started: tries::any(conn, row.id)?,
        now,
        mine,
        version: row.version,
    })
}

/// How far a participant is.
fn standing(
    conn: &mut Conn,
    caller: &Caller,
    row: &TestRow,
    now: Ts,
) -> Result<Option<OwnStanding>> {
    let Some(own) = participants::own(conn, row.batch_id, caller.user)? else { return Ok(None) };
    let attempts = tries::of(conn, row.id, own.id)?;
    let used = i32::try_from(attempts.len()).unwrap_or(i32::MAX);
    let open = attempts.iter().find(|a| a.ended_at.is_none() && !a.is_overdue(now));
    let best = tries::best(conn, &[own.id])?.get(&own.id).map(|(_, score)| *score);
    Ok(Some(OwnStanding {
        enrolment_id: own.id,
        may_start: own.takes_part()
            && row.is_open(now)
            && open.is_none()
            && used < row.max_attempts,
        attempts_used: used,
        open_attempt_id: open.map(|a| a.id),
        best_hundredths: best,
    }))
}

/// The test of a batch.
pub async fn of_batch(state: &State, caller: Caller, batch: Id) -> Result<TrainingTest> {
    caller.may(policy::TABLE, "training_tests.read")?;
    let now = state.clock.now();
    let test = state
        .db
        .read({
            let caller = caller.clone();
            move |conn| {
                training_batches::find_in(conn, &Reach::of(&caller), batch)?;
                store::of_batch(conn, batch)?.ok_or_else(|| Error::new(Code::NotFound))
            }
        })
        .await?;
    find(state, caller, test.id, now).await
}

/// One test.
pub async fn by_id(state: &State, caller: Caller, id: Id) -> Result<TrainingTest> {
    caller.may(policy::TABLE, "training_tests.read")?;
    let now = state.clock.now();
    find(state, caller, id, now).await
}

async fn find(state: &State, caller: Caller, id: Id, now: Ts) -> Result<TrainingTest> {
    settle::before_reading(state, Some(id), now).await?;
    state
        .db
        .snapshot(move |conn| {
            let (row, batch) = find_in(conn, &caller, id)?;
            shown(conn, &caller, row, &batch, now)
        })
        .await
}

/// Sets the test of a batch, or changes it. Once somebody has begun only a later end can be set.
///
/// # Errors
/// `state_forbids` for a batch that is over, for a paper that is not published, and for what is settled;
/// `precondition_required` where there is one already and no version is named.
pub async fn set(
    state: &State,
    caller: Caller,
    batch: Id,
    seen: Option<IfMatch>,
    input: TestInput,
) -> Result<TrainingTest> {
    caller.may(policy::TABLE, "training_tests.set")?;
    if input.opens_at >= input.closes_at {
        return Err(Error::field("/closes_at", "order", "must lie after the opening"));
    }
    let now = state.clock.now();
    let test = state
        .db
        .write(move |conn| {
            training_batches::lock(conn, &[batch])?;
            let batch = training_batches::kept(conn, &caller, batch)?;
            if batch.status.is_over() {
                let why = format!("The batch is {}: it has no test any more", batch.status);
                return Err(Error::because(Code::StateForbids, why).why("batch_over", []));
            }
            let row = match store::of_batch(conn, batch.id)? {
                None => begin(conn, &caller, &batch, &input, now)?,
                Some(row) => change(conn, &batch, row, seen, &input, now)?,
            };
            let said = serde_json::json!({
                "batch": batch.title, "paper": row.paper_id, "opens_at": row.opens_at,
                "closes_at": row.closes_at, "max_attempts": row.max_attempts,
            });
            let about = subject(row.id, &batch);
            audit::record(conn, Some(&caller), now, "training_test.set", about, &said)?;
            sweep::announce(conn, row.clone(), now)?;
            let row = store::by_id(conn, row.id)?;
            shown(conn, &caller, row, &batch, now)
        })
        .await?;
    state.wake_streams();
    Ok(test)
}

fn ahead(input: &TestInput, now: Ts) -> Result<()> {
    if input.closes_at > now {
        return Ok(());
    }
    Err(Error::field("/closes_at", "past", "must lie ahead"))
}

fn begin(
    conn: &mut Conn,
    caller: &Caller,
    batch: &BatchRow,
    input: &TestInput,
    now: Ts,
) -> Result<TestRow> {
    ahead(input, now)?;
    papers::published(conn, batch.edition_id, input.paper_id)?;
    let row = TestRow {
        id: ids::new(),
        batch_id: batch.id,
        paper_id: input.paper_id,
        opens_at: input.opens_at,
        closes_at: input.closes_at,
        max_attempts: input.max_attempts,
        announced_at: None,
        reminded_at: None,
        created_by: caller.user,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    store::insert(conn, &row)?;
    Ok(row)
}

fn change(
    conn: &mut Conn,
    batch: &BatchRow,
    row: TestRow,
    seen: Option<IfMatch>,
    input: &TestInput,
    now: Ts,
) -> Result<TestRow> {
    store::lock(conn, row.id, false)?;
    let mut row = store::by_id(conn, row.id)?;
    seen.ok_or_else(|| Error::new(Code::PreconditionRequired))?.check(row.version)?;
    if tries::any(conn, row.id)? {
        let settled = input.paper_id == row.paper_id
            && input.opens_at == row.opens_at
            && input.max_attempts == row.max_attempts
            && input.closes_at >= row.closes_at;
        if !settled {
            let why = "Somebody has begun; only a later end can be set";
            return Err(Error::because(Code::StateForbids, why).why("test_begun", []));
        }
    }
    ahead(input, now)?;
    if input.paper_id != row.paper_id {
        papers::published(conn, batch.edition_id, input.paper_id)?;
    }
    if input.closes_at != row.closes_at {
        row.reminded_at = None;
    }
    row.paper_id = input.paper_id;
    row.opens_at = input.opens_at;
    row.closes_at = input.closes_at;
    row.max_attempts = input.max_attempts;
    row.updated_at = now;
    row.version += 1;
    store::update(conn, &row)?;
    Ok(row)
}
