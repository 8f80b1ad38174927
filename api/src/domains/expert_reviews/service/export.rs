//! Reviews as a workbook, for headquarters.

use actix_web::HttpResponse;

use super::super::model::{ExpertReview, ReviewFilter, ReviewStatus};
use super::super::policy;
use super::list;
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "expert_review",
    title: "专家评审",
    columns: &[
        text("批次名称", 36.0),
        text("匿名编号", 14.0),
        text("专家", 14.0),
        text("评审席位", 10.0),
        text("状态", 10.0),
        text("逾期", 8.0),
        text("分配时间", 18.0),
        text("截止时间", 18.0),
        text("提交时间", 18.0),
        text("得分", 8.0),
        text("理由", 36.0),
    ],
    most: 20_000,
    narrow: "?batch_id",
    of_people: false,
};

/// The reviews of a filter.
pub async fn export(state: &State, caller: Caller, filter: ReviewFilter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "expert_reviews.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(r: ExpertReview) -> Vec<Cell> {
    let status = match r.status {
        ReviewStatus::Assigned => "待评审",
        ReviewStatus::Submitted => "已提交",
        ReviewStatus::Released => "已退回",
    };
    let slot = match r.slot {
        Some(3) => "第三专家",
        Some(2) => "专家二",
        _ => "专家一",
    };
    cells![
        r.batch.title,
        r.code,
        r.expert.map(|e| e.name),
        slot,
        status,
        if r.late { "是" } else { "否" },
        r.assigned_at,
        r.due_at,
        r.submitted_at,
        r.total.map(|t| t.to_string()),
        r.reason,
    ]
}
