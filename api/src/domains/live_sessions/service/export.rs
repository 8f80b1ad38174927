//! Live sessions as a workbook.

use actix_web::HttpResponse;

use super::super::model::{ClassKind, LiveSession, SessionFilter, SessionStatus};
use super::super::policy;
use super::list;
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, number, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "live_session",
    title: "直播课",
    columns: &[
        text("班级类型", 14.0),
        text("班级", 28.0),
        text("主题", 28.0),
        text("主讲", 14.0),
        text("开始", 18.0),
        text("结束", 18.0),
        text("状态", 10.0),
        number("分钟", 10.0),
        number("计入分钟", 10.0),
        number("考勤人数", 10.0),
        text("说明", 30.0),
    ],
    most: 20_000,
    narrow: "?from",
    of_people: false,
};

/// The sessions of a filter.
pub async fn export(state: &State, caller: Caller, filter: SessionFilter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "live_sessions.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(s: LiveSession) -> Vec<Cell> {
    let kind = match s.class_kind {
        ClassKind::TrainingClass => "师资研修班",
        ClassKind::Cohort => "学习班",
    };
    let status = match s.status {
        SessionStatus::Planned => "已安排",
        SessionStatus::Open => "进行中",
        SessionStatus::Held => "已结束",
        SessionStatus::Cancelled => "已取消",
    };
    cells![
        kind,
        s.class_title.clone(),
        s.title.clone(),
        s.host_name.clone(),
        s.starts_at,
        s.ends_at,
        status,
        i64::from(s.minutes),
        s.held_minutes.map(i64::from),
        s.attended,
        s.unrecorded.or(s.remarks),
    ]
}
