//! Rows of `training_classes`; the modules have those of trainers, hours and regions that train together.

pub mod check;
pub mod hours;
pub mod merges;
pub mod trainers;

use std::collections::{HashMap, HashSet};

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{
    BatchOfClass, BatchStatus, ClassFilter, ClassRow, ClassStatus, EnrolmentStatus, Reach,
};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, prefix_end};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{
    training_batches, training_class_regions, training_class_trainers, training_classes,
    training_enrolments,
};
use crate::{insert_rows, on_native};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    training_classes::table,
    <Conn as diesel::Connection>::Backend,
>;

/// The classes with participants of a region, as a subquery.
macro_rules! of_region {
    ($code:expr) => {
        training_class_regions::table
            .filter(training_class_regions::region_code.eq($code.clone()))
            .select(training_class_regions::class_id)
    };
}

/// The classes that somebody trains, as a subquery.
macro_rules! trained_by {
    ($user:expr) => {
        training_class_trainers::table
            .filter(training_class_trainers::user_id.eq($user))
            .select(training_class_trainers::class_id)
    };
}

/// The classes with participants of an institution, as a subquery.
macro_rules! of_institution {
    ($id:expr) => {
        training_enrolments::table
            .filter(training_enrolments::institution_id.eq($id))
            .filter(training_enrolments::class_id.is_not_null())
            .select(training_enrolments::class_id.assume_not_null())
    };
}

fn scoped(reach: &Reach) -> Boxed {
    use training_classes as c;
    let q = c::table.into_boxed();
    match reach {
        Reach::Trained(user) => q.filter(c::id.eq_any(trained_by!(*user))),
        Reach::Joined(user) => {
            let joined = training_enrolments::table
                .filter(training_enrolments::user_id.eq(*user))
                .filter(training_enrolments::class_id.is_not_null())
                .select(training_enrolments::class_id.assume_not_null());
            q.filter(c::id.eq_any(joined))
        }
        Reach::Scope(Scope::Country) => q,
        Reach::Scope(Scope::Region(region)) => q.filter(c::id.eq_any(of_region!(region))),
        Reach::Scope(Scope::Institution { id, .. }) => q.filter(c::id.eq_any(of_institution!(*id))),
        Reach::Scope(Scope::Own { .. } | Scope::Class { .. }) => q.filter(c::id.eq(Id::NIL)),
    }
}

/// `among` narrows to these, where the caller has found out which fit otherwise.
fn filtered(reach: &Reach, filter: &ClassFilter, among: Option<&[Id]>) -> Boxed {
    use training_classes as c;
    let mut q = scoped(reach);
    if let Some(ids) = among {
        q = q.filter(c::id.eq_any(ids.to_vec()));
    }
    if let Some(id) = filter.edition_id {
        q = q.filter(c::edition_id.eq(id));
    }
    if let Some(id) = filter.batch_id {
        q = q.filter(c::batch_id.eq(id));
    }
    if let Some(period) = filter.period {
        q = q.filter(c::period.eq(period));
    }
    if let Some(status) = filter.status {
        q = q.filter(c::status.eq(status));
    }
    if let Some(region) = &filter.region_code {
        q = q.filter(c::id.eq_any(of_region!(region)));
    }
    if let Some(user) = filter.trainer_id {
        q = q.filter(c::id.eq_any(trained_by!(user)));
    }
    if let Some(id) = filter.institution_id {
        q = q.filter(c::id.eq_any(of_institution!(id)));
    }
    if let Some(text) = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let low = text.to_lowercase();
        q = match (prefix_end(text), prefix_end(&low)) {
            (Some(end), Some(low_end)) => q.filter(
                c::title
                    .ge(text.to_string())
                    .and(c::title.lt(end))
                    .or(c::title_pinyin.ge(low).and(c::title_pinyin.lt(low_end))),
            ),
            // No title starts with the last character of Unicode.
            _ => q.filter(c::id.eq(Id::NIL)),
        };
    }
    q
}

/// How many classes in reach fit.
pub fn total(
    conn: &mut Conn,
    reach: &Reach,
    filter: &ClassFilter,
    among: Option<&[Id]>,
) -> Result<i64> {
    Ok(filtered(reach, filter, among).count().get_result(conn)?)
}

