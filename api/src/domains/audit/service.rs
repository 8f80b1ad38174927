//! Use cases of the audit trail.

use onex_sheets::{Column, Value, XlsxTable};

use super::model::{AuditEvent, Filter};
use super::{policy, store};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Error, Result};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// Rows of one export at most; more are asked for in parts.
const EXPORT_ROWS: usize = 20_000;
const CHUNK: usize = 1_000;

/// A page of events within the caller's scope, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: Filter,
) -> Result<Page<AuditEvent>> {
    caller.may(policy::TABLE, "audit.read")?;
    check(&filter)?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    let rows =
        state.db.read(move |conn| store::list(conn, &caller.scope, &filter, after, limit)).await?;
    Ok(Page::build(rows, limit, |r| r.id))
}

fn check(filter: &Filter) -> Result<()> {
    if filter.from.zip(filter.to).is_some_and(|(from, to)| from > to) {
        return Err(Error::field("?to", "range", "must not be before `from`"));
    }
    Ok(())
}

/// The events within the caller's scope as a workbook, newest first; the export is an event itself.
///
/// # Errors
/// `invalid` when more than [`EXPORT_ROWS`] events fit the filter.
pub async fn export(state: &State, caller: Caller, filter: Filter) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, "audit.export")?;
    check(&filter)?;
    let now = state.clock.now();
    let scope = caller.scope.clone();
    let written = state.db.snapshot(move |conn| {
        let columns = [
            ("时间", 22.0),
            ("操作人", 16.0),
            ("角色", 18.0),
            ("操作", 26.0),
            ("对象", 18.0),
            ("对象编号", 38.0),
            ("片区", 8.0),
            ("详情", 60.0),
            ("请求号", 38.0),
        ]
        .map(|(title, width)| Column::text(title).width(width));
        let mut table = XlsxTable::new("操作记录", &columns).map_err(unwritable)?;
        let (mut after, mut n) = (None, 0);
        loop {
            let rows = store::list(conn, &scope, &filter, after, CHUNK as i64)?;
            let more = rows.len() > CHUNK;
            let page = Page::build(rows, CHUNK as i64, |r| r.id);
            n += page.items.len();
            if n > EXPORT_ROWS {
                return Err(Error::field(
                    "?from",
                    "too_many",
                    format!(
                        "More than {EXPORT_ROWS} events fit; narrow the days and export in parts"
                    ),
                ));
            }
            for e in &page.items {
                let (at, detail) = (e.at.to_string(), e.detail.to_string());
                let subject = e.subject_id.map(|id| id.to_string()).unwrap_or_default();
                let cells: [&str; 9] = [
                    &at,
                    e.actor_name.as_deref().unwrap_or_default(),
                    e.actor_role.as_deref().unwrap_or_default(),
                    &e.action,
                    &e.subject_kind,
                    &subject,
                    e.region_code.as_deref().unwrap_or_default(),
                    &detail,
                    &e.request_id,
                ];
                table.row(cells.map(Value::from)).map_err(unwritable)?;
            }
            after = page.items.last().map(|e| e.id);
            if !more {
                return Ok((table.finish().map_err(unwritable)?, n));
            }
        }
    });
    let (bytes, rows) = written.await?;
    state
        .db
        .write(move |conn| {
            let subject = Subject {
                kind: "audit_events",
                id: None,
                region_code: caller.scope.region().map(str::to_string),
                institution_id: caller.scope.institution(),
            };
            let detail = serde_json::json!({ "rows": rows });
            audit::record(conn, Some(&caller), now, "audit.export", subject, &detail)
        })
        .await?;
    Ok(bytes)
}

fn unwritable(e: onex_sheets::SheetError) -> Error {
    Error::internal(anyhow::anyhow!("the workbook cannot be written: {e}"))
}
