//! The plan of a class.

use actix_web::{HttpResponse, get, post, web};

use super::super::model::{ClassKind, ClassPlan, PlanPreview, PlanQuery, PlanRequest};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, Params};
use crate::platform::state::State;

/// The plan of a class: its days and hours, who can hold its sessions, and what is taken of their time.
#[utoipa::path(tag = "live-sessions", operation_id = "get_live_plan", security(("bearer" = [])),
    params(("class_kind" = inline(ClassKind), Path, description = "What kind of class it is"), ("class_id" = Id, Path, description = "The class"), PlanQuery),
    responses((status = 200, description = "The plan", body = ClassPlan)))]
#[get("/live-plans/{class_kind}/{class_id}")]
pub async fn find(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(ClassKind, Id)>,
    query: Params<PlanQuery>,
) -> Result<HttpResponse> {
    let plan = service::plan(&state, caller, path.into_inner(), query.0).await?;
    Ok(HttpResponse::Ok().json(plan))
}

/// Shows how a pattern of the week would fill the free times of a class. Nothing is planned by it.
#[utoipa::path(tag = "live-sessions", operation_id = "preview_live_plan", security(("bearer" = [])),
    request_body = PlanRequest,
    responses((status = 200, description = "The earliest free times", body = PlanPreview)))]
#[post("/live-sessions/plan")]
pub async fn preview(
    caller: Caller,
    state: web::Data<State>,
    body: Body<PlanRequest>,
) -> Result<HttpResponse> {
    let preview = service::preview(&state, caller, body.0).await?;
    Ok(HttpResponse::Ok().json(preview))
}
