//! The pool of trainers of a batch.

use std::collections::HashSet;

use super::super::model::{
    BatchRow, BatchStatus, BatchTrainer, PoolRow, TrainerInput, TrainersInput, TrainingBatch,
};
use super::super::store::trainers as pools;
use super::super::{policy, store};
use super::{kept, notify, regions_of, shown_one, state_forbids, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Replaces the pool of a batch.
///
/// # Errors
/// 422 with a pointer to each who is named twice, comes without a trainer's grant there, or whose dates are in the wrong
/// order; `conflict` for leaving out who trains a class.
pub async fn put_trainers(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: TrainersInput,
) -> Result<TrainingBatch> {
    caller.may(policy::TABLE, "training_batches.set_trainers")?;
    let now = state.clock.now();
    let batch = state
        .db
        .write(move |conn| {
            store::lock(conn, &[id])?;
            let mut row = kept(conn, &caller, id)?;
            seen.check(row.version)?;
            if row.status.is_over() {
                return Err(
                    state_forbids(&row, "nobody trains in it any more").why("batch_over", [])
                );
            }
            let rows = checked(conn, &row, &input.trainers)?;
            let before = pools::users_of(conn, id)?;
            stays(conn, id, &rows)?;
            pools::set(conn, id, &rows)?;
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let after: Vec<Id> = rows.iter().map(|r| r.user_id).collect();
            let detail = serde_json::json!({
                "before": before, "after": after, "version": row.version,
            });
            let event = "training_batch.set_trainers";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            if row.status != BatchStatus::Draft {
                let came = after.iter().copied().filter(|u| !before.contains(u)).collect();
                let went = before.iter().copied().filter(|u| !after.contains(u)).collect();
                notify::pool(conn, &caller, &row, came, went, now)?;
            }
            shown_one(conn, &caller, id)
        })
        .await?;
    state.wake_streams();
    Ok(batch)
}

/// Whoever trains a class of the batch stays in its pool.
fn stays(conn: &mut Conn, batch: Id, rows: &[PoolRow]) -> Result<()> {
    let busy = pools::busy(conn, batch)?;
    let lost = busy.iter().filter(|user| !rows.iter().any(|r| r.user_id == **user)).count();
    if lost == 0 {
        return Ok(());
    }
    let detail = format!(
        "{lost} of those who are left out train classes of the batch; replace them there first"
    );
    Err(Error::because(Code::Conflict, detail).why("trainers_have_classes", [("n", lost.into())]))
}

/// Whether somebody is named for the same as they are in the pool for.
fn is_same(there: &BatchTrainer, named: &TrainerInput) -> bool {
    there.user_id == named.user_id && there.region_code == named.region_code
}

fn checked(conn: &mut Conn, batch: &BatchRow, input: &[TrainerInput]) -> Result<Vec<PoolRow>> {
    let regions = regions_of(conn, batch.id)?;
    let people: Vec<Id> = input.iter().map(|t| t.user_id).collect();
    let grants = pools::grants_of(conn, &people)?;
    // Whose grant was withdrawn since stays until another trains their classes.
    let known = pools::of(conn, &[batch.id])?.remove(&batch.id).unwrap_or_default();
    let (mut seen, mut wrong, mut out) = (HashSet::new(), Vec::new(), Vec::new());
    let mut blame = |i: usize, field: &str, code: &str, message: &str| {
        wrong.push(FieldError::new(format!("/trainers/{i}/{field}"), code, message));
    };
    for (i, trainer) in input.iter().enumerate() {
        let held = grants.get(&trainer.user_id).map_or(&[][..], Vec::as_slice);
        let covers = |region: &String| held.iter().any(|g| g.as_ref().is_none_or(|g| g == region));
        let there = match &trainer.region_code {
            Some(region) if !regions.contains(region) => {
                blame(i, "region_code", "unknown", "is no region of the batch");
                continue;
            }
            Some(region) => covers(region),
            None => regions.iter().all(covers),
        };
        if !seen.insert(trainer.user_id) {
            blame(i, "user_id", "duplicate", "is named twice");
        } else if !there && !known.iter().any(|t| is_same(t, trainer)) {
            blame(i, "user_id", "not_trainer", "holds no trainer's grant there");
        } else if matches!((trainer.from_date, trainer.until_date), (Some(a), Some(b)) if a > b) {
            blame(i, "until_date", "order", "must not lie before the first day");
        }
        out.push(PoolRow {
            batch_id: batch.id,
            user_id: trainer.user_id,
            region_code: trainer.region_code.clone(),
            from_date: trainer.from_date,
            until_date: trainer.until_date,
        });
    }
    if wrong.is_empty() { Ok(out) } else { Err(Error::fields(wrong)) }
}
