//! Training batches as a workbook.

use actix_web::HttpResponse;

use super::super::model::{BatchFilter, BatchStatus, TrainingBatch};
use super::super::policy;
use super::list;
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "training_batch",
    title: "研修批次",
    columns: &[
        text("批次名称", 36.0),
        text("状态", 12.0),
        number("期次", 8.0),
        text("片区", 30.0),
        text("报名开始", 18.0),
        text("报名截止", 18.0),
        text("开始日期", 12.0),
        text("结束日期", 12.0),
        number("名额", 8.0),
        number("已报名", 8.0),
        number("候补", 8.0),
        number("计划学时", 10.0),
        text("国培计划", 10.0),
        text("培训师", 30.0),
    ],
    most: 20_000,
    narrow: "?period",
    of_people: false,
};

/// The batches of a filter.
pub async fn export(state: &State, caller: Caller, filter: BatchFilter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_batches.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(b: TrainingBatch) -> Vec<Cell> {
    let status = match b.status {
        BatchStatus::Draft => "筹备中",
        BatchStatus::Enrolling => "报名中",
        BatchStatus::Grouped => "已分班",
        BatchStatus::Running => "研修中",
        BatchStatus::Assessing => "评定中",
        BatchStatus::Finished => "已完成",
        BatchStatus::Cancelled => "已取消",
    };
    let regions: Vec<String> = b.region_codes.iter().map(|code| region(code)).collect();
    let trainers: Vec<&str> = b.trainers.iter().map(|t| t.name.as_str()).collect();
    cells![
        b.title.clone(),
        status,
        i64::from(b.period),
        regions.join("、"),
        b.enrol_from,
        b.enrol_until,
        b.starts_on.to_string(),
        b.ends_on.to_string(),
        i64::from(b.places),
        i64::from(b.taken),
        b.waiting,
        i64::from(b.planned_hours),
        if b.national_plan { "是" } else { "否" },
        trainers.join("、"),
    ]
}
