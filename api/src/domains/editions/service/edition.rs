//! HQ names, opens and closes editions, and copies one to other dates.

use std::collections::BTreeMap;

use onex_calendar::{DateTooFar, shift_date};
use onex_rules::{RuleValue, Source};
use serde_json::json;
use time::Date;

use super::super::model::{
    Change, Course, Edition, EditionCopy, EditionStatus, EditionUpdate, ExamDate, Subject,
    VersionKind, Window, WindowKind,
};
use super::super::store::{calendar, lists, rules};
use super::super::{policy, store};
use super::change::{Act, Facts, difference};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch};
use crate::platform::ids;
use crate::platform::state::State;

fn facts(e: &Edition) -> Facts {
    Facts::from([
        ("title_zh".into(), json!(e.title_zh)),
        ("title_en".into(), json!(e.title_en)),
        ("status".into(), json!(e.status)),
    ])
}

/// Changes titles or status.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    update: EditionUpdate,
) -> Result<Edition> {
    caller.may(policy::TABLE, "editions.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut edition = store::lock(conn, &caller.scope, id)?;
            seen.check(edition.version)?;
            let before = facts(&edition);
            edition.title_zh = update.title_zh.unwrap_or(edition.title_zh);
            edition.title_en = update.title_en.unwrap_or(edition.title_en);
            edition.status = match (edition.status, update.status) {
                (stands, None) => stands,
                (stands, Some(next)) if stands == next => stands,
                (EditionStatus::Draft | EditionStatus::Closed, Some(EditionStatus::Open)) => {
                    EditionStatus::Open
                }
                (EditionStatus::Open, Some(EditionStatus::Closed)) => EditionStatus::Closed,
                (stands, Some(next)) => {
                    let detail = format!("An edition that is {stands} cannot become {next}");
                    return Err(Error::because(Code::StateForbids, detail));
                }
            };
            let changes = difference(&before, &facts(&edition));
            if !changes.is_empty() {
                let act = Act { caller: Some(&caller), now, reason: Some(&update.reason) };
                act.record(conn, &mut edition, VersionKind::Edition, None, &changes)?;
            }
            Ok(edition)
        })
        .await
}

/// Copies an edition to other dates, as a draft.
pub async fn copy(
    state: &State,
    caller: Caller,
    id: Id,
    key: IdempotencyKey,
    request: EditionCopy,
) -> Result<actix_web::HttpResponse> {
    caller.may(policy::TABLE, "editions.copy")?;
    let now = state.clock.now();
    let bytes = serde_json::to_vec(&(id, &request))?;
    let author = caller.clone();
    key.run(state, &caller, "copy_edition", &bytes, move |conn| {
        let source = store::find(conn, &author.scope, id)?;
        let act = Act { caller: Some(&author), now, reason: request.reason.as_deref() };
        let edition = write_copy(conn, &source, &request, &act)?;
        Idempotent::created(format!("/api/v1/editions/{}", edition.id), &edition)
    })
    .await
}

/// Days by which to move, and the field that says so.
fn distance(windows: &[Window], request: &EditionCopy) -> Result<(i64, &'static str)> {
    match (request.shift_days, request.start) {
        (Some(days), None) => Ok((days, "/shift_days")),
        (None, Some(start)) => {
            let opening = windows
                .iter()
                .filter(|w| w.kind == WindowKind::PlatformOpen)
                .map(|w| w.start)
                .min()
                .ok_or_else(|| {
                    Error::field(
                        "/start",
                        "no_opening",
                        "the edition has no platform opening; give shift_days",
                    )
                })?;
            Ok(((start - opening).whole_days(), "/start"))
        }
        _ => Err(Error::field("/shift_days", "one_of", "give either shift_days or start")),
    }
}

