//! What the classes of a batch do to it; for the slice that keeps them. The batch is locked.

use std::collections::{HashMap, HashSet};

use super::super::model::{BatchRow, BatchStatus, BatchTrainer};
use super::super::store;
use super::super::store::trainers as pools;
use super::{by_id, notify, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::{self, Follower, Told};

/// Brings a batch to the state that its classes are in: grouped, running, in assessment.
///
/// # Errors
/// `state_forbids` if it does not follow from where the batch is.
pub fn bring(
    conn: &mut Conn,
    caller: &Caller,
    followers: &[Follower],
    id: Id,
    to: BatchStatus,
    at: Ts,
) -> Result<()> {
    let mut row = by_id(conn, id)?;
    let before = row.status;
    let event = before.brought_to(to).ok_or_else(|| {
        let detail = format!("The batch is {before}, and is not {to} next");
        Error::because(Code::StateForbids, detail)
    })?;
    row.status = to;
    write(conn, &mut row, at)?;
    let detail = serde_json::json!({ "from": before, "to": to, "version": row.version });
    audit::record(conn, Some(caller), at, event, subject(&row), &detail)?;
    follow::tell(conn, followers, &Told { event, id, caller, reason: None, at, followers })?;
    if to == BatchStatus::Assessing {
        notify::assessed_now(conn, caller, &row, at)?;
    }
    Ok(())
}

fn write(conn: &mut Conn, row: &mut BatchRow, at: Ts) -> Result<()> {
    row.updated_at = at;
    row.version += 1;
    store::update(conn, row)
}

/// Gives places up (`more` below zero) or adds some, as a region leaves or joins; one place stays at least.
pub fn change_places(conn: &mut Conn, caller: &Caller, id: Id, more: i32, at: Ts) -> Result<()> {
    let mut row = by_id(conn, id)?;
    let before = row.places;
    row.places = (before + more).max(1);
    write(conn, &mut row, at)?;
    let detail = serde_json::json!({
        "changed": ["places"], "before": before, "after": row.places, "version": row.version,
    });
    audit::record(conn, Some(caller), at, "training_batch.update", subject(&row), &detail)
}

/// Takes teachers of one more region.
pub fn take_region(conn: &mut Conn, caller: &Caller, id: Id, region: &str, at: Ts) -> Result<()> {
    let mut codes = super::regions_of(conn, id)?;
    if codes.iter().any(|code| code == region) {
        return Ok(());
    }
    codes.push(region.to_string());
    codes.sort_unstable();
    store::set_regions(conn, id, &codes)?;
    let mut row = by_id(conn, id)?;
    write(conn, &mut row, at)?;
    let detail = serde_json::json!({
        "changed": ["regions"], "regions": codes, "version": row.version,
    });
    audit::record(conn, Some(caller), at, "training_batch.update", subject(&row), &detail)
}

/// The pools of these batches, by name.
pub fn pools_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Vec<BatchTrainer>>> {
    pools::of(conn, ids)
}

/// Those of these accounts that hold a trainer's grant in a region of a batch.
pub fn granted(conn: &mut Conn, batch: Id, users: &[Id]) -> Result<HashSet<Id>> {
    let regions = super::regions_of(conn, batch)?;
    let there = |place: &Option<String>| place.as_ref().is_none_or(|code| regions.contains(code));
    let grants = pools::grants_of(conn, users)?;
    Ok(grants.into_iter().filter(|(_, held)| held.iter().any(there)).map(|(u, _)| u).collect())
}

/// Takes these trainers for this transaction, before their classes are counted.
pub fn lock_trainers(conn: &mut Conn, users: &[Id]) -> Result<()> {
    pools::lock(conn, users)
}
