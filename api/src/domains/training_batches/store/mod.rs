//! Rows of `training_batches` and `training_batch_regions`; the modules have those of pools, materials and absences.

pub mod absences;
pub mod check;
pub mod materials;
pub mod trainers;

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{BatchFilter, BatchRow, BatchStatus, Reach};
use crate::on_native;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts, prefix_end};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{
    branches, training_batch_regions, training_batch_trainers, training_batches,
    training_enrolments,
};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    training_batches::table,
    <Conn as diesel::Connection>::Backend,
>;

/// The batches of a region, as a subquery.
macro_rules! of_region {
    ($code:expr) => {
        training_batch_regions::table
            .filter(training_batch_regions::region_code.eq($code.clone()))
            .select(training_batch_regions::batch_id)
    };
}

/// The batches that somebody reaches: of a region or school those that take its teachers; of one's own those one
/// trains in or was enrolled in.
fn scoped(reach: &Reach) -> Boxed {
    let q = training_batches::table.into_boxed();
    let open = training_batches::status.ne(BatchStatus::Draft);
    match (&reach.scope, reach.drafts) {
        (Scope::Country, true) => q,
        (Scope::Country, false) => q.filter(open),
        (Scope::Region(region), true) => {
            let own = training_batches::opened_by_region.eq(region.clone());
            q.filter(own.or(open.and(training_batches::id.eq_any(of_region!(region)))))
        }
        (Scope::Region(region), false) | (Scope::Institution { region, .. }, _) => {
            q.filter(open.and(training_batches::id.eq_any(of_region!(region))))
        }
        (Scope::Own { user, .. }, _) => {
            let trained = training_batch_trainers::table
                .filter(training_batch_trainers::user_id.eq(*user))
                .select(training_batch_trainers::batch_id);
            let joined = training_enrolments::table
                .filter(training_enrolments::user_id.eq(*user))
                .select(training_enrolments::batch_id);
            let own = training_batches::id.eq_any(trained).or(training_batches::id.eq_any(joined));
            q.filter(open.and(own))
        }
        (Scope::Class { .. }, _) => q.filter(training_batches::id.eq(Id::NIL)),
    }
}

fn filtered(reach: &Reach, filter: &BatchFilter, now: Ts) -> Boxed {
    let mut q = scoped(reach);
    if let Some(id) = filter.edition_id {
        q = q.filter(training_batches::edition_id.eq(id));
    }
    if let Some(period) = filter.period {
        q = q.filter(training_batches::period.eq(period));
    }
    if let Some(status) = filter.status {
        q = q.filter(training_batches::status.eq(status));
    }
    if let Some(region) = &filter.region_code {
        q = q.filter(training_batches::id.eq_any(of_region!(region)));
    }
    if let Some(user) = filter.trainer_id {
        let trained = training_batch_trainers::table
            .filter(training_batch_trainers::user_id.eq(user))
            .select(training_batch_trainers::batch_id);
        q = q.filter(training_batches::id.eq_any(trained));
    }
    if let Some(enrolling) = filter.enrolling {
        let now = training_batches::status
            .eq(BatchStatus::Enrolling)
            .and(training_batches::enrol_from.le(now))
            .and(training_batches::enrol_until.gt(now));
        q = if enrolling { q.filter(now) } else { q.filter(diesel::dsl::not(now)) };
    }
    if let Some(text) = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let low = text.to_lowercase();
        q = match (prefix_end(text), prefix_end(&low)) {
            (Some(end), Some(low_end)) => q.filter(
                training_batches::title
                    .ge(text.to_string())
                    .and(training_batches::title.lt(end))
                    .or(training_batches::title_pinyin
                        .ge(low)
                        .and(training_batches::title_pinyin.lt(low_end))),
            ),
            // No title starts with the last character of Unicode.
            _ => q.filter(training_batches::id.eq(Id::NIL)),
        };
    }
    q
}

/// How many batches in reach fit.
pub fn total(conn: &mut Conn, reach: &Reach, filter: &BatchFilter, now: Ts) -> Result<i64> {
    Ok(filtered(reach, filter, now).count().get_result(conn)?)
}

/// A page of batches, the newest first.
pub fn list(
    conn: &mut Conn,
    reach: &Reach,
    filter: &BatchFilter,
    now: Ts,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<BatchRow>> {
    let mut q = filtered(reach, filter, now);
    if let Some(after) = after {
        q = q.filter(training_batches::id.lt(after));
    }
    let q = q.order(training_batches::id.desc()).limit(limit + 1);
    Ok(q.select(BatchRow::as_select()).load(conn)?)
}

/// One batch in reach.
pub fn find(conn: &mut Conn, reach: &Reach, id: Id) -> Result<BatchRow> {
    let q = scoped(reach).filter(training_batches::id.eq(id));
    Ok(q.select(BatchRow::as_select()).first(conn)?)
}

/// Takes these batches for this transaction, so that places and order stay as they are until it ends. Sorted: two
/// who take several never wait for each other. SQLite has one writer anyway.
pub fn lock(conn: &mut Conn, ids: &[Id]) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        training_batches::table
            .filter(training_batches::id.eq_any(ids.to_vec()))
            .order(training_batches::id.asc())
            .select(training_batches::id)
            .for_update()
            .load::<Id>(c)?;
    }
    Ok(())
}

