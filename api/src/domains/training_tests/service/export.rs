//! Attempts as a workbook.

use actix_web::HttpResponse;

use super::super::model::{AttemptFilter, AttemptStatus, TestAttempt};
use super::super::policy;
use super::list;
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "test_attempt",
    title: "测验成绩",
    columns: &[
        text("姓名", 14.0),
        text("工号", 14.0),
        text("学校", 28.0),
        text("片区", 16.0),
        number("第几次作答", 12.0),
        text("状态", 12.0),
        text("开始时间", 18.0),
        text("结束时间", 18.0),
        text("得分", 10.0),
        text("计入评定", 10.0),
    ],
    most: 20_000,
    narrow: "?status",
    of_people: true,
};

/// The attempts of a filter.
pub async fn export(
    state: &State,
    caller: Caller,
    test: Id,
    filter: AttemptFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "test_attempts.export")?;
    let pages = |page| list(state, caller.clone(), test, page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(a: TestAttempt) -> Vec<Cell> {
    let status = match a.status {
        AttemptStatus::Open => "作答中",
        AttemptStatus::Submitted => "已交卷",
        AttemptStatus::Expired => "到时收卷",
    };
    let score = a.score_hundredths.map(|s| format!("{}.{:02}", s / 100, s % 100));
    cells![
        a.participant.name.clone(),
        a.participant.staff_no.clone(),
        a.participant.institution.clone(),
        region(&a.participant.region_code),
        i64::from(a.no),
        status,
        a.started_at,
        a.ended_at,
        score,
        if a.counts { "是" } else { "否" },
    ]
}
