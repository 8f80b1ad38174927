//! The order of waiting lists: regions with priority first, then the order of enrolment.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::EnrolmentStatus;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{branches, training_enrolments};

/// A place on a waiting list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Waiting {
    pub batch_id: Id,
    pub id: Id,
    pub priority: bool,
    pub seq: i64,
}

/// The waiting lists of these batches, each in its order.
pub fn lists(conn: &mut Conn, batches: &[Id]) -> Result<Vec<Waiting>> {
    use training_enrolments as e;
    let mut batches = batches.to_vec();
    batches.sort_unstable();
    batches.dedup();
    let mut out = Vec::new();
    for chunk in batches.chunks(1000) {
        let rows: Vec<Waiting> = e::table
            .inner_join(branches::table.on(branches::region_code.eq(e::region_code)))
            .filter(e::batch_id.eq_any(chunk.to_vec()))
            .filter(e::status.eq(EnrolmentStatus::Waiting))
            .order((e::batch_id.asc(), branches::priority.desc(), e::seq.asc()))
            .select((e::batch_id, e::id, branches::priority, e::seq))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The rank of whoever waits in these batches, from 1.
pub fn ranks(conn: &mut Conn, batches: &[Id]) -> Result<HashMap<Id, i64>> {
    let (mut out, mut batch, mut rank) = (HashMap::new(), Id::NIL, 0);
    for waiting in lists(conn, batches)? {
        rank = if waiting.batch_id == batch { rank + 1 } else { 1 };
        batch = waiting.batch_id;
        out.insert(waiting.id, rank);
    }
    Ok(out)
}

/// The first `n` of a batch's waiting list.
pub fn first(conn: &mut Conn, batch: Id, n: i64) -> Result<Vec<Id>> {
    use training_enrolments as e;
    Ok(e::table
        .inner_join(branches::table.on(branches::region_code.eq(e::region_code)))
        .filter(e::batch_id.eq(batch))
        .filter(e::status.eq(EnrolmentStatus::Waiting))
        .order((branches::priority.desc(), e::seq.asc()))
        .limit(n)
        .select(e::id)
        .load(conn)?)
}

/// Whether somebody waits for a place in a batch.
pub fn any(conn: &mut Conn, batch: Id) -> Result<bool> {
    Ok(!first(conn, batch, 1)?.is_empty())
}

/// At which rank somebody of a region comes who joins a waiting list now.
pub fn next_rank(conn: &mut Conn, batch: Id, region: &str) -> Result<i64> {
    let priority: bool = branches::table
        .filter(branches::region_code.eq(region))
        .select(branches::priority)
        .first(conn)?;
    let ahead = lists(conn, &[batch])?.into_iter().filter(|w| w.priority || !priority).count();
    Ok(i64::try_from(ahead).unwrap_or(i64::MAX) + 1)
}
