//! The hours of participants for the national plan (国培计划).

use std::collections::HashMap;

use actix_web::HttpResponse;
use onex_rules::RuleId;

use super::super::model::{EnrolmentStatus, PlanFilter, PlanRow};
use super::super::policy;
use super::super::store::plan;
use super::super::store::plan::Planned;
use super::{Numbers, edition};
use crate::cells;
use crate::domains::live_sessions::{self, ClassKind};
use crate::domains::people;
use crate::domains::training_enrolments::participants;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Error, Result};
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::http::{Page, PageQuery};
use crate::platform::keys::Keys;
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "national_plan_hours",
    title: "国培计划学时",
    columns: &[
        text("片区", 16.0),
        text("学校代码", 14.0),
        text("学校", 28.0),
        text("姓名", 14.0),
        text("工号", 14.0),
        text("证件号码", 24.0),
        number("期次", 8.0),
        text("班级", 28.0),
        number("计划学时", 10.0),
        number("参加直播学时", 14.0),
        text("结果", 12.0),
        text("证书编号", 24.0),
    ],
    most: 100_000,
    narrow: "?period",
    of_people: true,
};

/// Who took part in batches of the national plan, with their hours. Numbers of documents are masked.
pub async fn export_plan(
    state: &State,
    caller: Caller,
    filter: PlanFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "national_plan_hours.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: PlanFilter,
) -> Result<Page<PlanRow>> {
    let (limit, after, keys) = (page.limit()?, page.after::<Id>()?, state.keys.clone());
    state
        .db
        .snapshot(move |conn| {
            let edition = edition(conn, &caller, filter.edition_id)?;
            let rows = plan::list(conn, &caller.scope, (edition, &filter), after, limit)?;
            let page = Page::build(rows, limit, |r| r.enrolment);
            page.remade(|rows| shown(conn, &keys, edition, rows))
        })
        .await
}

fn shown(conn: &mut Conn, keys: &Keys, edition: Id, rows: Vec<Planned>) -> Result<Vec<PlanRow>> {
    let enrolments: Vec<Id> = rows.iter().map(|r| r.enrolment).collect();
    let persons: Vec<Id> = rows.iter().map(|r| r.person).collect();
    let mut members = participants::by_ids(conn, &enrolments)?;
    let mut classes: Vec<Id> = members.values().map(|m| m.participant.class.id).collect();
    classes.sort_unstable();
    classes.dedup();
    let attended = live_sessions::attended(conn, ClassKind::TrainingClass, &classes)?;
    let masked: HashMap<Id, String> = people::holders(conn, keys, &persons)?
        .into_iter()
        .map(|h| (h.person_id, h.masked_id))
        .collect();
    let numbers = plan::certificates(conn, edition, &persons)?;
    let mut hour = Numbers::of(edition, RuleId::ClassHourMinutes);
    rows.into_iter()
        .map(|r| {
            let of = members.remove(&r.enrolment).ok_or_else(|| {
                Error::internal(anyhow::anyhow!("enrolment {} has no class", r.enrolment))
            })?;
            let p = of.participant;
            let sessions = attended.get(&p.class.id).map(|a| a.of(r.user)).unwrap_or_default();
            let minutes: i64 = sessions.iter().map(|(_, there)| there).sum();
            let of_hour = hour.in_region(conn, &p.region_code)?.max(1);
            Ok(PlanRow {
                region_code: p.region_code,
                institution_code: p.institution.code,
                institution: p.institution.name,
                name: p.teacher.name,
                staff_no: p.teacher.staff_no,
                masked_id: masked.get(&r.person).cloned().unwrap_or_default(),
                period: r.period,
                class: p.class.title,
                planned_hours: i64::from(r.planned_hours),
                attended_hours: minutes / of_hour,
                status: r.status,
                class_status: of.class_status,
                // Of several enrolments of a person the one that passed has it.
                certificate: (r.status == EnrolmentStatus::Passed)
                    .then(|| numbers.get(&r.person).cloned())
                    .flatten(),
            })
        })
        .collect()
}

/// What came of it, or how far the class is.
fn result_name(status: EnrolmentStatus, class: &str) -> &'static str {
    match (status, class) {
        (EnrolmentStatus::Passed, _) => "合格",
        (EnrolmentStatus::Failed, _) => "不合格",
        (EnrolmentStatus::Dropped, _) => "中途退出",
        (_, "running") => "研修中",
        (_, "finished") => "评定中",
        _ => "待开班",
    }
}

fn row(r: PlanRow) -> Vec<Cell> {
    cells![
        region(&r.region_code),
        r.institution_code,
        r.institution,
        r.name,
        r.staff_no,
        r.masked_id,
        i64::from(r.period),
        r.class,
        r.planned_hours,
        r.attended_hours,
        result_name(r.status, &r.class_status),
        r.certificate,
    ]
}
