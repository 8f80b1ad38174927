//! Who has missed too much of a class that runs.

use std::collections::HashMap;

use actix_web::HttpResponse;
use onex_rules::RuleId;

use super::super::model::{AtRisk, Attended, Circle, OwnHours, RiskFilter, percent};
use super::super::policy;
use super::super::store::running;
use super::Numbers;
use crate::cells;
use crate::domains::live_sessions::{self, ClassKind};
use crate::domains::training_enrolments::participants;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// What each participant of classes that run has attended, by enrolment; those of classes without a session whose
/// attendance is recorded are left out: such sessions say nothing of anybody.
fn of_running(conn: &mut Conn, circle: &Circle, filter: &RiskFilter) -> Result<Vec<Attended>> {
    let people = running::all(conn, circle, filter)?;
    let mut classes: Vec<Id> = people.iter().map(|p| p.class).collect();
    classes.sort_unstable();
    classes.dedup();
    let recorded = live_sessions::attended(conn, ClassKind::TrainingClass, &classes)?;
    let of = |p: running::TakingPart| {
        let sessions = recorded.get(&p.class)?.of(p.user);
        let held: i64 = sessions.iter().map(|(held, _)| held).sum();
        let attended = sessions.iter().map(|(_, there)| there).sum();
        let (enrolment, edition, period, region) = (p.enrolment, p.edition, p.period, p.region);
        (held > 0).then_some(Attended { enrolment, edition, period, region, attended, held })
    };
    Ok(people.into_iter().filter_map(of).collect())
}

/// Those of a circle who are at risk, by enrolment, each with the percentage that is asked of them.
pub fn at_risk(
    conn: &mut Conn,
    circle: &Circle,
    filter: &RiskFilter,
) -> Result<Vec<(Attended, i64)>> {
    let mut asked: HashMap<Id, Numbers> = HashMap::new();
    let mut out = Vec::new();
    for person in of_running(conn, circle, filter)? {
        let numbers = asked
            .entry(person.edition)
            .or_insert_with(|| Numbers::of(person.edition, RuleId::TrainingMinAttendance));
        let least = numbers.in_region(conn, &person.region)?;
        if person.is_at_risk(least) {
            out.push((person, least));
        }
    }
    Ok(out)
}

fn shown(conn: &mut Conn, rows: Vec<(Attended, i64)>) -> Result<Vec<AtRisk>> {
    let ids: Vec<Id> = rows.iter().map(|(a, _)| a.enrolment).collect();
    let mut members = participants::by_ids(conn, &ids)?;
    rows.into_iter()
        .map(|(a, min_percent)| {
            let of = members.remove(&a.enrolment).ok_or_else(|| {
                Error::internal(anyhow::anyhow!("enrolment {} has no class", a.enrolment))
            })?;
            Ok(AtRisk {
                participant: of.participant,
                attended_minutes: a.attended.clamp(0, a.held),
                held_minutes: a.held,
                percent: percent(a.attended, a.held).unwrap_or_default(),
                min_percent,
            })
        })
        .collect()
}

fn checked(filter: &RiskFilter) -> Result<()> {
    let two_digits = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit());
    if filter.region_code.as_ref().is_some_and(|code| !two_digits(code)) {
        return Err(Error::field("?region_code", "pattern", "must be two digits"));
    }
    Ok(())
}

/// A page of those in the caller's circle who are at risk.
pub async fn list_at_risk(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: RiskFilter,
) -> Result<Page<AtRisk>> {
    caller.may(policy::TABLE, "training_risks.read")?;
    checked(&filter)?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            // Attendance is summed over the classes that run; there is no index of who falls short.
            let mut rows = at_risk(conn, &Circle::of(&caller), &filter)?;
            let total = page.total(|| Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX)))?;
            rows.retain(|(a, _)| after.is_none_or(|after| a.enrolment > after));
            rows.truncate(usize::try_from(limit + 1).unwrap_or(usize::MAX));
            Page::build(rows, limit, |(a, _)| a.enrolment)
                .of(total)
                .remade(|rows| shown(conn, rows))
        })
        .await
}

/// What the caller attended of their own classes that run and have held something.
pub async fn own_hours(state: &State, caller: Caller) -> Result<Vec<OwnHours>> {
    caller.may(policy::TABLE, "training_hours.read_own")?;
    state
        .db
        .snapshot(move |conn| {
            let own = of_running(conn, &Circle::of(&caller), &RiskFilter::default())?;
            own.into_iter()
                .map(|a| {
                    let mut asked = Numbers::of(a.edition, RuleId::TrainingMinAttendance);
                    let mut hour = Numbers::of(a.edition, RuleId::ClassHourMinutes);
                    let of_hour = hour.in_region(conn, &a.region)?.max(1);
                    Ok(OwnHours {
                        enrolment_id: a.enrolment,
                        attended_hours: a.attended.clamp(0, a.held) / of_hour,
                        held_hours: a.held / of_hour,
                        percent: percent(a.attended, a.held).unwrap_or_default(),
                        min_percent: asked.in_region(conn, &a.region)?,
                    })
                })
                .collect()
        })
        .await
}

/// Those at risk for whoever looks after them.
pub fn cards(conn: &mut Conn, caller: &Caller, _now: Ts) -> Result<Vec<Card>> {
    Ok(match caller.role {
        Role::HqAdmin | Role::BranchStaff | Role::Trainer => {
            let n = at_risk(conn, &Circle::of(caller), &RiskFilter::default())?.len();
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            vec![Card::new("participants_at_risk", n, "/training/at-risk")]
        }
        _ => vec![],
    })
}

const EXPORT: Export = Export {
    noun: "training_risk",
    title: "出勤预警",
    columns: &[
        text("姓名", 14.0),
        text("工号", 14.0),
        text("学校", 28.0),
        text("片区", 16.0),
        text("班级", 28.0),
        number("参加分钟", 12.0),
        number("计入分钟", 12.0),
        number("出勤率（%）", 12.0),
        number("参训教师最低出勤率（%）", 14.0),
    ],
    most: 100_000,
    narrow: "?class_id",
    of_people: true,
};

/// The same as a workbook.
pub async fn export_at_risk(
    state: &State,
    caller: Caller,
    filter: RiskFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_risks.export")?;
    checked(&filter)?;
    // Attendance is summed once, not once for each page.
    let pages = async |_| {
        let (circle, filter) = (Circle::of(&caller), filter.clone());
        let all = move |conn: &mut Conn| {
            let rows = at_risk(conn, &circle, &filter)?;
            shown(conn, rows)
        };
        state.db.snapshot(all).await.map(Page::whole)
    };
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(r: AtRisk) -> Vec<Cell> {
    let p = r.participant;
    cells![
        p.teacher.name,
        p.teacher.staff_no,
        p.institution.name,
        region(&p.region_code),
        p.class.title,
        r.attended_minutes,
        r.held_minutes,
        r.percent,
        r.min_percent,
    ]
}