/// A page of classes, the newest first.
pub fn list(
    conn: &mut Conn,
    reach: &Reach,
    filter: &ClassFilter,
    among: Option<&[Id]>,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<ClassRow>> {
    let mut q = filtered(reach, filter, among);
    if let Some(after) = after {
        q = q.filter(training_classes::id.lt(after));
    }
    let q = q.order(training_classes::id.desc()).limit(limit + 1);
    Ok(q.select(ClassRow::as_select()).load(conn)?)
}

/// All classes in reach that have not ended.
pub fn live(conn: &mut Conn, reach: &Reach) -> Result<Vec<ClassRow>> {
    Ok(scoped(reach)
        .filter(training_classes::status.eq_any([ClassStatus::Formed, ClassStatus::Running]))
        .select(ClassRow::as_select())
        .load(conn)?)
}

/// One class in reach.
pub fn find(conn: &mut Conn, reach: &Reach, id: Id) -> Result<ClassRow> {
    let q = scoped(reach).filter(training_classes::id.eq(id));
    Ok(q.select(ClassRow::as_select()).first(conn)?)
}

/// All classes of a batch, the oldest first.
pub fn of_batch(conn: &mut Conn, batch: Id) -> Result<Vec<ClassRow>> {
    Ok(training_classes::table
        .filter(training_classes::batch_id.eq(batch))
        .order(training_classes::id.asc())
        .select(ClassRow::as_select())
        .load(conn)?)
}

/// Titles of the classes that an edition has, but for those given up.
pub fn titles_of_edition(conn: &mut Conn, edition: Id) -> Result<HashSet<String>> {
    use training_batches as b;
    use training_classes as c;
    let titles: Vec<String> = c::table
        .inner_join(b::table.on(b::id.eq(c::batch_id)))
        .filter(b::edition_id.eq(edition))
        .filter(c::status.ne(ClassStatus::Dissolved))
        .select(c::title)
        .load(conn)?;
    Ok(titles.into_iter().collect())
}

/// Takes these classes for this transaction, in the order of ids. SQLite has one writer anyway.
pub fn lock(conn: &mut Conn, ids: &[Id]) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        training_classes::table
            .filter(training_classes::id.eq_any(ids.to_vec()))
            .order(training_classes::id.asc())
            .select(training_classes::id)
            .for_update()
            .load::<Id>(c)?;
    }
    Ok(())
}

/// Adds classes.
pub fn insert(conn: &mut Conn, rows: &[ClassRow]) -> Result<()> {
    insert_rows!(conn, training_classes::table, rows)
}

/// Writes a class whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &ClassRow) -> Result<()> {
    let target =
        training_classes::table.find(row.id).filter(training_classes::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Replaces the regions of a class.
pub fn set_regions(conn: &mut Conn, class: Id, regions: &[String]) -> Result<()> {
    let old = training_class_regions::table.filter(training_class_regions::class_id.eq(class));
    diesel::delete(old).execute(conn)?;
    let rows: Vec<_> = regions
        .iter()
        .map(|code| {
            (
                training_class_regions::class_id.eq(class),
                training_class_regions::region_code.eq(code),
            )
        })
        .collect();
    on_native!(conn, c => diesel::insert_into(training_class_regions::table).values(&rows).execute(c))?;
    Ok(())
}

/// The regions of each of these classes, ascending.
pub fn regions_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Vec<String>>> {
    let mut out: HashMap<Id, Vec<String>> = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, String)> = training_class_regions::table
            .filter(training_class_regions::class_id.eq_any(chunk.to_vec()))
            .order(training_class_regions::region_code.asc())
            .select((training_class_regions::class_id, training_class_regions::region_code))
            .load(conn)?;
        for (class, code) in rows {
            out.entry(class).or_default().push(code);
        }
    }
    Ok(out)
}

/// How many take part in each of these classes, those who dropped out aside; none where a class is missing.
pub fn participants(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, i64>> {
    use training_enrolments as e;
    let mut out = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Option<Id>, i64)> = e::table
            .filter(e::class_id.eq_any(chunk.to_vec()))
            .filter(e::status.ne(EnrolmentStatus::Dropped))
            .group_by(e::class_id)
            .select((e::class_id, count_star()))
            .load(conn)?;
        out.extend(rows.into_iter().filter_map(|(id, n)| id.map(|id| (id, n))));
    }
    Ok(out)
}

/// The batches of these ids.
pub fn batches(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, BatchOfClass>> {
    let ids: HashSet<Id> = ids.iter().copied().collect();
    let ids: Vec<Id> = ids.into_iter().collect();
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<BatchOfClass> = training_batches::table
            .filter(training_batches::id.eq_any(chunk.to_vec()))
            .select((training_batches::id, training_batches::title, training_batches::status))
            .load(conn)?;
        out.extend(rows.into_iter().map(|b| (b.id, b)));
    }
    Ok(out)
}

/// Other batches of the same edition and period that form classes, by id.
pub fn beside(conn: &mut Conn, edition: Id, period: i32, batch: Id) -> Result<Vec<BatchOfClass>> {
    Ok(training_batches::table
        .filter(training_batches::edition_id.eq(edition))
        .filter(training_batches::period.eq(period))
        .filter(training_batches::id.ne(batch))
        .filter(training_batches::status.eq(BatchStatus::Enrolling))
        .order(training_batches::id.asc())
        .select((training_batches::id, training_batches::title, training_batches::status))
        .load(conn)?)
}

/// How many of each region have a place and no class in these batches.
pub fn unplaced(conn: &mut Conn, batches: &[Id]) -> Result<Vec<(Id, String, i64)>> {
    use training_enrolments as e;
    Ok(e::table
        .filter(e::batch_id.eq_any(batches.to_vec()))
        .filter(e::status.eq(EnrolmentStatus::Enrolled))
        .group_by((e::batch_id, e::region_code))
        .order((e::batch_id.asc(), e::region_code.asc()))
        .select((e::batch_id, e::region_code, count_star()))
        .load(conn)?)
}
