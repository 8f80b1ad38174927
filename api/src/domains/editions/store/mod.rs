//! Rows of `editions` and of what belongs to them.

pub mod calendar;
pub mod lists;
pub mod rules;
pub mod versions;

use std::collections::HashMap;

use diesel::prelude::*;
use time::Date;

use super::model::{Edition, EditionFacts, EditionStatus};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Error, Result};
use crate::schema::{
    branches, cohort_students, cohort_teachers, cohorts, editions, grants, students, teachers,
    users,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = editions, treat_none_as_null = true)]
struct Row {
    id: Id,
    code: String,
    title_zh: String,
    title_en: String,
    year: i32,
    season: i32,
    issued_on: Date,
    status: EditionStatus,
    copied_from: Option<Id>,
    facts: Json,
    version: i64,
    calendar_version: i64,
    rules_version: i64,
    created_at: Ts,
}

impl TryFrom<Row> for Edition {
    type Error = Error;
    fn try_from(r: Row) -> Result<Self> {
        Ok(Edition {
            id: r.id,
            code: r.code,
            title_zh: r.title_zh,
            title_en: r.title_en,
            year: r.year,
            season: r.season,
            issued_on: r.issued_on,
            status: r.status,
            copied_from: r.copied_from,
            facts: r.facts.read::<EditionFacts>()?,
            version: r.version,
            calendar_version: r.calendar_version,
            rules_version: r.rules_version,
            created_at: r.created_at,
        })
    }
}

impl From<&Edition> for Row {
    fn from(e: &Edition) -> Self {
        Row {
            id: e.id,
            code: e.code.clone(),
            title_zh: e.title_zh.clone(),
            title_en: e.title_en.clone(),
            year: e.year,
            season: e.season,
            issued_on: e.issued_on,
            status: e.status,
            copied_from: e.copied_from,
            facts: Json::of(&e.facts),
            version: e.version,
            calendar_version: e.calendar_version,
            rules_version: e.rules_version,
            created_at: e.created_at,
        }
    }
}

/// The editions this scope may see, the newest first. Drafts are the business of the country's offices.
pub fn list(conn: &mut Conn, scope: &Scope) -> Result<Vec<Edition>> {
    let mut query = editions::table
        .order((editions::issued_on.desc(), editions::id.desc()))
        .select(Row::as_select())
        .into_boxed();
    if *scope != Scope::Country {
        query = query.filter(editions::status.ne(EditionStatus::Draft));
    }
    query.load(conn)?.into_iter().map(Edition::try_from).collect()
}

/// One edition, if this scope may see it.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Edition> {
    let mut query =
        editions::table.filter(editions::id.eq(id)).select(Row::as_select()).into_boxed();
    if *scope != Scope::Country {
        query = query.filter(editions::status.ne(EditionStatus::Draft));
    }
    query.first(conn)?.try_into()
}

/// The open edition that was announced last.
pub fn current(conn: &mut Conn) -> Result<Option<Edition>> {
    editions::table
        .filter(editions::status.eq(EditionStatus::Open))
        .order((editions::issued_on.desc(), editions::id.desc()))
        .select(Row::as_select())
        .first(conn)
        .optional()?
        .map(Edition::try_from)
        .transpose()
}

/// The titles of these editions.
pub fn titles(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, String>> {
    let rows: Vec<(Id, String)> = editions::table
        .filter(editions::id.eq_any(ids.to_vec()))
        .select((editions::id, editions::title_zh))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The edition that was announced last, open or not.
pub fn newest(conn: &mut Conn) -> Result<Edition> {
    editions::table
        .order((editions::issued_on.desc(), editions::id.desc()))
        .select(Row::as_select())
        .first(conn)
        .map_err(Into::into)
        .and_then(Edition::try_from)
}

/// The edition of this code, unless it is a draft.
pub fn published(conn: &mut Conn, code: &str) -> Result<Option<Edition>> {
    editions::table
        .filter(editions::code.eq(code))
        .filter(editions::status.ne(EditionStatus::Draft))
        .select(Row::as_select())
        .first(conn)
        .optional()?
        .map(Edition::try_from)
        .transpose()
}

/// Whether there is an edition of this code.
pub fn code_exists(conn: &mut Conn, code: &str) -> Result<bool> {
    let n: i64 = editions::table.filter(editions::code.eq(code)).count().get_result(conn)?;
    Ok(n > 0)
}

/// Whether a year has an edition of this season.
pub fn season_exists(conn: &mut Conn, year: i32, season: i32) -> Result<bool> {
    let same = editions::table.filter(editions::year.eq(year)).filter(editions::season.eq(season));
    let n: i64 = same.count().get_result(conn)?;
    Ok(n > 0)
}

/// Adds an edition.
pub fn insert(conn: &mut Conn, edition: &Edition) -> Result<()> {
    diesel::insert_into(editions::table).values(Row::from(edition)).execute(conn)?;
    Ok(())
}

/// Takes the edition's row for this transaction, so that changes of one edition come one after the other, and
/// returns it as it stands.
pub fn lock(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Edition> {
    diesel::update(editions::table.filter(editions::id.eq(id)))
        .set(editions::version.eq(editions::version))
        .execute(conn)?;
    find(conn, scope, id)
}

/// Writes an edition whose row this transaction has taken.
pub fn update(conn: &mut Conn, edition: &Edition) -> Result<()> {
    diesel::update(editions::table.filter(editions::id.eq(edition.id)))
        .set(Row::from(edition))
        .execute(conn)?;
    Ok(())
}

/// The codes of the regions that have a branch.
pub fn regions(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(branches::table.order(branches::region_code).select(branches::region_code).load(conn)?)
}

/// Accounts that are not disabled and hold one of these roles anywhere.
pub fn holders(conn: &mut Conn, roles: &[crate::platform::auth::Role]) -> Result<Vec<Id>> {
    let roles: Vec<&str> = roles.iter().map(|r| r.as_str()).collect();
    Ok(grants::table
        .inner_join(users::table)
        .filter(grants::role.eq_any(roles))
        .filter(grants::withdrawn_at.is_null())
        .filter(users::status.ne("disabled"))
        .select(grants::user_id)
        .distinct()
        .load(conn)?)
}

/// The accounts of students and teachers in the cohorts of an edition. A finished cohort counts: its teaching is over
/// before its exam is held.
pub fn members(conn: &mut Conn, edition: Id) -> Result<Vec<Id>> {
    let mut people: Vec<Id> = cohort_students::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_students::cohort_id)))
        .inner_join(students::table.on(students::id.eq(cohort_students::student_id)))
        .filter(cohort_students::edition_id.eq(edition))
        .filter(cohorts::status.ne("dissolved"))
        .select(students::user_id)
        .distinct()
        .load(conn)?;
    let teaching: Vec<Id> = cohort_teachers::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_teachers::cohort_id)))
        .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
        .filter(cohorts::edition_id.eq(edition))
        .filter(cohorts::status.ne("dissolved"))
        .select(teachers::user_id)
        .distinct()
        .load(conn)?;
    people.extend(teaching);
    Ok(people)
}
