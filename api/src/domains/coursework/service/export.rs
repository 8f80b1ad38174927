//! What was handed in for a task as a workbook.

use actix_web::HttpResponse;

use super::super::model::{Circle, HandInLine};
use super::super::store::classes;
use super::super::{policy, store};
use super::{list_lines, subject};
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::Page;
use crate::platform::http::export::{Cell, Export, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "class_task",
    title: "作业提交情况",
    columns: &[
        text("姓名", 14.0),
        text("工号", 14.0),
        text("学校", 28.0),
        text("片区", 16.0),
        text("提交时间", 18.0),
        text("逾期", 10.0),
        text("内容", 60.0),
        text("文件", 28.0),
        text("批阅时间", 18.0),
        text("评语", 40.0),
    ],
    most: 1000,
    narrow: "?class_id",
    of_people: false,
};

/// The participants of a task's class with what they handed in.
pub async fn export(state: &State, caller: Caller, id: Id) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "hand_ins.export")?;
    let by = caller.clone();
    let about = state
        .db
        .snapshot(move |conn| {
            let circle = Circle::of(&by);
            let task = store::find(conn, &circle, id)?;
            Ok(subject(id, &classes::find(conn, &circle, task.class_id)?))
        })
        .await?;
    let pages = async |_| list_lines(state, caller.clone(), id).await.map(Page::whole);
    let filter = serde_json::json!({});
    EXPORT.about(state, &caller, about, &filter, pages, row).await
}

fn row(line: HandInLine) -> Vec<Cell> {
    let (p, h) = (line.participant, line.hand_in);
    let late = h.as_ref().map(|h| if h.late { "是" } else { "否" });
    let file = h.as_ref().and_then(|h| h.file.as_ref()).map(|f| f.name.clone());
    cells![
        p.teacher.name,
        p.teacher.staff_no,
        p.institution.name,
        region(&p.region_code),
        h.as_ref().map(|h| h.handed_in_at),
        late,
        h.as_ref().and_then(|h| h.body.clone()),
        file,
        h.as_ref().and_then(|h| h.read_at),
        h.as_ref().and_then(|h| h.remarks.clone()),
    ]
}
