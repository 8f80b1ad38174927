//! `/home` and `/overview`.

use actix_web::{HttpResponse, get, web};

use super::model::{Home, OverviewQuery, RegionOverview};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Page, Params, Routes};
use crate::platform::state::State;

/// What waits for the caller in the role they act in, and what comes next.
#[utoipa::path(tag = "home", operation_id = "get_home", security(("bearer" = [])),
    responses((status = 200, description = "The first page", body = Home)))]
#[get("/home")]
pub async fn home(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::home(&state, caller).await?))
}

/// The country by region, for HQ.
#[utoipa::path(tag = "home", operation_id = "list_region_overview", security(("bearer" = [])), params(OverviewQuery),
    responses((status = 200, description = "Every region that has a branch, by code", body = Page<RegionOverview>)))]
#[get("/overview/regions")]
pub async fn regions(
    caller: Caller,
    state: web::Data<State>,
    query: Params<OverviewQuery>,
) -> Result<HttpResponse> {
    let items = service::regions(&state, caller, query.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(home).service(regions);
}
