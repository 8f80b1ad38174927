//! Use cases of the audit trail.

use actix_web::HttpResponse;

use super::model::{AuditEvent, Filter};
use super::{policy, store, words};
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Error, Result};
use crate::platform::http::export::{Cell, Export, region, text};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

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
    state
        .db
        .read(move |conn| {
            let rows = store::list(conn, &caller.scope, &filter, after, limit)?;
            let total = page.total(|| store::count(conn, &caller.scope, &filter))?;
            Ok(Page::build(rows, limit, |r| r.id).of(total))
        })
        .await
}

fn check(filter: &Filter) -> Result<()> {
    if filter.from.zip(filter.to).is_some_and(|(from, to)| from > to) {
        return Err(Error::field("?to", "range", "must not be before `from`"));
    }
    Ok(())
}

const EXPORT: Export = Export {
    noun: "audit",
    title: "操作记录",
    columns: &[
        text("时间（北京时间）", 22.0),
        text("操作人", 16.0),
        text("身份", 14.0),
        text("操作", 26.0),
        text("对象", 14.0),
        text("对象编号", 38.0),
        text("片区", 14.0),
        text("内容", 60.0),
        text("请求编号", 38.0),
    ],
    // More are asked for in parts.
    most: 20_000,
    narrow: "?from",
    of_people: false,
};

/// The events of a filter as a workbook, newest first; the export is an event itself.
pub async fn export(state: &State, caller: Caller, filter: Filter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "audit.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(e: AuditEvent) -> Vec<Cell> {
    cells![
        words::instant(e.at),
        e.actor_name,
        e.actor_role.as_deref().map(words::role),
        words::action(&e.action),
        words::noun(&e.subject_kind),
        e.subject_id.map(|id| id.to_string()),
        e.region_code.as_deref().map(region),
        words::detail(&e.detail),
        e.request_id,
    ]
}
