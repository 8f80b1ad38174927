//! Rows of `training_batch_trainers` and `training_trainers`, and which grants trainers hold.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::super::model::{BatchTrainer, PoolRow};
use crate::platform::auth::{Role, ScopeKind};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{
    grants, training_batch_trainers, training_class_trainers, training_classes, training_trainers,
    users,
};
use crate::{insert_rows, on_native};

/// The pools of these batches, by name.
pub fn of(conn: &mut Conn, batches: &[Id]) -> Result<HashMap<Id, Vec<BatchTrainer>>> {
    let mut out: HashMap<Id, Vec<BatchTrainer>> = HashMap::new();
    for chunk in batches.chunks(1000) {
        let rows: Vec<(PoolRow, String)> = training_batch_trainers::table
            .inner_join(users::table.on(users::id.eq(training_batch_trainers::user_id)))
            .filter(training_batch_trainers::batch_id.eq_any(chunk.to_vec()))
            .order((users::display_name.asc(), users::id.asc()))
            .select((PoolRow::as_select(), users::display_name))
            .load(conn)?;
        for (row, name) in rows {
            out.entry(row.batch_id).or_default().push(BatchTrainer {
                user_id: row.user_id,
                name,
                region_code: row.region_code,
                from_date: row.from_date,
                until_date: row.until_date,
                absences: None,
            });
        }
    }
    Ok(out)
}

/// The accounts in the pool of a batch.
pub fn users_of(conn: &mut Conn, batch: Id) -> Result<Vec<Id>> {
    Ok(training_batch_trainers::table
        .filter(training_batch_trainers::batch_id.eq(batch))
        .order(training_batch_trainers::user_id.asc())
        .select(training_batch_trainers::user_id)
        .load(conn)?)
}

/// Replaces the pool of a batch. Whoever is in one has a row to be taken before their classes are counted.
pub fn set(conn: &mut Conn, batch: Id, rows: &[PoolRow]) -> Result<()> {
    let mut users: Vec<Id> = rows.iter().map(|r| r.user_id).collect();
    let known: HashSet<Id> = training_trainers::table
        .filter(training_trainers::user_id.eq_any(users.clone()))
        .select(training_trainers::user_id)
        .load(conn)?
        .into_iter()
        .collect();
    users.retain(|user| !known.contains(user));
    users.sort_unstable();
    let new: Vec<_> = users
        .into_iter()
        .map(|user| (training_trainers::user_id.eq(user), training_trainers::version.eq(1_i64)))
        .collect();
    // Another batch may take in the same at this moment.
    on_native!(conn, c => diesel::insert_into(training_trainers::table)
        .values(&new).on_conflict_do_nothing().execute(c))?;
    let old = training_batch_trainers::table.filter(training_batch_trainers::batch_id.eq(batch));
    diesel::delete(old).execute(conn)?;
    insert_rows!(conn, training_batch_trainers::table, rows)
}

/// Takes these trainers for this transaction, in the order of ids. SQLite has one writer anyway.
pub fn lock(conn: &mut Conn, users: &[Id]) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        training_trainers::table
            .filter(training_trainers::user_id.eq_any(users.to_vec()))
            .order(training_trainers::user_id.asc())
            .select(training_trainers::user_id)
            .for_update()
            .load::<Id>(c)?;
    }
    Ok(())
}

/// Who of a pool trains a class of the batch that has not ended.
pub fn busy(conn: &mut Conn, batch: Id) -> Result<Vec<Id>> {
    Ok(training_class_trainers::table
        .inner_join(
            training_classes::table.on(training_classes::id.eq(training_class_trainers::class_id)),
        )
        .filter(training_classes::batch_id.eq(batch))
        .filter(training_classes::status.eq_any(["formed", "running"]))
        .select(training_class_trainers::user_id)
        .distinct()
        .load(conn)?)
}

/// Where each of these accounts holds a trainer's grant: a region, or `None` for the whole country.
pub fn grants_of(conn: &mut Conn, people: &[Id]) -> Result<HashMap<Id, Vec<Option<String>>>> {
    let mut out: HashMap<Id, Vec<Option<String>>> = HashMap::new();
    for chunk in people.chunks(500) {
        let rows: Vec<(Id, ScopeKind, Option<String>)> = grants::table
            .filter(grants::user_id.eq_any(chunk.to_vec()))
            .filter(grants::role.eq(Role::Trainer))
            .filter(grants::withdrawn_at.is_null())
            .select((grants::user_id, grants::scope_kind, grants::region_code))
            .load(conn)?;
        for (user, kind, region) in rows {
            let place = if kind == ScopeKind::Country { None } else { region };
            out.entry(user).or_default().push(place);
        }
    }
    Ok(out)
}
