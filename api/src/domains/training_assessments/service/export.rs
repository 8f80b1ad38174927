//! Judgements as a workbook.

use actix_web::HttpResponse;

use super::super::model::{Judgement, JudgementFilter, TrainingOutcome};
use super::super::policy;
use super::list;
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "training_judgement",
    title: "综合评定",
    columns: &[
        text("批次名称", 36.0),
        text("片区", 12.0),
        text("院校", 28.0),
        text("姓名", 12.0),
        text("工号", 14.0),
        text("平时学习记录", 12.0),
        text("在线测试", 10.0),
        text("教学设计", 10.0),
        text("综合成绩", 10.0),
        text("结果", 10.0),
        text("改判", 8.0),
        text("理由", 36.0),
        text("确认时间", 18.0),
    ],
    most: 20_000,
    narrow: "?batch_id",
    of_people: true,
};

/// The judgements of a filter.
pub async fn export(
    state: &State,
    caller: Caller,
    filter: JudgementFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_judgements.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(j: Judgement) -> Vec<Cell> {
    let a = j.arithmetic;
    let mut parts = a.parts.iter().map(|row| row.score.map(|s| s.to_string()));
    let result = match j.result {
        Some(TrainingOutcome::Passed) => "合格",
        Some(TrainingOutcome::Failed) => "不合格",
        None => "",
    };
    let of = j.participant;
    cells![
        j.batch.title,
        of.as_ref().map(|p| region(&p.region_code)),
        of.as_ref().map(|p| p.institution_name.clone()),
        of.as_ref().map(|p| p.name.clone()),
        of.as_ref().map(|p| p.staff_no.clone()),
        parts.next().flatten(),
        parts.next().flatten(),
        parts.next().flatten(),
        a.composite.map(|s| s.to_string()),
        result,
        if j.overridden { "是" } else { "否" },
        j.reason.filter(|_| j.overridden),
        j.confirmed_at,
    ]
}