fn write_copy(
    conn: &mut Conn,
    source: &Edition,
    request: &EditionCopy,
    act: &Act<'_>,
) -> Result<Edition> {
    let stored = calendar::load(conn, source.id)?;
    let (days, pointer) = distance(&stored.windows, request)?;
    let moved = |date: Date| {
        let too_far = || {
            Error::field(
                pointer,
                "range",
                format!("{date} moved by {days} days leaves the years 2000 to 2999"),
            )
        };
        shift_date(date, days)
            .map_err(|_: DateTooFar| too_far())
            .and_then(|d| if (2000..=2999).contains(&d.year()) { Ok(d) } else { Err(too_far()) })
    };
    let issued_on = moved(source.issued_on)?;
    let edition = Edition {
        id: ids::new(),
        code: request.code.clone(),
        title_zh: request.title_zh.clone(),
        title_en: request.title_en.clone(),
        year: issued_on.year(),
        // An edition announced from August on is that of the autumn.
        season: if u8::from(issued_on.month()) < 8 { 1 } else { 2 },
        issued_on,
        status: EditionStatus::Draft,
        copied_from: Some(source.id),
        facts: source.facts.clone(),
        version: 1,
        calendar_version: 1,
        rules_version: 1,
        created_at: act.now,
    };
    free(conn, &edition, pointer)?;
    store::insert(conn, &edition)?;
    for rule in rules_to_copy(conn, source.id, &edition, days, &moved)? {
        rules::insert_regional(conn, edition.id, &rule)?;
    }
    let mut windows = stored.windows;
    for w in &mut windows {
        (w.start, w.end) = (moved(w.start)?, moved(w.end)?);
    }
    calendar::replace_windows(conn, edition.id, &windows)?;
    // Holidays are facts of the year: they stay where they are.
    calendar::replace_holidays(conn, edition.id, &stored.holidays)?;
    for e in stored.exam_dates {
        let (id, edition_id, date) = (ids::new(), edition.id, moved(e.date)?);
        let tentative = e.tentative || days != 0;
        calendar::insert_exam(conn, &ExamDate { id, edition_id, date, tentative, ..e })?;
    }
    copy_lists(conn, source.id, edition.id)?;
    let change =
        Change { path: "edition".into(), before: json!(source.code), after: json!(edition.code) };
    act.remember(conn, &edition, VersionKind::Copied, None, &[change])?;
    Ok(edition)
}

/// Code, and year with season, belong to one edition each.
fn free(conn: &mut Conn, edition: &Edition, pointer: &str) -> Result<()> {
    if store::code_exists(conn, &edition.code)? {
        let detail = format!("There is an edition {} already", edition.code);
        return Err(Error::because(Code::AlreadyExists, detail)
            .why("edition_code_taken", [("code", (&edition.code).into())])
            .and_field("/code", "taken", "is taken"));
    }
    if store::season_exists(conn, edition.year, edition.season)? {
        let season = if edition.season == 1 { "spring" } else { "autumn" };
        let detail = format!(
            "There is an edition of {season} {} already, and certificate numbers tell editions apart by year and season",
            edition.year
        );
        return Err(Error::because(Code::AlreadyExists, detail)
            .why("season_taken", [("year", edition.year.to_string().into())])
            .and_field(pointer, "taken", "choose another season"));
    }
    Ok(())
}

/// Writes the rules, whose dates move along, and returns the regional settings to write after them.
fn rules_to_copy(
    conn: &mut Conn,
    source: Id,
    edition: &Edition,
    days: i64,
    moved: &impl Fn(Date) -> Result<Date>,
) -> Result<Vec<onex_rules::RegionalRule>> {
    let stored = rules::load(conn, source, None)?;
    for mut rule in stored.rules {
        if let RuleValue::Date(date) = rule.value {
            rule.value = RuleValue::Date(moved(date)?);
            rule.source = if days == 0 { rule.source } else { Source::Hq };
        }
        rules::insert(conn, edition.id, &rule, edition.version)?;
    }
    let mut regional = stored.regional;
    for variant in &mut regional {
        if let Some(RuleValue::Date(date)) = variant.value {
            variant.value = Some(RuleValue::Date(moved(date)?));
        }
    }
    Ok(regional)
}

fn copy_lists(conn: &mut Conn, source: Id, edition_id: Id) -> Result<()> {
    let mut new_id = BTreeMap::new();
    for c in lists::courses(conn, source)? {
        let id = ids::new();
        new_id.insert(c.id, id);
        lists::insert_course(conn, Course { id, edition_id, ..c })?;
    }
    for s in lists::subjects(conn, source)? {
        let course_id = s.course_id.and_then(|old| new_id.get(&old).copied());
        lists::insert_subject(conn, Subject { id: ids::new(), edition_id, course_id, ..s })?;
    }
    for m in lists::majors(conn, source, None)? {
        lists::insert_major(conn, edition_id, &m)?;
    }
    Ok(())
}
