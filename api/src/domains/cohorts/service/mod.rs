//! Use cases of cohorts: reading, forming and changing one. Members, steps and splits have rooms of their own.

mod export;
mod members;
mod moves;
mod notify;
mod people;
mod splits;
mod steps;

pub use export::export;
pub use members::{change_students, put_students, put_teachers, students};
pub use moves::move_students;
pub use splits::{create_split, preview_split};
pub use steps::step;

use actix_web::HttpResponse;
use onex_calendar::Calendar;
use onex_rules::{EffectiveRules, Override};

use super::model::{
    Brief, Cohort, CohortFilter, CohortKind, CohortRow, CohortStatus, CohortUpdate, Counts,
    NewCohort, Trial, main_major, ordered, settle,
};
use super::store::members as rolls;
use super::{policy, store};
use crate::domains::editions::{self, Deviation, OverrideInput};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery, region_filter};
use crate::platform::ids;
use crate::platform::state::State;

/// What of the caller's scope counts here: a teacher of a school sees the classes that are theirs.
fn reach(caller: &Caller) -> Scope {
    match (&caller.role, &caller.scope) {
        (Role::Teacher, Scope::Institution { id, .. }) => {
            Scope::Own { user: caller.user, institution: Some(*id) }
        }
        _ => caller.scope.clone(),
    }
}

/// The caller's own school and its region.
///
/// # Errors
/// `not_found` if another one is named; `forbidden` for whoever acts for no school, and for a suspended one.
fn own_institution(conn: &mut Conn, caller: &Caller, named: Option<Id>) -> Result<(Id, String)> {
    let Scope::Institution { id, region } = &caller.scope else {
        return Err(Error::because(Code::Forbidden, "Classes are formed by their school"));
    };
    if named.is_some_and(|named| named != *id) {
        return Err(Error::because(Code::NotFound, "There is no such institution here"));
    }
    if !store::institution_is_active(conn, *id)? {
        return Err(Error::because(Code::Forbidden, "The institution is suspended")
            .why("school_suspended", []));
    }
    Ok((*id, region.clone()))
}

/// The edition a class is formed for: open, and with these student-training periods.
fn open_edition(conn: &mut Conn, caller: &Caller, edition: Id) -> Result<Calendar> {
    editions::find_open(conn, &caller.scope, edition)?;
    editions::calendar(conn, edition)
}

/// The windows of student training (四.3).
const TRAINING: onex_calendar::WindowKind = onex_calendar::WindowKind::StudentTraining;

fn known_periods(calendar: &Calendar, periods: &[u8]) -> Result<Vec<u8>> {
    let known: Vec<u8> =
        calendar.windows.iter().filter(|w| w.kind == TRAINING).map(|w| w.period).collect();
    let mut wrong = Vec::new();
    for (i, period) in periods.iter().enumerate() {
        if !known.contains(period) {
            wrong.push(FieldError::new(
                format!("/periods/{i}"),
                "unknown",
                format!("the edition has no student-training period {period}"),
            ));
        }
    }
    if wrong.is_empty() { Ok(ordered(periods)) } else { Err(Error::fields(wrong)) }
}

fn overrides(given: &[OverrideInput]) -> Vec<Override> {
    given.iter().map(Override::from).collect()
}

/// Holds one cohort against the rules as they are in its region; its deviations from now on.
fn tried(
    conn: &mut Conn,
    row: &CohortRow,
    before: Option<Counts>,
    complete: bool,
    given: &[OverrideInput],
    by: Id,
    at: Ts,
) -> Result<Vec<Deviation>> {
    let rules = editions::rules_for(conn, row.edition_id, Some(&row.region_code))?;
    let after = counts_of(conn, row.id)?;
    let standing: Vec<Deviation> = row.deviations.read()?;
    let trial =
        Trial { rules: &rules, title: &row.title, before, after, complete, standing: &standing };
    let settled = settle(&[trial], &overrides(given), by, at).map_err(editions::refuse)?;
    Ok(settled.into_iter().next().unwrap_or_default())
}

fn counts_of(conn: &mut Conn, id: Id) -> Result<Counts> {
    Ok(rolls::counts(conn, &[id])?.remove(&id).unwrap_or_default())
}

