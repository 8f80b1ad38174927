//! Rows of `panels` and `panel_experts`, and which grants experts hold.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::model::{PanelRow, ReviewStatus, Seat};
use crate::platform::auth::{Role, ScopeKind};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{expert_reviews, grants, panel_experts, panels, users};

/// The group of a batch, if there is one.
pub fn find(conn: &mut Conn, batch: Id) -> Result<Option<PanelRow>> {
    Ok(panels::table.find(batch).select(PanelRow::as_select()).first(conn).optional()?)
}

/// Takes the group of a batch for this transaction, so that loads and slots stay as they are until it ends. SQLite has
/// one writer anyway.
pub fn lock(conn: &mut Conn, batch: Id) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        panels::table.find(batch).select(panels::batch_id).for_update().load::<Id>(c)?;
    }
    Ok(())
}

/// Writes the group's row over the version that was seen; the first time it is added.
pub fn put(conn: &mut Conn, row: &PanelRow) -> Result<()> {
    if row.version == 1 {
        diesel::insert_into(panels::table).values(row).execute(conn)?;
        return Ok(());
    }
    let target = panels::table.find(row.batch_id).filter(panels::version.eq(row.version - 1));
    let set = (panels::updated_at.eq(row.updated_at), panels::version.eq(row.version));
    match diesel::update(target).set(set).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Who is in the group of a batch, by id; also who left, if `all`.
pub fn seats(conn: &mut Conn, batch: Id, all: bool) -> Result<Vec<Seat>> {
    let mut q = panel_experts::table.filter(panel_experts::batch_id.eq(batch)).into_boxed();
    if !all {
        q = q.filter(panel_experts::removed_at.is_null());
    }
    Ok(q.order(panel_experts::user_id.asc()).select(Seat::as_select()).load(conn)?)
}

/// The seats of those who may still act as experts: whose grant was withdrawn or whose account is disabled judges nobody.
pub fn acting(conn: &mut Conn, batch: Id) -> Result<Vec<Seat>> {
    let mut seats = seats(conn, batch, false)?;
    let people: Vec<Id> = seats.iter().map(|s| s.user_id).collect();
    let grants = grants_of(conn, &people)?;
    seats.retain(|s| grants.contains_key(&s.user_id));
    Ok(seats)
}

/// Gives somebody a place, or changes it.
pub fn seat(conn: &mut Conn, seat: &Seat, new: bool) -> Result<()> {
    if new {
        diesel::insert_into(panel_experts::table).values(seat).execute(conn)?;
    } else {
        let target = panel_experts::table.find((seat.batch_id, seat.user_id));
        diesel::update(target).set(seat).execute(conn)?;
    }
    Ok(())
}

/// The leads of the group of a batch.
pub fn leads(conn: &mut Conn, batch: Id) -> Result<Vec<Id>> {
    Ok(panel_experts::table
        .filter(panel_experts::batch_id.eq(batch))
        .filter(panel_experts::lead.eq(true))
        .filter(panel_experts::removed_at.is_null())
        .order(panel_experts::user_id.asc())
        .select(panel_experts::user_id)
        .load(conn)?)
}

/// The batches whose group somebody leads.
pub fn led_by(conn: &mut Conn, user: Id) -> Result<Vec<Id>> {
    Ok(panel_experts::table
        .filter(panel_experts::user_id.eq(user))
        .filter(panel_experts::lead.eq(true))
        .filter(panel_experts::removed_at.is_null())
        .order(panel_experts::batch_id.asc())
        .select(panel_experts::batch_id)
        .load(conn)?)
}

/// What was given to the experts of a batch and not given back: all, done, late.
pub fn loads(conn: &mut Conn, batch: Id, now: Ts) -> Result<HashMap<Id, (i64, i64, i64)>> {
    use expert_reviews as r;
    let rows: Vec<(Id, ReviewStatus, i64)> = r::table
        .filter(r::batch_id.eq(batch))
        .filter(r::status.ne(ReviewStatus::Released))
        .group_by((r::expert_user_id, r::status))
        .select((r::expert_user_id, r::status, count_star()))
        .load(conn)?;
    let late: Vec<(Id, i64)> = r::table
        .filter(r::batch_id.eq(batch))
        .filter(r::status.eq(ReviewStatus::Assigned))
        .filter(r::due_at.lt(now))
        .group_by(r::expert_user_id)
        .select((r::expert_user_id, count_star()))
        .load(conn)?;
    let mut out: HashMap<Id, (i64, i64, i64)> = HashMap::new();
    for (user, status, n) in rows {
        let load = out.entry(user).or_default();
        load.0 += n;
        load.1 += if status == ReviewStatus::Submitted { n } else { 0 };
    }
    for (user, n) in late {
        out.entry(user).or_default().2 = n;
    }
    Ok(out)
}

/// Where each of these accounts holds an expert's grant: a region, or `None` for the whole country.
pub fn grants_of(conn: &mut Conn, people: &[Id]) -> Result<HashMap<Id, Vec<Option<String>>>> {
    let mut out: HashMap<Id, Vec<Option<String>>> = HashMap::new();
    for chunk in people.chunks(500) {
        let rows: Vec<(Id, ScopeKind, Option<String>)> = grants::table
            .inner_join(users::table)
            .filter(users::status.ne("disabled"))
            .filter(grants::user_id.eq_any(chunk.to_vec()))
            .filter(grants::role.eq(Role::Expert))
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
