//! `/training-board`.

use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{BoardFilter, BoardRegion};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Page, Params};
use crate::platform::state::State;

/// How teacher training stands by period and region: the country, or one's own region.
#[utoipa::path(tag = "training-board", operation_id = "get_training_board", security(("bearer" = [])),
    params(BoardFilter),
    responses((status = 200, description = "All of them", body = Page<BoardRegion>)))]
#[get("/training-board")]
pub async fn board(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<BoardFilter>,
) -> Result<HttpResponse> {
    let rows = service::board(&state, caller, filter.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(rows)))
}

/// The same as a workbook. Recorded.
#[utoipa::path(tag = "training-board", operation_id = "export_training_board", security(("bearer" = [])), params(BoardFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/training-board/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<BoardFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut ServiceConfig) {
    config.service(export).service(board);
}
