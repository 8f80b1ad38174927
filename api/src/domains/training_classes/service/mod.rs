//! Use cases of training classes: reading them, and changing one that has not begun. Groupings, members, steps and
//! merges have rooms of their own.

mod cards;
mod export;
mod follow;
mod form;
mod ground;
mod grouping;
mod hours;
mod members;
mod merges;
mod notify;
mod remedies;
mod steps;
mod trainers;

pub use cards::cards;
pub use export::export;
pub use follow::follow;
pub use form::{create, group};
pub use grouping::preview;
pub use members::{members, moves};
pub use merges::{find_merge, list_merges, propose, turn};
pub use steps::step;
pub use trainers::put_trainers;

use std::collections::HashMap;

use super::model::{ClassFilter, ClassRow, ClassStatus, ClassUpdate, Reach, TrainingClass};
use super::store::trainers as staff;
use super::{policy, store};
use crate::domains::editions::Deviation;
use crate::domains::live_sessions::{self, ClassKind};
use crate::domains::training_batches;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IfMatch, Page, PageQuery, region_filter};
use crate::platform::state::State;
use ground::Ground;

/// Classes as they are shown, each kind of fact read once for all of them.
fn shown(conn: &mut Conn, rows: Vec<ClassRow>) -> Result<Vec<TrainingClass>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let batches: Vec<Id> = rows.iter().map(|r| r.batch_id).collect();
    let batches = store::batches(conn, &batches)?;
    let mut regions = store::regions_of(conn, &ids)?;
    let mut trainers = staff::of(conn, &ids)?;
    let participants = store::participants(conn, &ids)?;
    let mut hours = hours::of(conn, &rows)?;
    rows.into_iter()
        .map(|r| {
            let missing = || Error::internal(anyhow::anyhow!("class {} has no batch", r.id));
            Ok(TrainingClass {
                id: r.id,
                edition_id: r.edition_id,
                batch: batches.get(&r.batch_id).cloned().ok_or_else(missing)?,
                period: r.period,
                region_codes: regions.remove(&r.id).unwrap_or_default(),
                participant_count: participants.get(&r.id).copied().unwrap_or_default(),
                trainers: trainers.remove(&r.id).unwrap_or_default(),
                hours: hours.remove(&r.id).ok_or_else(missing)?,
                title: r.title,
                region_code: r.region_code,
                status: r.status,
                starts_on: r.starts_on,
                ends_on: r.ends_on,
                deviations: r.deviations.read()?,
                started_at: r.started_at,
                finished_at: r.finished_at,
                remarks: r.remarks,
                created_at: r.created_at,
                updated_at: r.updated_at,
                version: r.version,
            })
        })
        .collect()
}

fn shown_one(conn: &mut Conn, id: Id) -> Result<TrainingClass> {
    let row = by_id(conn, id)?;
    shown(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

fn subject(row: &ClassRow) -> Subject {
    Subject::region("training_class", row.id, &row.region_code)
}

fn state_forbids(row: &ClassRow, why: &str) -> Error {
    let detail = format!("The class {} is {}: {why}", row.title, row.status);
    Error::because(Code::StateForbids, detail)
}

/// The classes among which a filter chooses, where it asks for what only the rules tell.
fn among(conn: &mut Conn, reach: &Reach, filter: &ClassFilter) -> Result<Option<Vec<Id>>> {
    let Some(short) = filter.short_of_hours else { return Ok(None) };
    let live = store::live(conn, reach)?;
    let hours = hours::of(conn, &live)?;
    let fits = |id: &Id| hours.get(id).is_some_and(|h| (h.planned < h.least) == short);
    Ok(Some(live.into_iter().map(|r| r.id).filter(fits).collect()))
}

/// A page of the classes in the caller's reach, the newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: ClassFilter,
) -> Result<Page<TrainingClass>> {
    caller.may(policy::TABLE, "training_classes.read")?;
    region_filter(filter.region_code.as_deref())?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let reach = Reach::of(&caller);
            let among = among(conn, &reach, &filter)?;
            let among = among.as_deref();
            let rows = store::list(conn, &reach, &filter, among, after, limit)?;
            let total = page.total(|| store::total(conn, &reach, &filter, among))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| shown(conn, rows))
        })
        .await
}