/// Adds a batch with its regions.
pub fn insert(conn: &mut Conn, row: &BatchRow, regions: &[String]) -> Result<()> {
    diesel::insert_into(training_batches::table).values(row).execute(conn)?;
    set_regions(conn, row.id, regions)
}

/// Replaces the regions of a batch.
pub fn set_regions(conn: &mut Conn, batch: Id, regions: &[String]) -> Result<()> {
    let old = training_batch_regions::table.filter(training_batch_regions::batch_id.eq(batch));
    diesel::delete(old).execute(conn)?;
    let rows: Vec<_> = regions
        .iter()
        .map(|code| {
            (
                training_batch_regions::batch_id.eq(batch),
                training_batch_regions::region_code.eq(code),
            )
        })
        .collect();
    on_native!(conn, c => diesel::insert_into(training_batch_regions::table).values(&rows).execute(c))?;
    Ok(())
}

/// Writes a batch whose version is one more than what stands. What is taken and the order of enrolment are not
/// written: triggers and [`give_seqs`] keep them.
pub fn update(conn: &mut Conn, row: &BatchRow) -> Result<()> {
    use training_batches as b;
    let target = b::table.find(row.id).filter(b::version.eq(row.version - 1));
    let n = diesel::update(target)
        .set((
            (
                b::title.eq(&row.title),
                b::title_pinyin.eq(&row.title_pinyin),
                b::enrol_from.eq(row.enrol_from),
                b::enrol_until.eq(row.enrol_until),
                b::starts_on.eq(row.starts_on),
                b::ends_on.eq(row.ends_on),
                b::places.eq(row.places),
                b::planned_hours.eq(row.planned_hours),
            ),
            (
                b::national_plan.eq(row.national_plan),
                b::syllabus.eq(&row.syllabus),
                b::design_until.eq(row.design_until),
                b::status.eq(row.status),
                b::warnings.eq(&row.warnings),
                b::remarks.eq(&row.remarks),
                b::updated_at.eq(row.updated_at),
                b::version.eq(row.version),
            ),
        ))
        .execute(conn)?;
    if n == 1 { Ok(()) } else { Err(Error::new(Code::VersionMismatch)) }
}

/// Gives out the next `n` numbers of the order of enrolment; the first of them. The batch is locked.
pub fn give_seqs(conn: &mut Conn, batch: Id, n: i64) -> Result<i64> {
    let next = training_batches::next_seq;
    let first: i64 = training_batches::table.find(batch).select(next).first(conn)?;
    diesel::update(training_batches::table.find(batch)).set(next.eq(first + n)).execute(conn)?;
    Ok(first)
}

/// The regions of each of these batches, ascending.
pub fn regions_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Vec<String>>> {
    let mut out: HashMap<Id, Vec<String>> = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, String)> = training_batch_regions::table
            .filter(training_batch_regions::batch_id.eq_any(chunk.to_vec()))
            .order(training_batch_regions::region_code.asc())
            .select((training_batch_regions::batch_id, training_batch_regions::region_code))
            .load(conn)?;
        for (batch, code) in rows {
            out.entry(batch).or_default().push(code);
        }
    }
    Ok(out)
}

/// The regions that have a branch.
pub fn branches(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(branches::table.select(branches::region_code).load(conn)?)
}

/// How many wait for a place in each of these batches; none where a batch is missing.
pub fn waiting(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, i64>> {
    let mut out = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, i64)> = training_enrolments::table
            .filter(training_enrolments::batch_id.eq_any(chunk.to_vec()))
            .filter(training_enrolments::status.eq("waiting"))
            .group_by(training_enrolments::batch_id)
            .select((training_enrolments::batch_id, count_star()))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The regions of which somebody takes part in a batch or waits for a place.
pub fn live_regions(conn: &mut Conn, batch: Id) -> Result<Vec<String>> {
    Ok(training_enrolments::table
        .filter(training_enrolments::batch_id.eq(batch))
        .filter(training_enrolments::live.eq(true))
        .select(training_enrolments::region_code)
        .distinct()
        .load(conn)?)
}

/// How many of a batch have neither passed, failed nor ended otherwise.
pub fn unjudged(conn: &mut Conn, batch: Id) -> Result<i64> {
    Ok(training_enrolments::table
        .filter(training_enrolments::batch_id.eq(batch))
        .filter(training_enrolments::live.eq(true))
        .count()
        .get_result(conn)?)
}
