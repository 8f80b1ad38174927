//! HQ edits the calendar and moves exam dates.

use serde_json::json;

use super::super::model::{
    CalendarUpdate, CalendarView, Edition, ExamDate, ExamDateInput, ExamDateMove, Holiday,
    VersionKind, Window, WindowInput, years,
};
use super::super::store::calendar::{self as rows, Stored};
use super::super::{policy, store};
use super::change::{Act, Facts, difference, open_for_change};
use super::{calendar_view, engine, rules_for};
use crate::domains::notices;
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::IfMatch;
use crate::platform::ids;
use crate::platform::state::State;

/// Whom an exam date concerns by their role (三.2); beside them, everybody in a cohort of the edition.
const CONCERNED: &[Role] = &[Role::Certifier, Role::BranchStaff, Role::InstitutionAdmin];

/// Writes the calendar in place of the one that stands.
pub async fn replace_calendar(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    update: CalendarUpdate,
) -> Result<CalendarView> {
    caller.may(policy::TABLE, "editions.update")?;
    let now = state.clock.now();
    let (view, told) = state
        .db
        .write(move |conn| {
            let mut edition = store::lock(conn, &caller.scope, id)?;
            open_for_change(&edition)?;
            seen.check(edition.calendar_version)?;
            let before = rows::load(conn, id)?;
            let after = merged(&before, id, &update)?;
            check(conn, id, &after)?;
            let changes = difference(&facts(&before), &facts(&after));
            if changes.is_empty() {
                return Ok((calendar_view(conn, &edition)?, false));
            }
            rows::replace_windows(conn, id, &after.windows)?;
            rows::replace_holidays(conn, id, &after.holidays)?;
            let act = Act { caller: Some(&caller), now, reason: Some(&update.reason) };
            let told = write_exams(conn, &edition, &before.exam_dates, &after.exam_dates, &act)?;
            act.record(conn, &mut edition, VersionKind::Calendar, None, &changes)?;
            Ok((calendar_view(conn, &edition)?, told))
        })
        .await?;
    if told {
        state.wake_streams();
    }
    Ok(view)
}

/// Moves one exam date, or settles it, and tells everyone concerned.
pub async fn move_exam(
    state: &State,
    caller: Caller,
    (id, exam): (Id, Id),
    seen: IfMatch,
    change: ExamDateMove,
) -> Result<CalendarView> {
    caller.may(policy::TABLE, "editions.update")?;
    let now = state.clock.now();
    let (view, told) = state
        .db
        .write(move |conn| {
            let mut edition = store::lock(conn, &caller.scope, id)?;
            let before = rows::load(conn, id)?;
            let mut after = before.clone();
            let exam = after
                .exam_dates
                .iter_mut()
                .find(|e| e.id == exam)
                .ok_or_else(|| Error::new(Code::NotFound))?;
            open_for_change(&edition)?;
            seen.check(edition.calendar_version)?;
            exam.date = change.date;
            exam.tentative = change.tentative.unwrap_or(exam.tentative);
            let (own, date) = (exam.id, exam.date);
            if after.exam_dates.iter().any(|e| e.id != own && e.date == date) {
                return Err(Error::field("/date", "taken", "another exam is held on that day"));
            }
            let changes = difference(&facts(&before), &facts(&after));
            if changes.is_empty() {
                return Ok((calendar_view(conn, &edition)?, false));
            }
            let act = Act { caller: Some(&caller), now, reason: Some(&change.reason) };
            let told = write_exams(conn, &edition, &before.exam_dates, &after.exam_dates, &act)?;
            act.record(conn, &mut edition, VersionKind::ExamDate, None, &changes)?;
            Ok((calendar_view(conn, &edition)?, told))
        })
        .await?;
    if told {
        state.wake_streams();
    }
    Ok(view)
}