/// Cohorts as they are shown, each kind of fact read once for all of them.
fn shown(conn: &mut Conn, rows: Vec<CohortRow>) -> Result<Vec<Cohort>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let schools: Vec<Id> = rows.iter().map(|r| r.institution_id).collect();
    let schools = store::institutions(conn, &schools)?;
    let counts = rolls::counts(conn, &ids)?;
    let mut teachers = rolls::teachers_of(conn, &ids)?;
    rows.into_iter()
        .map(|r| {
            let institution = schools.get(&r.institution_id).cloned().ok_or_else(|| {
                Error::internal(anyhow::anyhow!("cohort {} has no institution", r.id))
            })?;
            Ok(Cohort {
                id: r.id,
                edition_id: r.edition_id,
                institution,
                region_code: r.region_code,
                title: r.title,
                major: r.major,
                kind: r.kind,
                periods: r.periods.read()?,
                status: r.status,
                student_count: counts.get(&r.id).map_or(0, |c| c.students),
                teachers: teachers.remove(&r.id).unwrap_or_default(),
                deviations: r.deviations.read()?,
                submitted_at: r.submitted_at,
                decided_at: r.decided_at,
                remarks: r.remarks,
                created_at: r.created_at,
                updated_at: r.updated_at,
                warnings: vec![],
                version: r.version,
            })
        })
        .collect()
}

fn shown_one(conn: &mut Conn, row: CohortRow) -> Result<Cohort> {
    shown(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

fn subject(row: &CohortRow) -> Subject {
    Subject::institution("cohort", row.id, &row.region_code, row.institution_id)
}

/// A page of the cohorts in the caller's reach, the newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: CohortFilter,
) -> Result<Page<Cohort>> {
    caller.may(policy::TABLE, "cohorts.read")?;
    caller.client_scope("cohorts:read")?;
    if filter.q.as_deref().is_some_and(|q| q.chars().count() > 50) {
        return Err(
            Error::field("?q", "length", "must be at most 50 long").naming([("max", 50.into())])
        );
    }
    region_filter(filter.region_code.as_deref())?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let reach = reach(&caller);
            let rows = store::list(conn, &reach, &filter, after, limit)?;
            let total = page.total(|| store::total(conn, &reach, &filter))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| shown(conn, rows))
        })
        .await
}

/// One cohort.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Cohort> {
    caller.may(policy::TABLE, "cohorts.read")?;
    caller.client_scope("cohorts:read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &reach(&caller), id)?;
            shown_one(conn, row)
        })
        .await
}

/// What every new class of one request has in common.
struct Ground {
    edition: Id,
    institution: Id,
    region: String,
    rules: EffectiveRules,
    periods: Vec<u8>,
    kind: CohortKind,
    by: Id,
    at: Ts,
}

impl Ground {
    fn row(&self, title: &str, major: String) -> CohortRow {
        let title = title.trim().to_string();
        CohortRow {
            id: ids::new(),
            edition_id: self.edition,
            institution_id: self.institution,
            region_code: self.region.clone(),
            title_pinyin: onex_identity::pinyin::initials_of_title(&title),
            title,
            major,
            kind: self.kind,
            periods: Json::of(&self.periods),
            status: CohortStatus::Draft,
            deviations: Json::of(&Vec::<Deviation>::new()),
            submitted_by: None,
            submitted_at: None,
            decided_by: None,
            decided_at: None,
            remarks: None,
            created_at: self.at,
            updated_at: self.at,
            version: 1,
        }
    }
}

