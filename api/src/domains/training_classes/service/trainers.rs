//! Who trains a class: of the batch's pool, available on its days, with no more classes at once than the rules allow.

use std::collections::HashSet;

use time::Date;

use super::super::model::{ClassRow, ClassStatus, TrainersOfClassInput, TrainingClass};
use super::super::store::{hours, trainers as staff};
use super::super::{policy, store};
use super::ground::{Ground, present};
use super::{notify, shown_one, state_forbids, subject, taken};
use crate::domains::live_sessions::{self, ClassKind};
use crate::domains::training_batches::{self, BatchTrainer};
use crate::domains::training_enrolments::{self as enrolments, Participant};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// What is wrong with these trainers for a class of these regions and days; `already` train it.
pub fn faults(
    ground: &Ground,
    (users, already): (&[Id], &[Id]),
    regions: &[String],
    (from, until): (Date, Date),
    pointer: &str,
) -> Vec<FieldError> {
    let mut seen = HashSet::new();
    let mut wrong = Vec::new();
    for (i, user) in users.iter().enumerate() {
        let fault = match ground.pool.iter().find(|t| t.user_id == *user) {
            _ if !seen.insert(*user) => Some(("duplicate", "is named twice")),
            None => Some(("unknown", "is not in the pool of trainers of the batch")),
            Some(_) if !ground.granted.contains(user) && !already.contains(user) => {
                Some(("no_grant", "holds no trainer's grant any more"))
            }
            Some(t) if !trains(ground, t, regions) => {
                Some(("region", "trains classes of another region"))
            }
            Some(t) if !is_there(t, (from, until)) => {
                Some(("not_available", "is not available on all days of the class"))
            }
            Some(_) => None,
        };
        wrong.extend(
            fault.map(|(code, message)| FieldError::new(format!("{pointer}/{i}"), code, message)),
        );
    }
    wrong
}

const TAKES_PART: &str = "takes part in this class; another trains it";

/// Notes in a refusal each of these trainers who takes part in the class: nobody keeps their own records.
pub fn note_own(mut refusal: Error, users: &[Id], people: &[Participant], pointer: &str) -> Error {
    for (i, user) in users.iter().enumerate() {
        if people.iter().any(|p| p.row.user_id == *user) {
            refusal = refusal.and_field(format!("{pointer}/{i}"), "same_person", TAKES_PART);
        }
    }
    refusal
}

/// Refuses trainers of a class who take part in it.
///
/// # Errors
/// `same_person` with a pointer to each.
pub fn not_own(users: &[Id], people: &[Participant], pointer: &str) -> Result<()> {
    let refusal = note_own(same_person(), users, people, pointer);
    if refusal.field_errors().is_empty() { Ok(()) } else { Err(refusal) }
}

/// What the refusals of [`note_own`] begin with.
pub fn same_person() -> Error {
    Error::because(Code::SamePerson, format!("A trainer {TAKES_PART}"))
        .why("trainer_takes_part", [])
}

/// Whether a trainer takes classes of these regions: whoever trains one of those that train together trains them all.
fn trains(ground: &Ground, trainer: &BatchTrainer, regions: &[String]) -> bool {
    let Some(own) = &trainer.region_code else { return true };
    let group = ground.bonds.group(own);
    regions.is_empty() || regions.iter().any(|region| group.contains(region))
}

/// Whether a trainer is available on all of these days.
pub fn is_there(trainer: &BatchTrainer, (from, until): (Date, Date)) -> bool {
    trainer.from_date.is_none_or(|day| day <= from)
        && trainer.until_date.is_none_or(|day| day >= until)
}

/// What is wrong with the days of a class.
pub fn day_faults(ground: &Ground, (from, until): (Date, Date), pointer: &str) -> Vec<FieldError> {
    let (first, last) = (ground.batch.starts_on, ground.batch.ends_on);
    let blame = |field: &str, code: &str, message: String| {
        FieldError::new(format!("{pointer}/{field}"), code, message)
    };
    if until < from {
        let message = "must not lie before the first day".into();
        return vec![blame("ends_on", "order", message)];
    }
    let mut wrong = Vec::new();
    let message = format!("must lie within the batch, from {first} to {last}");
    let limits = || [("from", first.into()), ("until", last.into())];
    if from < first || from > last {
        wrong.push(blame("starts_on", "range", message.clone()).with(limits()));
    }
    if until > last || until < first {
        wrong.push(blame("ends_on", "range", message).with(limits()));
    }
    wrong
}

