//! Training classes as a workbook.

use actix_web::HttpResponse;

use super::super::model::{ClassFilter, ClassStatus, TrainingClass};
use super::super::policy;
use super::list;
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "training_class",
    title: "研修班",
    columns: &[
        text("班级名称", 24.0),
        text("状态", 12.0),
        text("研修批次", 36.0),
        number("期次", 8.0),
        text("片区", 30.0),
        text("开始日期", 12.0),
        text("结束日期", 12.0),
        number("学员", 8.0),
        text("培训师", 30.0),
        number("应有学时", 10.0),
        number("已排学时", 10.0),
        number("已上学时", 10.0),
        number("例外", 8.0),
        text("例外原因", 40.0),
    ],
    most: 20_000,
    narrow: "?period",
    of_people: false,
};

/// The classes of a filter.
pub async fn export(state: &State, caller: Caller, filter: ClassFilter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_classes.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(c: TrainingClass) -> Vec<Cell> {
    let status = match c.status {
        ClassStatus::Formed => "待开班",
        ClassStatus::Running => "研修中",
        ClassStatus::Finished => "已结束",
        ClassStatus::Dissolved => "已解散",
    };
    let regions: Vec<String> = c.region_codes.iter().map(|code| region(code)).collect();
    let trainers: Vec<&str> = c.trainers.iter().map(|t| t.name.as_str()).collect();
    let reasons: Vec<&str> = c.deviations.iter().map(|d| d.reason.as_str()).collect();
    cells![
        c.title.clone(),
        status,
        c.batch.title.clone(),
        i64::from(c.period),
        regions.join("、"),
        c.starts_on.to_string(),
        c.ends_on.to_string(),
        c.participant_count,
        trainers.join("、"),
        c.hours.least,
        c.hours.planned,
        c.hours.held,
        i64::try_from(c.deviations.len()).unwrap_or_default(),
        reasons.join("；"),
    ]
}
