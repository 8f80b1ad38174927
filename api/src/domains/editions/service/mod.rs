//! Use cases of editions: what is read, here; what is changed, in the rooms below.

mod calendar;
mod change;
mod edition;
mod load;
mod past;
mod rules;

pub use self::calendar::{move_exam, replace_calendar};
pub use edition::{copy, update};
pub use load::load_editions;
pub use rules::{RulePath, set_regional, set_rule, withdraw_regional};

use std::collections::HashMap;

use onex_calendar::Calendar;
use onex_rules::{EffectiveRules, RuleSet};

use super::model::{
    CalendarView, Course, Edition, EditionVersion, ExamDate, InstitutionLevel, Major, RegionalRule,
    RuleView, Subject, TimetableDates,
};
use super::{policy, store};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

fn may_read(caller: &Caller) -> Result<()> {
    caller.may(policy::TABLE, "editions.read")?;
    caller.client_scope("editions:read")
}

/// The editions, the newest first.
pub async fn list(state: &State, caller: Caller) -> Result<Vec<Edition>> {
    may_read(&caller)?;
    state.db.read(move |conn| store::list(conn, &caller.scope)).await
}

/// One edition.
pub async fn get(state: &State, caller: Caller, id: Id) -> Result<Edition> {
    may_read(&caller)?;
    state.db.read(move |conn| store::find(conn, &caller.scope, id)).await
}

/// The calendar with its warnings.
pub async fn get_calendar(state: &State, caller: Caller, id: Id) -> Result<CalendarView> {
    may_read(&caller)?;
    state
        .db
        .snapshot(move |conn| {
            let edition = store::find(conn, &caller.scope, id)?;
            calendar_view(conn, &edition)
        })
        .await
}

/// The rules, for the country or as they hold in a region.
pub async fn list_rules(
    state: &State,
    caller: Caller,
    id: Id,
    region: Option<String>,
) -> Result<Vec<RuleView>> {
    may_read(&caller)?;
    state
        .db
        .snapshot(move |conn| {
            store::find(conn, &caller.scope, id)?;
            if let Some(region) = &region {
                // What a region has of its own is told to the region and to those above it.
                if caller.scope != Scope::Country && caller.scope.region() != Some(region) {
                    return Err(Error::new(Code::NotFound));
                }
                if !store::regions(conn)?.contains(region) {
                    return Err(Error::field(
                        "?region_code",
                        "unknown",
                        "is no region that has a branch",
                    ));
                }
            }
            rule_views(conn, &caller.scope, id, region.as_deref())
        })
        .await
}

/// The history, the newest version first.
pub async fn history(
    state: &State,
    caller: Caller,
    id: Id,
    page: PageQuery,
) -> Result<Page<EditionVersion>> {
    may_read(&caller)?;
    let (limit, before) = (page.limit()?, page.after::<i64>()?);
    state
        .db
        .snapshot(move |conn| {
            store::find(conn, &caller.scope, id)?;
            let rows = store::versions::page(conn, &caller.scope, id, before, limit)?;
            let total = page.total(|| store::versions::count(conn, &caller.scope, id))?;
            Ok(Page::build(rows, limit, |v| v.version).of(total))
        })
        .await
}

/// The subjects of an edition.
pub async fn list_subjects(state: &State, caller: Caller, id: Id) -> Result<Vec<Subject>> {
    may_read(&caller)?;
    state
        .db
        .snapshot(move |conn| {
            store::find(conn, &caller.scope, id)?;
            store::lists::subjects(conn, id)
        })
        .await
}

/// The courses of an edition; of the current one unless told, and none while there is no current one.
pub async fn list_courses(state: &State, caller: Caller, id: Option<Id>) -> Result<Vec<Course>> {
    may_read(&caller)?;
    state
        .db
        .snapshot(move |conn| match id {
            Some(id) => {
                store::find(conn, &caller.scope, id)?;
                store::lists::courses(conn, id)
            }
            None => match store::current(conn)? {
                Some(edition) => store::lists::courses(conn, edition.id),
                None => Ok(vec![]),
            },
        })
        .await
}

/// The majors that the current edition names; none while there is no current one.
pub async fn list_majors(
    state: &State,
    caller: Caller,
    level: Option<InstitutionLevel>,
) -> Result<Vec<Major>> {
    may_read(&caller)?;
    state
        .db
        .snapshot(move |conn| match store::current(conn)? {
            Some(edition) => store::lists::majors(conn, edition.id, level),
            None => Ok(vec![]),
        })
        .await
}

