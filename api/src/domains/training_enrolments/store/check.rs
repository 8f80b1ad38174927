//! What `onex check` asks of enrolments beyond the database's own constraints.

use std::collections::{HashMap, HashSet};

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::model::{BatchStatus, EnrolmentStatus};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{training_batches, training_enrolments};

/// Sentences about batches whose places are counted wrongly, left free over a waiting list, or held after the end.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    use training_enrolments as e;
    let taking: Vec<_> = EnrolmentStatus::ALL.iter().copied().filter(|s| s.takes_place()).collect();
    let counted: HashMap<Id, i64> = e::table
        .filter(e::status.eq_any(taking))
        .group_by(e::batch_id)
        .select((e::batch_id, count_star()))
        .load(conn)?
        .into_iter()
        .collect();
    let waiting: HashSet<Id> = e::table
        .filter(e::status.eq(EnrolmentStatus::Waiting))
        .select(e::batch_id)
        .distinct()
        .load(conn)?
        .into_iter()
        .collect();
    let live: HashSet<Id> = e::table
        .filter(e::live.eq(true))
        .select(e::batch_id)
        .distinct()
        .load(conn)?
        .into_iter()
        .collect();
    let batches: Vec<(Id, String, i32, i32, BatchStatus)> = training_batches::table
        .select((
            training_batches::id,
            training_batches::title,
            training_batches::places,
            training_batches::taken,
            training_batches::status,
        ))
        .load(conn)?;
    let mut out = Vec::new();
    for (id, title, places, taken, status) in batches {
        let n = counted.get(&id).copied().unwrap_or_default();
        if n != i64::from(taken) {
            out.push(format!("the batch {title:?} says that {taken} places are taken; {n} are"));
        }
        if status.takes_people() && taken < places && waiting.contains(&id) {
            out.push(format!("the batch {title:?} has free places and a waiting list"));
        }
        if status.is_over() && live.contains(&id) {
            out.push(format!("the batch {title:?} is {status} and holds people"));
        }
    }
    Ok(out)
}
