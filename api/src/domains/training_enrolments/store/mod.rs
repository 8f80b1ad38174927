//! Rows of `training_enrolments`; [`waiting`] has the order of waiting lists, [`people`] what is read of others' tables.

pub mod check;
pub mod classes;
pub mod participants;
pub mod people;
pub mod waiting;

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{EnrolmentFilter, EnrolmentRow, EnrolmentStatus, Past, Reach};
use crate::insert_rows;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, prefix_end};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{teachers, training_class_trainers, training_enrolments};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    training_enrolments::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(reach: &Reach) -> Boxed {
    use training_enrolments as e;
    let q = e::table.into_boxed();
    let scope = match reach {
        Reach::Trained(user) => {
            let trained = training_class_trainers::table
                .filter(training_class_trainers::user_id.eq(*user))
                .select(training_class_trainers::class_id.nullable());
            return q.filter(e::class_id.eq_any(trained));
        }
        Reach::Scope(scope) => scope,
    };
    match scope {
        Scope::Country => q,
        Scope::Region(region) => q.filter(e::region_code.eq(region.clone())),
        Scope::Institution { id, .. } => q.filter(e::institution_id.eq(*id)),
        Scope::Own { user, .. } => q.filter(e::user_id.eq(*user)),
        Scope::Class { .. } => q.filter(e::id.eq(Id::NIL)),
    }
}

fn filtered(reach: &Reach, filter: &EnrolmentFilter) -> Boxed {
    use training_enrolments as e;
    let mut q = scoped(reach);
    if let Some(id) = filter.edition_id {
        q = q.filter(e::edition_id.eq(id));
    }
    if let Some(id) = filter.batch_id {
        q = q.filter(e::batch_id.eq(id));
    }
    if let Some(period) = filter.period {
        q = q.filter(e::period.eq(period));
    }
    if let Some(id) = filter.institution_id {
        q = q.filter(e::institution_id.eq(id));
    }
    if let Some(id) = filter.teacher_id {
        q = q.filter(e::teacher_id.eq(id));
    }
    if let Some(id) = filter.class_id {
        q = q.filter(e::class_id.eq(id));
    }
    if let Some(region) = &filter.region_code {
        q = q.filter(e::region_code.eq(region.clone()));
    }
    if let Some(status) = filter.status {
        q = q.filter(e::status.eq(status));
    }
    if let Some(takes) = filter.takes_place {
        let fit = EnrolmentStatus::ALL.iter().copied().filter(|s| s.takes_place() == takes);
        q = q.filter(e::status.eq_any(fit.collect::<Vec<_>>()));
    }
    if let Some(text) = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let low = text.to_lowercase();
        q = match (prefix_end(text), prefix_end(&low)) {
            (Some(end), Some(low_end)) => {
                let named = teachers::name.ge(text.to_string()).and(teachers::name.lt(end.clone()));
                let numbered =
                    teachers::staff_no.ge(text.to_string()).and(teachers::staff_no.lt(end));
                let spelt = teachers::pinyin.ge(low).and(teachers::pinyin.lt(low_end));
                let found =
                    teachers::table.filter(named.or(numbered).or(spelt)).select(teachers::id);
                q.filter(e::teacher_id.eq_any(found))
            }
            // No name starts with the last character of Unicode.
            _ => q.filter(e::id.eq(Id::NIL)),
        };
    }
    q
}

/// How many enrolments in reach fit.
pub fn total(conn: &mut Conn, reach: &Reach, filter: &EnrolmentFilter) -> Result<i64> {
    Ok(filtered(reach, filter).count().get_result(conn)?)
}

/// A page of enrolments, the newest first.
pub fn list(
    conn: &mut Conn,
    reach: &Reach,
    filter: &EnrolmentFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<EnrolmentRow>> {
    let mut q = filtered(reach, filter);
    if let Some(after) = after {
        q = q.filter(training_enrolments::id.lt(after));
    }
    let q = q.order(training_enrolments::id.desc()).limit(limit + 1);
    Ok(q.select(EnrolmentRow::as_select()).load(conn)?)
}

/// One enrolment in reach.
pub fn find(conn: &mut Conn, reach: &Reach, id: Id) -> Result<EnrolmentRow> {
    let q = scoped(reach).filter(training_enrolments::id.eq(id));
    Ok(q.select(EnrolmentRow::as_select()).first(conn)?)
}

/// These enrolments, in the order of the ids.
pub fn rows(conn: &mut Conn, ids: &[Id]) -> Result<Vec<EnrolmentRow>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<EnrolmentRow> = training_enrolments::table
            .filter(training_enrolments::id.eq_any(chunk.to_vec()))
            .select(EnrolmentRow::as_select())
            .load(conn)?;
        found.extend(rows.into_iter().map(|r| (r.id, r)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Those of a batch that are under way, in the order of enrolment.
pub fn live_of(conn: &mut Conn, batch: Id) -> Result<Vec<EnrolmentRow>> {
    Ok(training_enrolments::table
        .filter(training_enrolments::batch_id.eq(batch))
        .filter(training_enrolments::live.eq(true))
        .order(training_enrolments::seq.asc())
        .select(EnrolmentRow::as_select())
        .load(conn)?)
}

/// What these people have behind them in an edition, `batch` being the one that is asked about; `moved`, an
/// enrolment that is to go there, is left out.
pub fn past(
    conn: &mut Conn,
    edition: Id,
    batch: Id,
    people: &[Id],
    moved: Option<Id>,
) -> Result<HashMap<Id, Vec<Past>>> {
    use training_enrolments as e;
    let mut out: HashMap<Id, Vec<Past>> = HashMap::new();
    for chunk in people.chunks(1000) {
        let rows: Vec<(Id, Id, EnrolmentStatus, i32)> = e::table
            .filter(e::edition_id.eq(edition))
            .filter(e::person_id.eq_any(chunk.to_vec()))
            .filter(e::id.ne(moved.unwrap_or(Id::NIL)))
            .select((e::person_id, e::batch_id, e::status, e::period))
            .load(conn)?;
        for (person, of, status, period) in rows {
            out.entry(person).or_default().push(Past { status, period, here: of == batch });
        }
    }
    Ok(out)
}

/// Adds enrolments in the order of people: two who enrol the same never wait for each other crosswise.
pub fn insert(conn: &mut Conn, rows: &[EnrolmentRow]) -> Result<()> {
    let mut rows = rows.to_vec();
    rows.sort_unstable_by_key(|r| r.person_id);
    insert_rows!(conn, training_enrolments::table, rows)
}

/// Writes an enrolment whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &EnrolmentRow) -> Result<()> {
    let target = training_enrolments::table
        .find(row.id)
        .filter(training_enrolments::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// How many in reach stand so.
pub fn count(conn: &mut Conn, reach: &Reach, status: EnrolmentStatus) -> Result<i64> {
    let filter = EnrolmentFilter { status: Some(status), ..EnrolmentFilter::default() };
    total(conn, reach, &filter)
}
