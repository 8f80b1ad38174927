//! Enrolments as a workbook.

use actix_web::HttpResponse;

use super::super::model::{Enrolment, EnrolmentFilter, EnrolmentStatus};
use super::super::policy;
use super::list;
use crate::cells;
use crate::domains::institutions;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "training_enrolment",
    title: "研修报名",
    columns: &[
        text("姓名", 14.0),
        text("工号", 14.0),
        text("学校", 28.0),
        text("学校代码", 14.0),
        text("办学层次", 12.0),
        text("片区", 16.0),
        text("批次名称", 36.0),
        number("期次", 8.0),
        text("状态", 12.0),
        number("报名序号", 10.0),
        number("候补名次", 10.0),
        text("报名时间", 18.0),
        text("递补时间", 18.0),
        text("结束时间", 18.0),
        text("原因", 30.0),
    ],
    most: 100_000,
    narrow: "?batch_id",
    of_people: true,
};

/// The enrolments of a filter.
pub async fn export(
    state: &State,
    caller: Caller,
    filter: EnrolmentFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_enrolments.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

/// What a status is called.
fn status_name(status: EnrolmentStatus) -> &'static str {
    match status {
        EnrolmentStatus::Waiting => "候补",
        EnrolmentStatus::Enrolled => "已报名",
        EnrolmentStatus::Placed => "已编班",
        EnrolmentStatus::Passed => "合格",
        EnrolmentStatus::Failed => "不合格",
        EnrolmentStatus::Dropped => "中途退出",
        EnrolmentStatus::Withdrawn => "已撤回",
        EnrolmentStatus::Expired => "候补未成",
    }
}

fn row(e: Enrolment) -> Vec<Cell> {
    cells![
        e.teacher.name.clone(),
        e.teacher.staff_no.clone(),
        e.institution.name.clone(),
        e.institution.code.clone(),
        institutions::level_name(e.level),
        region(&e.region_code),
        e.batch.title.clone(),
        i64::from(e.batch.period),
        status_name(e.status),
        e.seq,
        e.rank,
        e.enrolled_at,
        e.promoted_at,
        e.ended_at,
        e.reason.clone(),
    ]
}
