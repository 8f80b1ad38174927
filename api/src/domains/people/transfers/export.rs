//! Transfers as a workbook: what the list does not tell its reader, the workbook does not tell either.

use actix_web::HttpResponse;

use super::super::policy;
use super::model::{Transfer, TransferFilter, TransferStatus};
use super::service::list;
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "transfer",
    title: "转学",
    columns: &[
        text("学生", 14.0),
        text("转出学校", 28.0),
        text("转入学校", 28.0),
        text("新学号", 18.0),
        text("状态", 10.0),
        text("等待谁", 30.0),
        text("理由", 40.0),
        text("申请时间", 18.0),
        text("办结时间", 18.0),
    ],
    most: 20_000,
    narrow: "?status",
    of_people: true,
};

/// The transfers of a filter.
pub async fn export(state: &State, caller: Caller, filter: TransferFilter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "transfers.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(t: Transfer) -> Vec<Cell> {
    let status = match t.status {
        TransferStatus::Requested => "待同意",
        TransferStatus::Completed => "已转学",
        TransferStatus::Rejected => "未同意",
    };
    let waits: Vec<&str> = match t.status {
        TransferStatus::Requested => {
            let sides = [(&t.source, "等转出方片区"), (&t.target, "等转入方片区")];
            sides.into_iter().filter(|(said, _)| said.is_none()).map(|(_, who)| who).collect()
        }
        TransferStatus::Completed | TransferStatus::Rejected => vec![],
    };
    cells![
        t.name,
        t.from_institution_name.unwrap_or_else(|| "同意后可见".into()),
        t.to_institution_name,
        t.student_no,
        status,
        waits.join("、"),
        t.reason,
        t.requested_at,
        t.settled_at,
    ]
}
