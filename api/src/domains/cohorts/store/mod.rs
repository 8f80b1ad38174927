//! Rows of `cohorts`; [`members`] has those of its students and teachers.

pub mod check;
pub mod members;

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{CohortFilter, CohortRow, CohortStatus, InstitutionOfCohort};
use crate::insert_rows;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, prefix_end};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{cohort_students, cohort_teachers, cohorts, institutions, students, teachers};

type Boxed<'a> =
    diesel::helper_types::IntoBoxed<'a, cohorts::table, <Conn as diesel::Connection>::Backend>;

/// The cohorts that a scope reaches. One's own are those one teaches at the school that one acts for, as long as one is
/// of it, and those one is or was a student in.
fn scoped(scope: &Scope) -> Boxed<'static> {
    let q = cohorts::table.into_boxed();
    match scope {
        Scope::Country => q,
        Scope::Region(region) => q.filter(cohorts::region_code.eq(region.clone())),
        Scope::Institution { id, .. } => q.filter(cohorts::institution_id.eq(*id)),
        Scope::Class { id, .. } => q.filter(cohorts::id.eq(*id)),
        Scope::Own { user, institution } => {
            let studied = cohort_students::table
                .inner_join(students::table.on(students::id.eq(cohort_students::student_id)))
                .filter(students::user_id.eq(*user))
                .select(cohort_students::cohort_id);
            let taught = cohort_teachers::table
                .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
                .filter(teachers::user_id.eq(*user))
                .filter(teachers::status.eq("active"))
                .filter(teachers::institution_id.eq(institution.unwrap_or(Id::NIL)))
                .select(cohort_teachers::cohort_id);
            q.filter(cohorts::id.eq_any(studied).or(cohorts::id.eq_any(taught)))
        }
    }
}

fn filtered(scope: &Scope, filter: &CohortFilter) -> Boxed<'static> {
    let mut q = scoped(scope);
    if let Some(id) = filter.edition_id {
        q = q.filter(cohorts::edition_id.eq(id));
    }
    if let Some(id) = filter.institution_id {
        q = q.filter(cohorts::institution_id.eq(id));
    }
    if let Some(region) = &filter.region_code {
        q = q.filter(cohorts::region_code.eq(region.clone()));
    }
    if let Some(status) = filter.status {
        q = q.filter(cohorts::status.eq(status));
    }
    if let Some(kind) = filter.kind {
        q = q.filter(cohorts::kind.eq(kind));
    }
    if let Some(id) = filter.teacher_id {
        let taught = cohort_teachers::table
            .filter(cohort_teachers::teacher_id.eq(id))
            .select(cohort_teachers::cohort_id);
        q = q.filter(cohorts::id.eq_any(taught));
    }
    if let Some(id) = filter.student_id {
        let studied = cohort_students::table
            .filter(cohort_students::student_id.eq(id))
            .select(cohort_students::cohort_id);
        q = q.filter(cohorts::id.eq_any(studied));
    }
    if let Some(text) = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let low = text.to_lowercase();
        q = match (prefix_end(text), prefix_end(&low)) {
            (Some(end), Some(low_end)) => q.filter(
                cohorts::title
                    .ge(text.to_string())
                    .and(cohorts::title.lt(end))
                    .or(cohorts::title_pinyin.ge(low).and(cohorts::title_pinyin.lt(low_end))),
            ),
            // No title starts with the last character of Unicode.
            _ => q.filter(cohorts::id.eq(Id::NIL)),
        };
    }
    q
}

/// How many cohorts of the scope fit.
pub fn total(conn: &mut Conn, scope: &Scope, filter: &CohortFilter) -> Result<i64> {
    Ok(filtered(scope, filter).count().get_result(conn)?)
}

/// A page of cohorts, the newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CohortFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<CohortRow>> {
    let mut q = filtered(scope, filter);
    if let Some(after) = after {
        q = q.filter(cohorts::id.lt(after));
    }
    Ok(q.order(cohorts::id.desc()).limit(limit + 1).select(CohortRow::as_select()).load(conn)?)
}

/// One cohort.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<CohortRow> {
    Ok(scoped(scope).filter(cohorts::id.eq(id)).select(CohortRow::as_select()).first(conn)?)
}

/// Takes these cohorts for this transaction, so that what is counted of them stays as it is until it ends.
/// In the order of ids: two who take several never wait for each other. SQLite has one writer anyway.
pub fn lock(conn: &mut Conn, ids: &[Id]) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        cohorts::table
            .filter(cohorts::id.eq_any(ids))
            .order(cohorts::id.asc())
            .select(cohorts::id)
            .for_update()
            .load::<Id>(c)?;
    }
    Ok(())
}

/// Adds cohorts.
pub fn insert(conn: &mut Conn, rows: &[CohortRow]) -> Result<()> {
    insert_rows!(conn, cohorts::table, rows)
}

/// Writes a cohort whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &CohortRow) -> Result<()> {
    let target = cohorts::table.find(row.id).filter(cohorts::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// The schools of these ids.
pub fn institutions(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, InstitutionOfCohort>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<(Id, Option<String>, String)> = institutions::table
        .filter(institutions::id.eq_any(ids))
        .select((institutions::id, institutions::code, institutions::name))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, code, name)| (id, InstitutionOfCohort { id, code, name }))
        .collect())
}

/// Whether a school takes part: a suspended one forms no classes.
pub fn institution_is_active(conn: &mut Conn, id: Id) -> Result<bool> {
    let status: String = institutions::table.find(id).select(institutions::status).first(conn)?;
    Ok(status == "active")
}

/// Titles of the school's classes in an edition, other than dissolved ones.
pub fn titles(conn: &mut Conn, institution: Id, edition: Id) -> Result<Vec<String>> {
    Ok(cohorts::table
        .filter(cohorts::institution_id.eq(institution))
        .filter(cohorts::edition_id.eq(edition))
        .filter(cohorts::status.ne(CohortStatus::Dissolved))
        .select(cohorts::title)
        .load(conn)?)
}

/// How many cohorts of a scope stand at this status.
pub fn count(conn: &mut Conn, scope: &Scope, status: CohortStatus) -> Result<i64> {
    Ok(scoped(scope).filter(cohorts::status.eq(status)).count().get_result(conn)?)
}
