//! `/training-board`, `/training-participants-at-risk` and `/national-plan-hours`.

use actix_web::{HttpResponse, get, web};

use super::model::{AtRisk, BoardFilter, BoardRegion, OwnHours, PlanFilter, RiskFilter};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery, Params, Routes};
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

/// Participants of classes that run who have attended less of what was held than the edition asks for.
#[utoipa::path(tag = "training-board", operation_id = "list_training_participants_at_risk", security(("bearer" = [])),
    params(PageQuery, RiskFilter),
    responses((status = 200, description = "A page of participants", body = Page<AtRisk>)))]
#[get("/training-participants-at-risk")]
pub async fn at_risk(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<RiskFilter>,
) -> Result<HttpResponse> {
    let page = service::list_at_risk(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The same as a workbook of at most 100,000 rows. Recorded.
#[utoipa::path(tag = "training-board", operation_id = "export_training_participants_at_risk", security(("bearer" = [])), params(RiskFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/training-participants-at-risk/export.xlsx")]
pub async fn export_at_risk(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<RiskFilter>,
) -> Result<HttpResponse> {
    service::export_at_risk(&state, caller, filter.0).await
}

/// What one attended of one's own classes that run and have held something.
#[utoipa::path(tag = "training-board", operation_id = "list_my_training_hours", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = Page<OwnHours>)))]
#[get("/my-training-hours")]
pub async fn own_hours(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    let hours = service::own_hours(&state, caller).await?;
    Ok(HttpResponse::Ok().json(Page::whole(hours)))
}

/// Who took part in batches of the national plan, with their hours, as a workbook of at most 100,000 rows. Recorded.
#[utoipa::path(tag = "training-board", operation_id = "export_national_plan_hours", security(("bearer" = [])), params(PlanFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/national-plan-hours/export.xlsx")]
pub async fn export_plan(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<PlanFilter>,
) -> Result<HttpResponse> {
    service::export_plan(&state, caller, filter.0).await
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(export)
        .service(board)
        .service(export_at_risk)
        .service(at_risk)
        .service(own_hours)
        .service(export_plan);
}
