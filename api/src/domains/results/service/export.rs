//! Results as a spreadsheet.

use onex_sheets::write::{Column, XlsxTable};

use super::reach;
use crate::domains::results::model::{ResultQuery, ResultStatus};
use crate::domains::results::{policy, store};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::Conn;
use crate::platform::error::{Code, Error, Result};
use crate::platform::state::State;

/// Rows a file has at most; beyond, filters are needed.
const MOST: usize = 300_000;
const CHUNK: i64 = 1000;

/// The results of a filter as XLSX. Audited.
pub async fn results(state: &State, caller: Caller, query: ResultQuery) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, "results.export")?;
    query.check()?;
    let (scope, now) = (reach(&caller), state.clock.now());
    let detail = serde_json::to_value(&query)?;
    state
        .db
        .write(move |conn| {
            let subject = Subject {
                kind: "subject_result",
                id: None,
                region_code: caller.scope.region().map(str::to_string),
                institution_id: caller.scope.institution(),
            };
            audit::record(conn, Some(&caller), now, "subject_result.export", subject, &detail)
        })
        .await?;
    state.db.read(move |conn| write(conn, &scope, &query)).await
}

fn status_zh(status: ResultStatus) -> &'static str {
    match status {
        ResultStatus::Scored => "已评分",
        ResultStatus::Absent => "缺考",
        ResultStatus::Voided => "作废",
        ResultStatus::Deferred => "缓考",
    }
}

fn write(conn: &mut Conn, scope: &Scope, query: &ResultQuery) -> Result<Vec<u8>> {
    let unwritten = |e: onex_sheets::SheetError| {
        Error::internal(anyhow::anyhow!("a spreadsheet could not be written: {e}"))
    };
    let columns = [
        Column::text("院校名称").width(28.0),
        Column::text("学号"),
        Column::text("姓名"),
        Column::text("科目").width(28.0),
        Column::text("考试日期"),
        Column::text("状态"),
        Column::text("成绩"),
    ];
    let mut table = XlsxTable::new("成绩", &columns).map_err(unwritten)?;
    let (mut after, mut written) = (None, 0_usize);
    loop {
        let page = store::list::page(conn, scope, query, after, CHUNK)?;
        for r in &page {
            let score = r.score.map(|s| s.to_string()).unwrap_or_default();
            table
                .row([
                    r.institution.name.as_str(),
                    &r.student.student_no,
                    &r.student.name,
                    &r.subject.title_zh,
                    &r.exam_date.to_string(),
                    status_zh(r.status),
                    &score,
                ])
                .map_err(unwritten)?;
        }
        written += page.len();
        if written > MOST {
            return Err(Error::because(
                Code::TooLarge,
                format!("A file has at most {MOST} rows; narrow the filters"),
            ));
        }
        match page.last() {
            Some(last) if page.len() == usize::try_from(CHUNK).unwrap_or(0) => {
                after = Some(last.id)
            }
            _ => break,
        }
    }
    table.finish().map_err(unwritten)
}