/// Forms a class, as a draft.
///
/// # Errors
/// `rule_override_required` for more students than the rule recommends; `already_in_cohort` for a student of
/// another live class of the edition.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewCohort,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "cohorts.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "create_cohort", &request, move |conn| {
        let (institution, region) = own_institution(conn, &caller, new.institution_id)?;
        let calendar = open_edition(conn, &caller, new.edition_id)?;
        let ground = Ground {
            edition: new.edition_id,
            institution,
            rules: editions::rules_for(conn, new.edition_id, Some(&region))?,
            region,
            periods: known_periods(&calendar, &new.periods)?,
            kind: new.kind,
            by: caller.user,
            at: now,
        };
        let joining = people::joining(conn, institution, &new.student_ids, "/student_ids")?;
        people::free(conn, ground.edition, &new.student_ids, "/student_ids")?;
        people::teaching(conn, institution, &new.teacher_ids, &[], "/teacher_ids")?;
        let major = new.major.as_deref().map_or_else(
            || main_major(joining.iter().filter_map(|s| s.major.as_deref())),
            |m| m.trim().to_string(),
        );
        let mut row = ground.row(&new.title, major);
        let trial = Trial {
            rules: &ground.rules,
            title: &row.title,
            before: None,
            after: Counts {
                students: i64::try_from(new.student_ids.len()).unwrap_or(i64::MAX),
                teachers: i64::try_from(new.teacher_ids.len()).unwrap_or(i64::MAX),
            },
            complete: false,
            standing: &[],
        };
        let settled = settle(&[trial], &overrides(&new.overrides), ground.by, now)
            .map_err(editions::refuse)?;
        row.deviations = Json::of(&settled.into_iter().next().unwrap_or_default());
        store::insert(conn, std::slice::from_ref(&row))?;
        let pairs: Vec<(Id, Id)> = new.student_ids.iter().map(|&s| (row.id, s)).collect();
        rolls::add_students(conn, ground.edition, &pairs, now)?;
        rolls::set_teachers(conn, row.id, &new.teacher_ids)?;
        let detail = serde_json::json!({
            "title": row.title, "students": new.student_ids, "teachers": new.teacher_ids,
            "deviations": row.deviations.value(),
        });
        audit::record(conn, Some(&caller), now, "cohort.create", subject(&row), &detail)?;
        let location = format!("/api/v1/cohorts/{}", row.id);
        Idempotent::created(location, &shown_one(conn, row)?)
    })
    .await
}

/// Changes title, major, kind or periods of a class that is being formed.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: CohortUpdate,
) -> Result<Cohort> {
    caller.may(policy::TABLE, "cohorts.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            store::lock(conn, &[id])?;
            let mut row = store::find(conn, &reach(&caller), id)?;
            seen.check(row.version)?;
            if !row.status.is_forming() {
                return Err(state_forbids(&row, "what the branch has before it stays as it is")
                    .why("cohort_submitted", []));
            }
            let mut changed = Vec::new();
            if let Some(title) = change.title {
                row.title = title.trim().into();
                row.title_pinyin = onex_identity::pinyin::initials_of_title(&row.title);
                changed.push("title");
            }
            if let Some(major) = change.major {
                row.major = major.trim().into();
                changed.push("major");
            }
            if let Some(kind) = change.kind {
                row.kind = kind;
                changed.push("kind");
            }
            if let Some(periods) = change.periods {
                let calendar = editions::calendar(conn, row.edition_id)?;
                row.periods = Json::of(&known_periods(&calendar, &periods)?);
                changed.push("periods");
            }
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail = serde_json::json!({ "changed": changed, "version": row.version });
            audit::record(conn, Some(&caller), now, "cohort.update", subject(&row), &detail)?;
            shown_one(conn, row)
        })
        .await
}

fn state_forbids(row: &CohortRow, why: &str) -> Error {
    Error::because(Code::StateForbids, format!("The cohort is {}: {why}", row.status))
}

/// A cohort within a scope, for other slices.
///
/// # Errors
/// `not_found` outside it.
pub fn find_in(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Brief> {
    let r = store::find(conn, scope, id)?;
    Ok(Brief {
        id: r.id,
        title: r.title,
        edition_id: r.edition_id,
        institution_id: r.institution_id,
        region_code: r.region_code,
        kind: r.kind,
        status: r.status,
        periods: r.periods.read()?,
    })
}

/// A cohort, wherever it is; for other slices.
pub fn brief(conn: &mut Conn, id: Id) -> Result<Brief> {
    find_in(conn, &Scope::Country, id)
}

/// How many cohorts of a scope wait for the branch; shown on its first page.
pub fn waiting(conn: &mut Conn, scope: &Scope) -> Result<i64> {
    store::count(conn, scope, CohortStatus::Submitted)
}
