//! `/teaching-designs`

use actix_web::{HttpResponse, get, post, web};

use super::model::{Design, DesignFilter, NewDesign, NewVersion};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, Page, PageQuery, Params, PathId, Routes, stream,
};
use crate::platform::state::State;

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(list).service(hand_in).service(find).service(hand_in_next).service(file);
}

/// Lists the teaching designs that one may see, the newest first.
#[utoipa::path(tag = "teaching-designs", operation_id = "list_teaching_designs", security(("bearer" = [])),
    params(PageQuery, DesignFilter),
    responses((status = 200, description = "A page of designs", body = Page<Design>)))]
#[get("/teaching-designs")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<DesignFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Hands in the first version of one's teaching design, or the next one. The upload is taken over; one that is refused
/// for what it is goes.
#[utoipa::path(tag = "teaching-designs", operation_id = "hand_in_teaching_design", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewDesign,
    responses((status = 201, description = "The design as it is now", body = Design, headers(("Location" = String, description = "Where it is")))))]
#[post("/teaching-designs")]
pub async fn hand_in(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewDesign>,
) -> Result<HttpResponse> {
    service::hand_in(&state, caller, key, body.0).await
}

/// One teaching design with its versions.
#[utoipa::path(tag = "teaching-designs", operation_id = "get_teaching_design", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The design")),
    responses((status = 200, description = "The design", body = Design)))]
#[get("/teaching-designs/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::find(&state, caller, id.0).await?))
}

/// Hands in the next version of one's teaching design.
#[utoipa::path(tag = "teaching-designs", operation_id = "hand_in_teaching_design_version", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The design"), ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewVersion,
    responses((status = 201, description = "The design as it is now", body = Design, headers(("Location" = String, description = "Where it is")))))]
#[post("/teaching-designs/{id}/versions")]
pub async fn hand_in_next(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    body: Body<NewVersion>,
) -> Result<HttpResponse> {
    service::hand_in_next(&state, caller, key, id.0, body.0).await
}

/// The file of a version.
#[utoipa::path(tag = "teaching-designs", operation_id = "download_teaching_design", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The design"), ("version_id" = Id, Path, description = "The version")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>)))]
#[get("/teaching-designs/{id}/versions/{version_id}/file")]
pub async fn file(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, Id)>,
) -> Result<HttpResponse> {
    let (file, size, bytes) = service::file(&state, caller, path.into_inner()).await?;
    Ok(stream("application/octet-stream", &file.name, size, bytes))
}
