//! Use cases of training batches: reading and preparing one. Steps, trainers, absences and materials have rooms of
//! their own.

mod absences;
mod cards;
mod classes;
mod conclude;
mod dates;
mod export;
mod materials;
mod notify;
mod steps;
mod trainers;

pub use absences::{add_absence, list_absences, remove_absence};
pub use cards::cards;
pub use classes::{bring, change_places, granted, lock_trainers, pools_of, take_region};
pub use conclude::conclude;
pub use export::export;
pub use materials::{
    add_material, list_materials, material_file, may_add_material, remove_material,
};
pub use steps::step;
pub use trainers::put_trainers;

use actix_web::HttpResponse;
use time::Date;

use super::model::{
    BatchFilter, BatchRow, BatchStatus, BatchUpdate, BatchWarning, NewBatch, Reach, TrainingBatch,
};
use super::store::trainers as pools;
use super::{policy, store};
use crate::domains::editions;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::{Code, Error, FieldError, Reason, Result};
use crate::platform::follow::{self, Told};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery, region_filter};
use crate::platform::ids;
use crate::platform::state::State;

/// Batches as they are shown, each kind of fact read once for all of them.
fn shown(conn: &mut Conn, caller: &Caller, rows: Vec<BatchRow>) -> Result<Vec<TrainingBatch>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let mut regions = store::regions_of(conn, &ids)?;
    let mut trainers = pools::of(conn, &ids)?;
    absences::add_to(conn, caller, &rows, &mut trainers)?;
    let waiting = store::waiting(conn, &ids)?;
    rows.into_iter()
        .map(|r| {
            Ok(TrainingBatch {
                id: r.id,
                edition_id: r.edition_id,
                period: r.period,
                title: r.title,
                status: r.status,
                region_codes: regions.remove(&r.id).unwrap_or_default(),
                opened_by_region: r.opened_by_region,
                enrol_from: r.enrol_from,
                enrol_until: r.enrol_until,
                starts_on: r.starts_on,
                ends_on: r.ends_on,
                places: r.places,
                taken: r.taken,
                waiting: waiting.get(&r.id).copied().unwrap_or_default(),
                planned_hours: r.planned_hours,
                national_plan: r.national_plan,
                syllabus: r.syllabus,
                design_until: r.design_until,
                trainers: trainers.remove(&r.id).unwrap_or_default(),
                warnings: r.warnings.read()?,
                remarks: r.remarks,
                created_at: r.created_at,
                updated_at: r.updated_at,
                version: r.version,
            })
        })
        .collect()
}

fn only(mut batches: Vec<TrainingBatch>) -> Result<TrainingBatch> {
    batches.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// A batch as it is after what was done in this transaction.
fn shown_one(conn: &mut Conn, caller: &Caller, id: Id) -> Result<TrainingBatch> {
    let row = by_id(conn, id)?;
    only(shown(conn, caller, vec![row])?)
}

fn subject(row: &BatchRow) -> Subject {
    Subject {
        kind: "training_batch",
        id: Some(row.id),
        region_code: row.opened_by_region.clone(),
        institution_id: None,
    }
}

fn state_forbids(row: &BatchRow, why: &str) -> Error {
    Error::because(Code::StateForbids, format!("The batch is {}: {why}", row.status))
}

/// One batch in the caller's reach that the caller looks after.
///
/// # Errors
/// `not_found` out of reach; `forbidden` where another has opened it.
pub fn kept(conn: &mut Conn, caller: &Caller, id: Id) -> Result<BatchRow> {
    let row = store::find(conn, &Reach::of(caller), id)?;
    let theirs = match (&caller.role, &caller.scope) {
        (Role::BranchStaff, Scope::Region(region)) => row.opened_by_region.as_ref() == Some(region),
        _ => true,
    };
    if theirs {
        Ok(row)
    } else {
        let detail = "The batch was opened by somebody else, who looks after it";
        Err(Error::because(Code::Forbidden, detail).why("batch_of_others", []))
    }
}

/// A page of the batches in the caller's reach, the newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: BatchFilter,
) -> Result<Page<TrainingBatch>> {
    caller.may(policy::TABLE, "training_batches.read")?;
    region_filter(filter.region_code.as_deref())?;
    let (limit, after, now) = (page.limit()?, page.after::<Id>()?, state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let reach = Reach::of(&caller);
            let rows = store::list(conn, &reach, &filter, now, after, limit)?;
            let total = page.total(|| store::total(conn, &reach, &filter, now))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| shown(conn, &caller, rows))
        })
        .await
}

/// One batch.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<TrainingBatch> {
    caller.may(policy::TABLE, "training_batches.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &Reach::of(&caller), id)?;
            only(shown(conn, &caller, vec![row])?)
        })
        .await
}