pub(super) fn calendar_view(conn: &mut Conn, edition: &Edition) -> Result<CalendarView> {
    let stored = store::calendar::load(conn, edition.id)?;
    let engine = engine(&stored, &rules_for(conn, edition.id, None)?);
    let warnings = onex_calendar::warnings(&engine).into_iter().map(Into::into).collect();
    Ok(CalendarView {
        edition_id: edition.id,
        windows: stored.windows,
        exam_dates: stored.exam_dates,
        holidays: stored.holidays,
        timetable: engine.timetable.map(|range| TimetableDates {
            start: range.start,
            end: range.end,
            clause: range.clause,
        }),
        warnings,
        version: edition.calendar_version,
    })
}

pub(super) fn rule_views(
    conn: &mut Conn,
    scope: &Scope,
    edition: Id,
    region: Option<&str>,
) -> Result<Vec<RuleView>> {
    let own = match scope {
        Scope::Country => None,
        other => Some(other.region().unwrap_or_default().to_string()),
    };
    let stored = store::rules::load(conn, edition, own.as_deref())?;
    let versions = stored.versions;
    let set = complete(stored.rules, stored.regional)?;
    let effective = set.effective(region);
    let views = effective.iter().map(|rule| {
        let variants = set.regional().iter().filter(|v| v.rule == rule.id);
        let here = variants.clone().find(|v| Some(v.region.as_str()) == region);
        RuleView {
            rule: rule.id.to_string(),
            title_zh: rule.title.zh.clone(),
            title_en: rule.title.en.clone(),
            clause: rule.clause.clone(),
            kind: rule.id.value_kind().into(),
            value: rule.value,
            severity: rule.severity.into(),
            source: rule.source.into(),
            region_code: here.map(|v| v.region.clone()),
            reason: here.map(|v| v.reason.clone()),
            regional: variants
                .map(|v| RegionalRule {
                    region_code: v.region.clone(),
                    value: v.value,
                    severity: v.severity.map(Into::into),
                    reason: v.reason.clone(),
                })
                .collect(),
            version: versions.get(&rule.id).copied().unwrap_or_default(),
        }
    });
    Ok(views.collect())
}

/// The calendar as the engine takes it; the timetable's dates are those of the two rules that state them.
pub(super) fn engine(stored: &store::calendar::Stored, rules: &EffectiveRules) -> Calendar {
    use onex_calendar::{DateRange, ExamDate as Exam, Holiday, Window};
    use onex_rules::RuleId;
    let [from, to] = [RuleId::TimetableDateFrom, RuleId::TimetableDateTo].map(|id| rules.get(id));
    let timetable = from.value.as_date().zip(to.value.as_date()).map(|(start, end)| DateRange {
        start,
        end,
        clause: from.clause.clone(),
    });
    Calendar {
        windows: stored
            .windows
            .iter()
            .map(|w| Window {
                kind: w.kind.into(),
                period: w.period,
                start: w.start,
                end: w.end,
                effect: w.effect.into(),
                clause: w.clause.clone(),
            })
            .collect(),
        exams: stored
            .exam_dates
            .iter()
            .map(|e| Exam {
                period: e.period,
                date: e.date,
                tentative: e.tentative,
                clause: e.clause.clone(),
            })
            .collect(),
        holidays: stored
            .holidays
            .iter()
            .map(|h| Holiday {
                zh: h.name_zh.clone(),
                en: h.name_en.clone(),
                start: h.start,
                end: h.end,
                make_up: h.make_up.clone(),
            })
            .collect(),
        timetable,
    }
}

fn complete(
    rules: Vec<onex_rules::Rule>,
    regional: Vec<onex_rules::RegionalRule>,
) -> Result<RuleSet> {
    if rules.is_empty() {
        return Err(Error::because(Code::NotFound, "There is no such edition"));
    }
    RuleSet::new(rules, regional).map_err(|faults| {
        Error::internal(anyhow::anyhow!("stored rules contradict: {}", faults.join("; ")))
    })
}

/// What `onex check` finds: editions whose stored calendar or rules cannot be used.
pub fn faults(conn: &mut Conn) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for edition in store::list(conn, &Scope::Country)? {
        if let Err(e) = calendar(conn, edition.id) {
            faults.push(format!("edition {}: {e}", edition.code));
        }
        if store::versions::newest(conn, edition.id)? != Some(edition.version) {
            faults.push(format!(
                "edition {}: its history does not end with version {}",
                edition.code, edition.version
            ));
        }
    }
    Ok(faults)
}

// What other slices ask.

