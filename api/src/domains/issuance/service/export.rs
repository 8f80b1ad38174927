//! The items of a run as a workbook.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::HttpResponse;

use super::super::model::{IssuanceItem, ItemOutcome, ItemQuery};
use super::super::policy;
use super::{find, items};
use crate::cells;
use crate::domains::editions;
use crate::domains::training_assessments::Part;
use crate::platform::audit::Subject;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "issuance_run",
    title: "发证批次人员名单",
    columns: &[
        text("姓名", 14.0),
        text("学号或工号", 18.0),
        text("学校", 28.0),
        text("地区", 16.0),
        text("结论", 10.0),
        text("成绩", 40.0),
        text("原因", 48.0),
        text("证书编号", 22.0),
    ],
    most: 100_000,
    narrow: "?outcome",
    of_people: false,
};

/// A part of the assessment of teacher training (三.1).
const fn part_title(part: Part) -> &'static str {
    match part {
        Part::LearningRecord => "平时学习记录",
        Part::OnlineTest => "在线测试",
        Part::TeachingDesign => "教学设计",
    }
}

/// Titles of the subjects and of the parts of the training by code.
type Titles = Arc<HashMap<String, String>>;

/// What a run came to, candidate by candidate.
pub async fn export_items(
    state: &State,
    caller: Caller,
    id: Id,
    query: ItemQuery,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "issuance_items.export")?;
    let run = find(state, caller.clone(), id).await?;
    let subjects = state.db.read(move |conn| editions::subjects(conn, run.edition_id)).await?;
    let parts = Part::ALL.iter().map(|part| (part.to_string(), part_title(*part).to_string()));
    let titles: Titles =
        Arc::new(subjects.into_iter().map(|s| (s.code, s.title_zh)).chain(parts).collect());
    let pages = async |page| {
        let page = items(state, caller.clone(), id, query.clone(), page).await?;
        Ok(page.map(|item| (item, titles.clone())))
    };
    let about = Subject::country("issuance_run", id);
    EXPORT.about(state, &caller, about, &query, pages, row).await
}

fn row((item, titles): (IssuanceItem, Titles)) -> Vec<Cell> {
    let title = |code: &str| titles.get(code).map_or(code, String::as_str).to_string();
    let scores: Vec<String> = item
        .subjects
        .iter()
        .map(|s| format!("{}：{}", title(&s.subject), s.score.as_deref().unwrap_or("合格")))
        .collect();
    let outcome = match item.outcome {
        ItemOutcome::Eligible => "可颁发",
        ItemOutcome::Ineligible => "不符合",
        ItemOutcome::AlreadyHeld => "已持有",
        ItemOutcome::Issued => "已颁发",
    };
    let reasons: Vec<String> = item
        .reasons
        .iter()
        .map(|reason| {
            let said = match reason.status.as_str() {
                "missing" => "没有成绩",
                "incomplete" => "尚未完成",
                "not_confirmed" => "专家组尚未确认",
                "failed" => "不合格",
                "absent" => "缺考",
                "voided" => "成绩作废",
                "deferred" => "缓考",
                "not_yet" => "尚未考试",
                "revoked_before" => "本期证书曾被撤销",
                "unprintable_character" => "有无法打印的字",
                other => other,
            };
            let subject = reason.subject.as_deref().map(|code| format!("{}：", title(code)));
            let subject = subject.unwrap_or_default();
            let more = reason.score.as_ref().or(reason.detail.as_ref());
            let more = more.map_or_else(String::new, |s| format!(" {s}"));
            format!("{subject}{said}{more}")
        })
        .collect();
    cells![
        item.holder.name,
        item.holder.code,
        item.institution.name,
        region(&item.institution.region_code),
        outcome,
        scores.join("；"),
        reasons.join("；"),
        item.certificate_number,
    ]
}
