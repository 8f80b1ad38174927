//! Cohorts as a workbook.

use actix_web::HttpResponse;

use super::super::model::{Cohort, CohortFilter, CohortKind, CohortStatus};
use super::super::policy;
use super::list;
use crate::cells;
use crate::domains::editions;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "cohort",
    title: "学习班",
    columns: &[
        text("班名", 24.0),
        text("状态", 12.0),
        text("学校", 28.0),
        text("学校代码", 14.0),
        text("片区", 16.0),
        text("期次", 40.0),
        text("专业", 20.0),
        text("授课方式", 12.0),
        text("培训期", 12.0),
        number("学生", 8.0),
        text("教师", 24.0),
        number("例外", 8.0),
        text("提交时间", 18.0),
        text("审批时间", 18.0),
    ],
    most: 20_000,
    narrow: "?region_code",
    of_people: false,
};

/// The cohorts of a filter.
pub async fn export(state: &State, caller: Caller, filter: CohortFilter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "cohorts.export")?;
    let pages = |page| titled(state, &caller, page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

/// A page of the list, each cohort with the title of its edition.
async fn titled(
    state: &State,
    caller: &Caller,
    page: PageQuery,
    filter: CohortFilter,
) -> Result<Page<(Cohort, String)>> {
    let page = list(state, caller.clone(), page, filter).await?;
    let ids: Vec<Id> = page.items.iter().map(|c| c.edition_id).collect();
    let titles = state.db.read(move |conn| editions::titles(conn, &ids)).await?;
    Ok(page.map(|c| {
        let title = titles.get(&c.edition_id).cloned().unwrap_or_default();
        (c, title)
    }))
}

fn row((c, edition): (Cohort, String)) -> Vec<Cell> {
    let status = match c.status {
        CohortStatus::Draft => "组建中",
        CohortStatus::Submitted => "待审批",
        CohortStatus::Returned => "退回修改",
        CohortStatus::Approved => "已批准",
        CohortStatus::Running => "授课中",
        CohortStatus::Finished => "已结束",
        CohortStatus::Dissolved => "已撤销",
    };
    let kind = match c.kind {
        CohortKind::Regular => "常规",
        CohortKind::Intensive => "集中授课",
    };
    let periods: Vec<String> = c.periods.iter().map(|p| format!("第 {p} 期")).collect();
    let teachers: Vec<&str> = c.teachers.iter().map(|t| t.name.as_str()).collect();
    cells![
        c.title.clone(),
        status,
        c.institution.name.clone(),
        c.institution.code.clone(),
        region(&c.region_code),
        edition,
        c.major.clone(),
        kind,
        periods.join("、"),
        c.student_count,
        teachers.join("、"),
        i64::try_from(c.deviations.len()).unwrap_or(i64::MAX),
        c.submitted_at,
        c.decided_at,
    ]
}