/// One class.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<TrainingClass> {
    caller.may(policy::TABLE, "training_classes.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &Reach::of(&caller), id)?;
            shown_one(conn, row.id)
        })
        .await
}

/// A class in the caller's reach with its batch, both taken for this transaction.
fn taken(conn: &mut Conn, caller: &Caller, id: Id, seen: &IfMatch) -> Result<ClassRow> {
    let reach = Reach::of(caller);
    let batch = store::find(conn, &reach, id)?.batch_id;
    training_batches::lock(conn, &[batch])?;
    store::lock(conn, &[id])?;
    let row = store::find(conn, &reach, id)?;
    seen.check(row.version)?;
    Ok(row)
}

/// Whether a class that runs is only to have more days: for hours that it could not hold in those it had.
fn is_longer(row: &ClassRow, change: &ClassUpdate) -> bool {
    row.status == ClassStatus::Running
        && change.title.is_none()
        && change.starts_on.is_none()
        && change.ends_on.is_some_and(|day| day >= row.ends_on)
}

/// Changes title or dates of a class that has not begun; one that runs takes a later last day.
///
/// # Errors
/// `state_forbids` for anything else; 422 for dates outside the batch's, or on which a trainer is not available;
/// `conflict` for dates that leave out a planned session; `rule_violated` where a trainer would have too many classes
/// at once.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: ClassUpdate,
) -> Result<TrainingClass> {
    caller.may(policy::TABLE, "training_classes.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut row = taken(conn, &caller, id, &seen)?;
            if row.status != ClassStatus::Formed && !is_longer(&row, &change) {
                let why = "once it has begun it takes a later last day, and nothing else";
                return Err(state_forbids(&row, why).why("class_begun", []));
            }
            let mut ground = Ground::of(conn, row.batch_id)?;
            let staff = trainers::trainers_now(conn, id)?;
            training_batches::lock_trainers(conn, &staff)?;
            live_sessions::lock_plan(conn, ClassKind::TrainingClass, id)?;
            let before = ground.numbers(conn, &row)?;
            let mut changed = Vec::new();
            if let Some(title) = &change.title {
                row.title = title.trim().into();
                row.title_pinyin = onex_identity::pinyin::initials_of_title(&row.title);
                changed.push("title");
            }
            if change.starts_on.is_some() || change.ends_on.is_some() {
                row.starts_on = change.starts_on.unwrap_or(row.starts_on);
                row.ends_on = change.ends_on.unwrap_or(row.ends_on);
                trainers::days_fit(conn, &ground, &row)?;
                changed.push("dates");
            }
            ground.resettle(conn, &mut row, Some(&before), &change.overrides, &caller, now)?;
            let detail = serde_json::json!({
                "changed": changed, "deviations": row.deviations.value(), "version": row.version,
            });
            let event = "training_class.update";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            shown_one(conn, id)
        })
        .await
}

/// A class in somebody's reach, for other slices.
///
/// # Errors
/// `not_found` outside it.
pub fn find_in(conn: &mut Conn, reach: &Reach, id: Id) -> Result<ClassRow> {
    store::find(conn, reach, id)
}

/// A class, wherever it is; for other slices.
pub fn by_id(conn: &mut Conn, id: Id) -> Result<ClassRow> {
    store::find(conn, &Reach::everything(), id)
}

/// Takes classes for this transaction; their batches are taken before them.
pub fn lock(conn: &mut Conn, ids: &[Id]) -> Result<()> {
    store::lock(conn, ids)
}

/// The accounts that train each of these classes, the first of them first.
pub fn trainers_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Vec<Id>>> {
    let staff = staff::of(conn, ids)?;
    Ok(staff.into_iter().map(|(id, all)| (id, all.iter().map(|t| t.user_id).collect())).collect())
}

/// No deviations yet.
fn none_yet() -> Json {
    Json::of(&Vec::<Deviation>::new())
}
