//! The group of a batch, what binds experts, what they judge by, and who is given what.

use actix_web::{HttpResponse, get, post, put, web};

use super::super::model::{
    Affiliations, AffiliationsInput, Allocation, AllocationInput, NewRubric, Panel, PanelInput,
    Rubric, RubricFilter,
};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, versioned,
};
use crate::platform::state::State;

/// The expert group of a training batch, and how far its reviews are.
#[utoipa::path(tag = "expert-reviews", operation_id = "get_expert_panel", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch")),
    responses((status = 200, description = "The group; nobody before it is named", body = Panel, headers(("ETag" = String, description = "Its version")))))]
#[get("/training-batches/{id}/panel")]
pub async fn find_panel(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let panel = service::panel(&state, caller, id.0).await?;
    Ok(versioned(panel.version, &panel))
}

/// Names the expert group of a training batch. What somebody who leaves has not done yet goes to others.
#[utoipa::path(tag = "expert-reviews", operation_id = "put_expert_panel", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("If-Match" = String, Header, description = "The version you have seen; \"0\" before there is a group", example = "\"0\"")),
    request_body = PanelInput,
    responses((status = 200, description = "The group as it is now", body = Panel, headers(("ETag" = String, description = "Its version")))))]
#[put("/training-batches/{id}/panel")]
pub async fn set_panel(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<PanelInput>,
) -> Result<HttpResponse> {
    let panel = service::set_panel(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(panel.version, &panel))
}

/// Gives two experts to every teaching design of a training batch, evenly and to nobody with a conflict of interest; or
/// says what that would come to. What was given out before stays.
#[utoipa::path(tag = "expert-reviews", operation_id = "allocate_expert_reviews", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch")),
    request_body = AllocationInput,
    responses((status = 200, description = "What was, or would be, given out", body = Allocation)))]
#[post("/training-batches/{id}/review-allocations")]
pub async fn allocate(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    body: Body<AllocationInput>,
) -> Result<HttpResponse> {
    let allocation = service::allocate(&state, caller, id.0, body.0).await?;
    Ok(HttpResponse::Ok().json(allocation))
}

/// What binds an expert to institutions, whose participants are never given to them.
#[utoipa::path(tag = "expert-reviews", operation_id = "get_expert_affiliations", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The expert's account")),
    responses((status = 200, description = "All of it", body = Affiliations)))]
#[get("/users/{id}/affiliations")]
pub async fn find_affiliations(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let affiliations = service::affiliations(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(affiliations))
}

/// Declares what binds an expert to institutions. Reviews of their participants that are not done yet go to others.
#[utoipa::path(tag = "expert-reviews", operation_id = "put_expert_affiliations", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The expert's account")),
    request_body = AffiliationsInput,
    responses((status = 200, description = "As it is now", body = Affiliations)))]
#[put("/users/{id}/affiliations")]
pub async fn set_affiliations(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    body: Body<AffiliationsInput>,
) -> Result<HttpResponse> {
    let affiliations = service::set_affiliations(&state, caller, id.0, body.0).await?;
    Ok(HttpResponse::Ok().json(affiliations))
}

/// The rubrics of an edition, the newest first: the first is in force.
#[utoipa::path(tag = "expert-reviews", operation_id = "list_rubrics", security(("bearer" = [])),
    params(PageQuery, RubricFilter),
    responses((status = 200, description = "A page of rubrics", body = Page<Rubric>)))]
#[get("/rubrics")]
pub async fn list_rubrics(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<RubricFilter>,
) -> Result<HttpResponse> {
    let page = service::list_rubrics(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Sets the rubric of an edition. What was given to experts before keeps its own.
#[utoipa::path(tag = "expert-reviews", operation_id = "create_rubric", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewRubric,
    responses((status = 201, description = "The rubric", body = Rubric, headers(("Location" = String, description = "Where it is listed")))))]
#[post("/rubrics")]
pub async fn create_rubric(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewRubric>,
) -> Result<HttpResponse> {
    service::create_rubric(&state, caller, key, body.0).await
}
