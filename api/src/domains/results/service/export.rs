//! Results as a workbook.

use actix_web::HttpResponse;

use super::list;
use crate::cells;
use crate::domains::results::model::{ResultQuery, ResultStatus, SubjectResult};
use crate::domains::results::policy;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "subject_result",
    title: "成绩",
    columns: &[
        text("学校", 28.0),
        text("学号", 18.0),
        text("姓名", 18.0),
        text("科目", 28.0),
        text("考试日期", 18.0),
        text("状态", 18.0),
        text("分数", 18.0),
    ],
    most: 300_000,
    narrow: "?exam_date_id",
    of_people: true,
};

/// The results of a filter.
pub async fn results(state: &State, caller: Caller, query: ResultQuery) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "results.export")?;
    let pages = |page| list(state, caller.clone(), query.clone(), page);
    EXPORT.answer(state, &caller, &query, pages, row).await
}

fn row(r: SubjectResult) -> Vec<Cell> {
    let status = match r.status {
        ResultStatus::Scored => "有成绩",
        ResultStatus::Absent => "缺考",
        ResultStatus::Voided => "作废",
        ResultStatus::Deferred => "缓考",
    };
    cells![
        r.institution.name,
        r.student.student_no,
        r.student.name,
        r.subject.title_zh,
        r.exam_date.to_string(),
        status,
        r.score.map(|s| s.to_string()),
    ]
}
