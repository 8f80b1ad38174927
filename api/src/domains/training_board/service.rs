//! Use cases of the board.

use actix_web::HttpResponse;

use super::model::{BoardFilter, BoardRegion};
use super::{policy, store};
use crate::cells;
use crate::domains::editions;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::Page;
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "training_board",
    title: "研修概况",
    columns: &[
        number("期次", 8.0),
        text("片区", 16.0),
        number("研修批次", 10.0),
        number("已报名", 10.0),
        number("候补", 10.0),
    ],
    most: 1000,
    narrow: "?period",
    of_people: false,
};

/// The country by period and region, or the caller's own region.
pub async fn board(state: &State, caller: Caller, filter: BoardFilter) -> Result<Vec<BoardRegion>> {
    caller.may(policy::TABLE, "training_board.read")?;
    state
        .db
        .snapshot(move |conn| {
            let edition = match filter.edition_id {
                Some(id) => editions::find(conn, &caller.scope, id)?.id,
                None => editions::current(conn)?.id,
            };
            store::regions(conn, &caller.scope, edition, filter.period)
        })
        .await
}

/// The same as a workbook.
pub async fn export(state: &State, caller: Caller, filter: BoardFilter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_board.export")?;
    let pages = async |_| board(state, caller.clone(), filter.clone()).await.map(Page::whole);
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(r: BoardRegion) -> Vec<Cell> {
    cells![i64::from(r.period), region(&r.region_code), r.batches, r.enrolled, r.waiting]
}
