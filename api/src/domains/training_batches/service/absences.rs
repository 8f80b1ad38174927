//! When trainers are not there. An absence takes their time in the one table of bookings.

use std::collections::HashMap;

use actix_web::HttpResponse;

use super::super::model::{
    Absence, AbsenceFilter, AbsenceRow, BatchRow, BatchTrainer, NewAbsence, Reach,
};
use super::super::policy;
use super::super::store::absences as store;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, Page, PageQuery};
use crate::platform::ids;
use crate::platform::occupancy::{self, Booking};
use crate::platform::state::State;

/// What books the time.
const SOURCE: &str = "trainer_absence";

/// Nobody is away for longer in one piece.
const MOST_DAYS: i64 = 366;

fn subject(caller: &Caller, id: Id) -> Subject {
    Subject {
        kind: "trainer_absence",
        id: Some(id),
        region_code: caller.scope.region().map(str::to_string),
        institution_id: None,
    }
}

fn shown(conn: &mut Conn, row: AbsenceRow) -> Result<Absence> {
    store::named(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// Notes with the trainers of batches when they are away while these last, of those whose absences the caller may see.
pub fn add_to(
    conn: &mut Conn,
    caller: &Caller,
    batches: &[BatchRow],
    pools: &mut HashMap<Id, Vec<BatchTrainer>>,
) -> Result<()> {
    let Some(from) = batches.iter().map(|b| b.starts_on).min() else { return Ok(()) };
    let until = batches.iter().map(|b| b.ends_on).max().unwrap_or(from);
    if pools.is_empty() || caller.may(policy::TABLE, "trainer_absences.read").is_err() {
        return Ok(());
    }
    let scope = Reach::of(caller).scope;
    let users: Vec<Id> = pools.values().flatten().map(|t| t.user_id).collect();
    let away = store::of(conn, &scope, &users, Ts::start_of(from), after(until))?;
    for batch in batches {
        let (from, until) = (Ts::start_of(batch.starts_on), after(batch.ends_on));
        for trainer in pools.get_mut(&batch.id).into_iter().flatten() {
            trainer.absences = away.get(&trainer.user_id).map(|all| {
                let during = all.iter().filter(|a| a.starts_at < until && a.ends_at > from);
                during.cloned().collect()
            });
        }
    }
    Ok(())
}

/// The first instant after a day.
fn after(day: time::Date) -> Ts {
    Ts::start_of(day).plus_seconds(86_400)
}

/// A page of the absences in the caller's reach, by their beginning.
pub async fn list_absences(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: AbsenceFilter,
) -> Result<Page<Absence>> {
    caller.may(policy::TABLE, "trainer_absences.read")?;
    let (limit, after) = (page.limit()?, page.after::<(Ts, Id)>()?);
    state
        .db
        .snapshot(move |conn| {
            let scope = Reach::of(&caller).scope;
            let rows = store::list(conn, &scope, &filter, after, limit)?;
            let total = page.total(|| store::total(conn, &scope, &filter))?;
            let page = Page::build(rows, limit, |r| (r.starts_at, r.id)).of(total);
            page.remade(|rows| store::named(conn, rows))
        })
        .await
}

/// Notes an absence.
///
/// # Errors
/// `double_booked` when the trainer's time is taken, by what; 422 for somebody who is no trainer there.
pub async fn add_absence(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewAbsence,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "trainer_absences.write")?;
    if new.starts_at >= new.ends_at {
        return Err(Error::field("/ends_at", "order", "must lie after the beginning"));
    }
    if new.ends_at > new.starts_at.plus_seconds(MOST_DAYS * 86_400) {
        let message = format!("an absence lasts at most {MOST_DAYS} days");
        return Err(Error::field("/ends_at", "too_far", message));
    }
    let own = (caller.role == Role::Trainer).then_some(caller.user);
    let user = new.user_id.or(own);
    let user = user.ok_or_else(|| Error::field("/user_id", "required", "say which trainer"))?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "create_trainer_absence", &request, move |conn| {
        if !store::is_trainer(conn, &Reach::of(&caller).scope, user)? {
            return Err(Error::field("/user_id", "unknown", "is no trainer whom you look after"));
        }
        let row = AbsenceRow {
            id: ids::new(),
            user_id: user,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            reason: new.reason.trim().into(),
            created_by: caller.user,
            created_at: now,
        };
        let booking = Booking {
            subject: occupancy::Subject::Person,
            id: user,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        };
        occupancy::book(conn, SOURCE, row.id, &[booking])?;
        store::insert(conn, &row)?;
        let detail = serde_json::json!({
            "user": user, "from": row.starts_at, "until": row.ends_at, "reason": row.reason,
        });
        let about = subject(&caller, row.id);
        audit::record(conn, Some(&caller), now, "trainer_absence.create", about, &detail)?;
        let location = format!("/api/v1/trainer-absences/{}", row.id);
        Idempotent::created(location, &shown(conn, row)?)
    })
    .await
}

/// Takes an absence back: the trainer's time is free again.
pub async fn remove_absence(state: &State, caller: Caller, id: Id) -> Result<()> {
    caller.may(policy::TABLE, "trainer_absences.write")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let row = store::find(conn, &Reach::of(&caller).scope, id)?;
            occupancy::release(conn, SOURCE, row.id)?;
            store::delete(conn, row.id)?;
            let detail = serde_json::json!({
                "user": row.user_id, "from": row.starts_at, "until": row.ends_at,
            });
            let about = subject(&caller, row.id);
            audit::record(conn, Some(&caller), now, "trainer_absence.delete", about, &detail)
        })
        .await
}