/// Regions as they are kept: each once, ascending.
///
/// # Errors
/// 422 for what is no region with a branch, and for what is not the caller's own.
fn regions(conn: &mut Conn, caller: &Caller, codes: &[String]) -> Result<Vec<String>> {
    let known = store::branches(conn)?;
    let wrong: Vec<FieldError> = codes
        .iter()
        .enumerate()
        .filter(|(_, code)| !known.contains(code) || !caller.scope.covers_region(code))
        .map(|(i, code)| {
            FieldError::new(
                format!("/region_codes/{i}"),
                "unknown",
                format!("{code:?} is no region that you may open a batch for"),
            )
        })
        .collect();
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

fn window_in_order(row: &BatchRow) -> Result<()> {
    if row.enrol_from < row.enrol_until {
        return Ok(());
    }
    Err(Error::field("/enrol_until", "order", "must lie after the beginning of enrolment"))
}

/// Prepares a batch.
///
/// # Errors
/// 422 for what does not fit the edition; `window_closed` for dates outside a period that gates; `rule_violated`
/// and `rule_override_required` for fewer hours than a class must or should have.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewBatch,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_batches.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "create_training_batch", &request, move |conn| {
        editions::find_open(conn, &caller.scope, new.edition_id)?;
        let codes = regions(conn, &caller, &new.region_codes)?;
        let wanted = (new.starts_on, new.ends_on);
        let dates = dates::fitting(conn, new.edition_id, new.period, wanted)?;
        let title = new.title.trim().to_string();
        let told = (new.planned_hours, new.overrides.as_slice());
        let hours = dates::hours(conn, new.edition_id, &codes, told, &title)?;
        let warnings: Vec<BatchWarning> = dates.warnings.into_iter().chain(hours.warning).collect();
        let row = BatchRow {
            id: ids::new(),
            edition_id: new.edition_id,
            period: i32::from(new.period),
            title_pinyin: onex_identity::pinyin::initials_of_title(&title),
            title,
            opened_by_region: caller.scope.region().map(str::to_string),
            enrol_from: new.enrol_from,
            enrol_until: new.enrol_until,
            starts_on: dates.starts_on,
            ends_on: dates.ends_on,
            places: new.places,
            taken: 0,
            next_seq: 1,
            planned_hours: hours.planned,
            national_plan: new.national_plan,
            syllabus: new.syllabus,
            design_until: new.design_until,
            status: BatchStatus::Draft,
            warnings: Json::of(&warnings),
            remarks: None,
            created_by: caller.user,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        window_in_order(&row)?;
        store::insert(conn, &row, &codes)?;
        let detail = serde_json::json!({
            "title": row.title, "period": row.period, "regions": codes, "places": row.places,
            "warnings": warnings,
        });
        audit::record(conn, Some(&caller), now, "training_batch.create", subject(&row), &detail)?;
        let location = format!("/api/v1/training-batches/{}", row.id);
        Idempotent::created(location, &shown_one(conn, &caller, row.id)?)
    })
    .await
}

/// Changes a batch.
///
/// # Errors
/// `conflict` for fewer places than are taken, and for a region of which somebody is enrolled; `state_forbids`
/// for what no longer changes.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: BatchUpdate,
) -> Result<TrainingBatch> {
    caller.may(policy::TABLE, "training_batches.update")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let batch = state
        .db
        .write(move |conn| {
            store::lock(conn, &[id])?;
            let mut row = kept(conn, &caller, id)?;
            seen.check(row.version)?;
            let changed = apply(conn, &caller, &mut row, change)?;
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail = serde_json::json!({
                "changed": changed, "warnings": row.warnings.value(), "version": row.version,
            });
            let event = "training_batch.update";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            let told = Told { event, id, caller: &caller, reason: None, at: now, followers };
            follow::tell(conn, followers, &told)?;
            shown_one(conn, &caller, id)
        })
        .await?;
    state.wake_streams();
    Ok(batch)
}

