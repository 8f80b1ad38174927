//! Listing, reading, forming and changing classes.

use actix_web::{HttpResponse, get, patch, post, web};

use super::super::model::{ClassFilter, ClassUpdate, NewClassOfBatch, TrainingClass};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, versioned,
};
use crate::platform::state::State;

/// Lists the training classes one may see, the newest first.
#[utoipa::path(tag = "training-classes", operation_id = "list_training_classes", security(("bearer" = [])),
    params(PageQuery, ClassFilter),
    responses((status = 200, description = "A page of classes", body = Page<TrainingClass>)))]
#[get("/training-classes")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<ClassFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The classes of a filter as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "training-classes", operation_id = "export_training_classes", security(("bearer" = [])), params(ClassFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/training-classes/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<ClassFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// Forms a class by hand, of people who have a place in the batch and no class.
#[utoipa::path(tag = "training-classes", operation_id = "create_training_class", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewClassOfBatch,
    responses((status = 201, description = "The class", body = TrainingClass, headers(("Location" = String, description = "Where it is")))))]
#[post("/training-classes")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewClassOfBatch>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// One class.
#[utoipa::path(tag = "training-classes", operation_id = "get_training_class", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The class")),
    responses((status = 200, description = "The class", body = TrainingClass, headers(("ETag" = String, description = "Its version")))))]
#[get("/training-classes/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let class = service::find(&state, caller, id.0).await?;
    Ok(versioned(class.version, &class))
}

/// Changes title or dates of a class that has not begun.
#[utoipa::path(tag = "training-classes", operation_id = "update_training_class", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The class"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ClassUpdate,
    responses((status = 200, description = "The class as it is now", body = TrainingClass, headers(("ETag" = String, description = "Its version")))))]
#[patch("/training-classes/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ClassUpdate>,
) -> Result<HttpResponse> {
    let class = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(class.version, &class))
}