/// The titles of the majors that the current edition lists for a level (五: the lists are open); none
/// where no edition is open.
pub fn listed_majors(conn: &mut Conn, level: InstitutionLevel) -> Result<Vec<String>> {
    let Some(edition) = store::current(conn)? else { return Ok(vec![]) };
    let list = store::lists::majors(conn, edition.id, Some(level))?;
    Ok(list.into_iter().map(|m| m.title_zh).collect())
}

/// The open edition that was announced last.
///
/// # Errors
/// `not_found` while no edition is open.
pub fn current(conn: &mut Conn) -> Result<Edition> {
    store::current(conn)?.ok_or_else(|| Error::because(Code::NotFound, "No edition is open"))
}

/// The edition that was announced last, open or not.
///
/// # Errors
/// `state_forbids` while there is none.
pub fn newest(conn: &mut Conn) -> Result<Edition> {
    store::newest(conn).map_err(|e| match e.code() {
        Code::NotFound => Error::because(Code::StateForbids, "There is no edition yet; load one")
            .why("no_edition", []),
        _ => e,
    })
}

/// The titles of these editions, whatever the scope.
///
/// # Errors
/// Those of the database.
pub fn titles(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, String>> {
    store::titles(conn, ids)
}

/// One edition, if this scope may see it.
///
/// # Errors
/// `not_found`.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Edition> {
    store::find(conn, scope, id)
}

/// The edition that something is to be made for.
///
/// # Errors
/// 422 for `edition_id` if this scope knows no such edition; `state_forbids` unless it is open.
pub fn find_open(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Edition> {
    let found = store::find(conn, scope, id)
        .map_err(|e| e.named("/edition_id", "there is no such edition"))?;
    if found.status != super::model::EditionStatus::Open {
        let detail = format!("The edition {} is not open", found.code);
        return Err(Error::because(Code::StateForbids, detail)
            .why("edition_not_open", [("edition", (&found.code).into())]));
    }
    Ok(found)
}

/// The edition of this code, if it is known to everybody.
///
/// # Errors
/// Those of the database.
pub fn published(conn: &mut Conn, code: &str) -> Result<Option<Edition>> {
    store::published(conn, code)
}

/// The rules as they hold in a region (GB/T 2260 two-digit code), or for the country.
///
/// # Errors
/// `not_found` for an unknown edition.
pub fn rules_for(conn: &mut Conn, edition: Id, region: Option<&str>) -> Result<EffectiveRules> {
    // Without a region the empty code, which no region has, loads no regional setting.
    let stored = store::rules::load(conn, edition, Some(region.unwrap_or_default()))?;
    Ok(complete(stored.rules, stored.regional)?.effective(region))
}

/// The rules as they hold in each of these regions, in their order; read once.
///
/// # Errors
/// `not_found` for an unknown edition.
pub fn rules_in(conn: &mut Conn, edition: Id, regions: &[String]) -> Result<Vec<EffectiveRules>> {
    let stored = store::rules::load(conn, edition, None)?;
    let rules = complete(stored.rules, stored.regional)?;
    Ok(regions.iter().map(|region| rules.effective(Some(region))).collect())
}

/// The edition's version in which a rule last changed; to be recorded beside a decision by rules.
///
/// # Errors
/// `not_found` for an unknown edition.
pub fn rules_version(conn: &mut Conn, edition: Id) -> Result<i64> {
    Ok(store::find(conn, &Scope::Country, edition)?.rules_version)
}

/// SHA-256 of an edition's rules as they were in a version, hexadecimal; to be recorded beside a decision by rules, and
/// to be computed again. None where the edition is not there.
///
/// # Errors
/// Those of the database.
pub fn rules_digest(conn: &mut Conn, edition: Id, version: i64) -> Result<Option<String>> {
    past::rules_digest(conn, edition, version)
}

/// The calendar of an edition.
///
/// # Errors
/// `not_found` for an unknown edition.
pub fn calendar(conn: &mut Conn, edition: Id) -> Result<Calendar> {
    let stored = store::calendar::load(conn, edition)?;
    Ok(engine(&stored, &rules_for(conn, edition, None)?))
}

/// The subjects of an edition in their order; empty for an unknown one.
///
/// # Errors
/// Those of the database.
pub fn subjects(conn: &mut Conn, edition: Id) -> Result<Vec<Subject>> {
    store::lists::subjects(conn, edition)
}

/// One exam date.
///
/// # Errors
/// `not_found`.
pub fn exam_date(conn: &mut Conn, id: Id) -> Result<ExamDate> {
    store::calendar::exam_date(conn, id)
}