/// Puts what changes into the row; the names of what changed.
fn apply(
    conn: &mut Conn,
    caller: &Caller,
    row: &mut BatchRow,
    change: BatchUpdate,
) -> Result<Vec<&'static str>> {
    may_change(row, &change)?;
    let mut changed = Vec::new();
    macro_rules! set {
        ($($field:ident),+) => {
            $(if let Some(value) = change.$field {
                row.$field = value;
                changed.push(stringify!($field));
            })+
        };
    }
    if let Some(title) = &change.title {
        row.title = title.trim().into();
        row.title_pinyin = onex_identity::pinyin::initials_of_title(&row.title);
        changed.push("title");
    }
    set!(enrol_from, enrol_until, national_plan, syllabus, design_until, places);
    if row.places < row.taken {
        let detail = format!("{} places are taken; there cannot be fewer", row.taken);
        return Err(Error::because(Code::Conflict, detail)
            .why("places_taken", [("taken", row.taken.into())]));
    }
    window_in_order(row)?;
    if change.starts_on.is_some() || change.ends_on.is_some() {
        let wanted =
            (change.starts_on.or(Some(row.starts_on)), change.ends_on.or(Some(row.ends_on)));
        let period = u8::try_from(row.period).unwrap_or_default();
        let dates = dates::fitting(conn, row.edition_id, period, wanted)?;
        (row.starts_on, row.ends_on) = (dates.starts_on, dates.ends_on);
        warn_of(row, dates::OUTSIDE_WINDOW, dates.warnings)?;
        changed.push("dates");
    }
    let codes = match &change.region_codes {
        None => regions_of(conn, row.id)?,
        Some(codes) => {
            let codes = regions(conn, caller, codes)?;
            let lost = store::live_regions(conn, row.id)?.into_iter().find(|r| !codes.contains(r));
            if let Some(region) = lost {
                let detail =
                    format!("Teachers of the region {region} are enrolled; move them first");
                return Err(Error::because(Code::Conflict, detail)
                    .why("region_enrolled", [("region", region.as_str().into())]));
            }
            store::set_regions(conn, row.id, &codes)?;
            changed.push("regions");
            codes
        }
    };
    if change.planned_hours.is_some() || change.region_codes.is_some() {
        let told = change.planned_hours.or(Some(row.planned_hours));
        let told = (told, change.overrides.as_slice());
        let hours = dates::hours(conn, row.edition_id, &codes, told, &row.title)?;
        warn_of(row, dates::FEW_HOURS, hours.warning)?;
        if change.planned_hours.is_some() {
            row.planned_hours = hours.planned;
            changed.push("planned_hours");
        }
    }
    Ok(changed)
}

/// Puts these warnings into the place of those with a code.
fn warn_of(
    row: &mut BatchRow,
    code: &str,
    now: impl IntoIterator<Item = BatchWarning>,
) -> Result<()> {
    let mut warnings: Vec<BatchWarning> = row.warnings.read()?;
    warnings.retain(|w| w.code != code);
    warnings.extend(now);
    row.warnings = Json::of(&warnings);
    Ok(())
}

/// Whether a batch may end on this day: people rely on its days, and classes that need more of them have them.
fn may_end(row: &BatchRow, day: Date) -> bool {
    row.status.is_forming()
        || (matches!(row.status, BatchStatus::Grouped | BatchStatus::Running) && day >= row.ends_on)
}

/// Whether this state lets these fields change.
fn may_change(row: &BatchRow, change: &BatchUpdate) -> Result<()> {
    if row.status.is_over() {
        return Err(state_forbids(row, "nothing of it changes any more").why("batch_over", []));
    }
    let firm = change.title.is_some()
        || change.region_codes.is_some()
        || change.enrol_from.is_some()
        || (change.enrol_until.is_some() && row.status != BatchStatus::Grouped)
        || change.starts_on.is_some()
        || change.ends_on.is_some_and(|day| !may_end(row, day))
        || change.planned_hours.is_some()
        || change.national_plan.is_some()
        || change.places.is_some_and(|places| places < row.places);
    if firm && !row.status.is_forming() {
        let (why, reason) = match row.status {
            BatchStatus::Grouped => (
                "only more places, the end of enrolment, a later last day, the syllabus and the \
                 deadline of teaching designs change now",
                Reason::of("grouped_batch_firm", []),
            ),
            BatchStatus::Running => (
                "only more places, a later last day, the syllabus and the deadline of teaching \
                 designs change now",
                Reason::of("running_batch_firm", []),
            ),
            _ => (
                "only more places, the syllabus and the deadline of teaching designs change now",
                Reason::of("assessing_batch_firm", []),
            ),
        };
        return Err(state_forbids(row, why).for_reason(reason));
    }
    Ok(())
}

/// A batch in somebody's reach, for other slices.
///
/// # Errors
/// `not_found` outside it.
pub fn find_in(conn: &mut Conn, reach: &Reach, id: Id) -> Result<BatchRow> {
    store::find(conn, reach, id)
}

/// A batch, wherever it is; for other slices.
pub fn by_id(conn: &mut Conn, id: Id) -> Result<BatchRow> {
    store::find(conn, &Reach::everything(), id)
}

/// Takes batches for this transaction, before anything is counted of them.
pub fn lock(conn: &mut Conn, ids: &[Id]) -> Result<()> {
    store::lock(conn, ids)
}

/// Gives out the next numbers of the order of enrolment of a locked batch; the first of `n`.
pub fn give_seqs(conn: &mut Conn, id: Id, n: i64) -> Result<i64> {
    store::give_seqs(conn, id, n)
}

/// The regions whose teachers a batch takes, ascending.
pub fn regions_of(conn: &mut Conn, id: Id) -> Result<Vec<String>> {
    Ok(store::regions_of(conn, &[id])?.remove(&id).unwrap_or_default())
}