/// The calendar as it is to be. What HQ leaves as the notice states it keeps its clause.
fn merged(before: &Stored, edition: Id, update: &CalendarUpdate) -> Result<Stored> {
    let window = |w: &WindowInput| {
        let stands = before.windows.iter().find(|b| {
            (b.kind, b.period, b.start, b.end, b.effect)
                == (w.kind, w.period, w.start, w.end, w.effect)
        });
        Window {
            kind: w.kind,
            period: w.period,
            start: w.start,
            end: w.end,
            effect: w.effect,
            clause: stands.map(|b| b.clause.clone()).unwrap_or_default(),
        }
    };
    // A moved exam is still the exam of its clause, so the clause stays.
    let exam = |e: &ExamDateInput| {
        let stands = before.exam_dates.iter().find(|b| b.period == e.period);
        ExamDate {
            id: stands.map_or_else(ids::new, |b| b.id),
            edition_id: edition,
            period: e.period,
            date: e.date,
            tentative: e.tentative,
            clause: stands.map(|b| b.clause.clone()).unwrap_or_default(),
        }
    };
    let mut errors = Vec::new();
    let mut refuse = |pointer: String, code: &str, message: &str| {
        errors.push(FieldError::new(pointer, code, message));
    };
    for (i, e) in update.exam_dates.iter().flatten().enumerate() {
        let earlier = || update.exam_dates.iter().flatten().take(i);
        if earlier().any(|o| o.period == e.period) {
            refuse(format!("/exam_dates/{i}/period"), "repeated", "occurs twice");
        }
        if earlier().any(|o| o.date == e.date) {
            refuse(format!("/exam_dates/{i}/date"), "repeated", "another exam is held on that day");
        }
    }
    for (i, h) in update.holidays.iter().flatten().enumerate() {
        if update.holidays.iter().flatten().take(i).any(|o| o.start == h.start) {
            refuse(
                format!("/holidays/{i}/start"),
                "repeated",
                "another holiday starts on that day",
            );
        }
        for (j, day) in h.make_up.iter().enumerate() {
            if years(day).is_err() {
                refuse(
                    format!("/holidays/{i}/make_up/{j}"),
                    "range",
                    "must lie in the years 2000 to 2999",
                );
            }
        }
    }
    if !errors.is_empty() {
        return Err(Error::fields(errors));
    }
    let kept = |kept: &[Holiday]| kept.to_vec();
    Ok(Stored {
        windows: update.windows.iter().map(window).collect(),
        exam_dates: match &update.exam_dates {
            Some(exams) => exams.iter().map(exam).collect(),
            None => before.exam_dates.clone(),
        },
        holidays: kept(update.holidays.as_deref().unwrap_or(&before.holidays)),
    })
}

/// Refuses what cannot be meant so. Contradictions that somebody may have meant are warnings instead.
fn check(conn: &mut Conn, edition: Id, calendar: &Stored) -> Result<()> {
    use onex_calendar::{Language, WarningSeverity};
    let rules = rules_for(conn, edition, None)?;
    let errors: Vec<FieldError> = onex_calendar::warnings(&engine(calendar, &rules))
        .into_iter()
        .filter(|w| w.severity == WarningSeverity::Error)
        .map(|w| {
            FieldError::new(
                format!("/{}s", w.code.as_str().split('.').next().unwrap_or_default()),
                w.code.as_str(),
                w.message(Language::En),
            )
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::fields(errors)) }
}

fn facts(calendar: &Stored) -> Facts {
    let windows = calendar.windows.iter().map(|w| {
        let value = json!({ "start": w.start, "end": w.end, "effect": w.effect });
        (format!("windows.{}.{}", w.kind, w.period), value)
    });
    let exams = calendar.exam_dates.iter().map(|e| {
        (format!("exam_dates.{}", e.period), json!({ "date": e.date, "tentative": e.tentative }))
    });
    let holidays = calendar.holidays.iter().map(|h| (format!("holidays.{}", h.start), json!(h)));
    windows.chain(exams).chain(holidays).collect()
}

/// Writes what differs and tells those concerned; `true` if somebody was told.
fn write_exams(
    conn: &mut Conn,
    edition: &Edition,
    before: &[ExamDate],
    after: &[ExamDate],
    act: &Act<'_>,
) -> Result<bool> {
    let mut told = false;
    for gone in before.iter().filter(|b| after.iter().all(|a| a.id != b.id)) {
        if !rows::delete_exam(conn, gone.id)? {
            let detail = format!(
                "Exam {} of {} is referred to, by results for one: move it instead of taking it away",
                gone.period, gone.date
            );
            return Err(Error::because(Code::StateForbids, detail).why(
                "exam_referred",
                [("period", i64::from(gone.period).into()), ("day", gone.date.into())],
            ));
        }
        let params = json!({ "period": gone.period, "from": gone.date, "reason": act.reason });
        told |= tell(conn, edition, "exam.cancelled", params, act)?;
    }
    for exam in after {
        let Some(stood) = before.iter().find(|b| b.id == exam.id) else {
            rows::insert_exam(conn, exam)?;
            continue;
        };
        if stood == exam {
            continue;
        }
        rows::update_exam(conn, exam)?;
        if stood.date != exam.date {
            let params = json!({
                "period": exam.period, "from": stood.date, "to": exam.date, "reason": act.reason,
            });
            told |= tell(conn, edition, "exam.moved", params, act)?;
        }
    }
    Ok(told)
}

/// A draft concerns nobody yet; of an open edition, everybody concerned is told but the one who changed it.
fn tell(
    conn: &mut Conn,
    edition: &Edition,
    kind: &str,
    mut params: serde_json::Value,
    act: &Act<'_>,
) -> Result<bool> {
    use super::super::model::EditionStatus;
    if edition.status != EditionStatus::Open {
        return Ok(false);
    }
    let mut people = store::holders(conn, CONCERNED)?;
    people.extend(store::members(conn, edition.id)?);
    people.retain(|id| Some(*id) != act.caller.map(|c| c.user));
    let link = format!("/editions/{}", edition.id);
    // The reader's language is known where it is read.
    params["edition"] = json!(edition.code);
    params["edition_zh"] = json!(edition.title_zh);
    params["edition_en"] = json!(edition.title_en);
    notices::send(conn, &people, kind, &params, Some(&link), act.now)?;
    Ok(!people.is_empty())
}
