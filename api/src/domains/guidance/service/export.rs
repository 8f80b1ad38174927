//! Lists of guidance as workbooks.

use actix_web::HttpResponse;

use super::super::model::{
    GuidanceKind, GuidanceRecord, GuidanceRequest, RecordFilter, RequestFilter, RequestStatus,
    Standing, StandingFilter,
};
use super::super::policy;
use super::{list_records, list_requests, list_standing};
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::state::State;

const REQUESTS: Export = Export {
    noun: "guidance_request",
    title: "指导请求",
    columns: &[
        text("姓名", 14.0),
        text("学校", 28.0),
        text("片区", 16.0),
        text("班级", 28.0),
        text("问题", 60.0),
        text("提出时间", 18.0),
        text("答复期限", 18.0),
        text("状态", 10.0),
        text("是否超时", 10.0),
        text("答复时间", 18.0),
        text("培训师", 14.0),
        text("指导方式", 10.0),
        number("时长（分钟）", 16.0),
    ],
    most: 100_000,
    narrow: "?class_id",
    of_people: true,
};

const RECORDS: Export = Export {
    noun: "guidance_record",
    title: "指导记录",
    columns: &[
        text("姓名", 14.0),
        text("学校", 28.0),
        text("片区", 16.0),
        text("班级", 28.0),
        text("培训师", 14.0),
        text("指导方式", 10.0),
        text("指导时间", 18.0),
        number("时长（分钟）", 16.0),
        text("说明", 60.0),
    ],
    most: 100_000,
    narrow: "?class_id",
    of_people: true,
};

const STANDING: Export = Export {
    noun: "guidance_overview",
    title: "指导情况",
    columns: &[
        text("姓名", 14.0),
        text("工号", 14.0),
        text("学校", 28.0),
        text("片区", 16.0),
        text("班级", 28.0),
        text("最近视频指导", 18.0),
        text("培训师", 14.0),
        number("视频次数", 14.0),
        number("时长（分钟）", 16.0),
        number("距上次指导（天）", 12.0),
        text("是否超期", 10.0),
    ],
    most: 100_000,
    narrow: "?class_id",
    of_people: true,
};

/// What a means of guidance is called.
fn kind_name(kind: GuidanceKind) -> &'static str {
    match kind {
        GuidanceKind::Video => "视频",
        GuidanceKind::Voice => "语音",
        GuidanceKind::Text => "文字",
    }
}

fn status_name(status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Open => "待答复",
        RequestStatus::Answered => "已答复",
        RequestStatus::Withdrawn => "已撤回",
    }
}

fn yes(is: bool) -> &'static str {
    if is { "是" } else { "否" }
}

/// The requests of a filter.
pub async fn export_requests(
    state: &State,
    caller: Caller,
    filter: RequestFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "guidance_requests.export")?;
    let pages = |page| list_requests(state, caller.clone(), page, filter.clone());
    REQUESTS.answer(state, &caller, &filter, pages, request_row).await
}

fn request_row(r: GuidanceRequest) -> Vec<Cell> {
    let p = r.participant;
    let answer = r.answer.as_ref();
    cells![
        p.teacher.name,
        p.institution.name,
        region(&p.region_code),
        p.class.title,
        r.question,
        r.asked_at,
        r.due_at,
        status_name(r.status),
        yes(r.late),
        answer.map(|a| a.answered_at),
        answer.map(|a| a.by.name.clone()),
        answer.map(|a| kind_name(a.kind)),
        answer.map(|a| i64::from(a.minutes)),
    ]
}

/// The records of a filter.
pub async fn export_records(
    state: &State,
    caller: Caller,
    filter: RecordFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "guidance_records.export")?;
    let pages = |page| list_records(state, caller.clone(), page, filter.clone());
    RECORDS.answer(state, &caller, &filter, pages, record_row).await
}

fn record_row(r: GuidanceRecord) -> Vec<Cell> {
    let p = r.participant;
    cells![
        p.teacher.name,
        p.institution.name,
        region(&p.region_code),
        p.class.title,
        r.given_by.name,
        kind_name(r.kind),
        r.given_at,
        i64::from(r.minutes),
        r.note,
    ]
}

/// Where the participants of a filter stand.
pub async fn export_standing(
    state: &State,
    caller: Caller,
    filter: StandingFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "guidance_overview.export")?;
    let pages = |page| list_standing(state, caller.clone(), page, filter.clone());
    STANDING.answer(state, &caller, &filter, pages, standing_row).await
}

fn standing_row(s: Standing) -> Vec<Cell> {
    let p = s.participant;
    cells![
        p.teacher.name,
        p.teacher.staff_no,
        p.institution.name,
        region(&p.region_code),
        p.class.title,
        s.last.as_ref().map(|l| l.given_at),
        s.last.as_ref().map(|l| l.by.name.clone()),
        s.times,
        s.minutes,
        s.days_without,
        yes(s.owed),
    ]
}