/// Whether a class with its trainers and sessions can have these days.
pub fn days_fit(conn: &mut Conn, ground: &Ground, row: &ClassRow) -> Result<()> {
    let days = (row.starts_on, row.ends_on);
    let mut wrong = day_faults(ground, days, "");
    let users: Vec<Id> = staff::of(conn, &[row.id])?
        .remove(&row.id)
        .unwrap_or_default()
        .into_iter()
        .map(|t| t.user_id)
        .collect();
    let regions = store::regions_of(conn, &[row.id])?.remove(&row.id).unwrap_or_default();
    let away = faults(ground, (&users, &users), &regions, days, "").into_iter();
    wrong.extend(away.filter(|f| f.code == "not_available").map(|f| FieldError {
        pointer: "/starts_on".into(),
        message: "a trainer of the class is not available on all of these days".into(),
        ..f
    }));
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    match hours::outside(conn, row.id, days)? {
        0 => Ok(()),
        n => {
            let detail = format!("{n} planned sessions lie outside these days; move them first");
            Err(Error::because(Code::Conflict, detail)
                .why("sessions_outside_days", [("n", n.into())]))
        }
    }
}

/// Replaces the trainers of a class.
///
/// # Errors
/// 422 with a pointer to each who cannot; `rule_violated` for too few of them, or for one with too many classes at
/// once; `same_person` for one who takes part in it; `conflict` for leaving out who holds sessions that are ahead.
pub async fn put_trainers(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: TrainersOfClassInput,
) -> Result<TrainingClass> {
    caller.may(policy::TABLE, "training_classes.set_trainers")?;
    let now = state.clock.now();
    let class = state
        .db
        .write(move |conn| {
            let mut row = taken(conn, &caller, id, &seen)?;
            if !row.status.is_live() {
                return Err(
                    state_forbids(&row, "nobody trains it any more").why("class_over_trainers", [])
                );
            }
            let mut ground = Ground::of(conn, row.batch_id)?;
            let before = trainers_now(conn, id)?;
            let regions = store::regions_of(conn, &[id])?.remove(&id).unwrap_or_default();
            let days = (row.starts_on, row.ends_on);
            let named = (input.trainer_ids.as_slice(), before.as_slice());
            let wrong = faults(&ground, named, &regions, days, "/trainer_ids");
            if !wrong.is_empty() {
                return Err(Error::fields(wrong));
            }
            let people = present(enrolments::of_classes(conn, &[id])?);
            not_own(&input.trainer_ids, &people, "/trainer_ids")?;
            training_batches::lock_trainers(conn, &input.trainer_ids)?;
            let went: Vec<Id> =
                before.iter().copied().filter(|u| !input.trainer_ids.contains(u)).collect();
            live_sessions::lock_plan(conn, ClassKind::TrainingClass, id)?;
            let hosts = live_sessions::hosts_ahead(conn, ClassKind::TrainingClass, id)?;
            if went.iter().any(|user| hosts.contains_key(user)) {
                let detail =
                    "Who is left out holds sessions that are ahead; give them to another first";
                return Err(
                    Error::because(Code::Conflict, detail).why("trainer_holds_sessions", [])
                );
            }
            let numbers = ground.numbers(conn, &row)?;
            if input.trainer_ids.is_empty() && row.status == ClassStatus::Running {
                return Err(state_forbids(&row, "it is never without a trainer")
                    .why("class_needs_trainer", []));
            }
            staff::set(conn, id, &input.trainer_ids)?;
            ground.resettle(conn, &mut row, Some(&numbers), &input.overrides, &caller, now)?;
            let detail = serde_json::json!({
                "before": before, "after": input.trainer_ids,
                "deviations": row.deviations.value(), "version": row.version,
            });
            let event = "training_class.set_trainers";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            let came = input.trainer_ids.iter().copied().filter(|u| !before.contains(u)).collect();
            notify::trainers(conn, &caller, &row, came, went, now)?;
            shown_one(conn, id)
        })
        .await?;
    state.wake_streams();
    Ok(class)
}

/// The accounts that train a class.
pub fn trainers_now(conn: &mut Conn, id: Id) -> Result<Vec<Id>> {
    let staff = staff::of(conn, &[id])?.remove(&id).unwrap_or_default();
    Ok(staff.into_iter().map(|t| t.user_id).collect())
}
