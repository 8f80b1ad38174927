//! Listing, reading, preparing and changing batches, and their pools of trainers.

use actix_web::{HttpResponse, get, patch, post, put, web};

use super::super::model::{BatchFilter, BatchUpdate, NewBatch, TrainersInput, TrainingBatch};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, versioned,
};
use crate::platform::state::State;

/// Lists the training batches one may see, the newest first.
#[utoipa::path(tag = "training-batches", operation_id = "list_training_batches", security(("bearer" = [])),
    params(PageQuery, BatchFilter),
    responses((status = 200, description = "A page of batches", body = Page<TrainingBatch>)))]
#[get("/training-batches")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<BatchFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The training batches of a filter as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "training-batches", operation_id = "export_training_batches", security(("bearer" = [])), params(BatchFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/training-batches/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<BatchFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// Prepares a training batch, as a draft.
#[utoipa::path(tag = "training-batches", operation_id = "create_training_batch", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewBatch,
    responses((status = 201, description = "The batch", body = TrainingBatch, headers(("Location" = String, description = "Where it is")))))]
#[post("/training-batches")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewBatch>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// One training batch.
#[utoipa::path(tag = "training-batches", operation_id = "get_training_batch", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch")),
    responses((status = 200, description = "The batch", body = TrainingBatch, headers(("ETag" = String, description = "Its version")))))]
#[get("/training-batches/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let batch = service::find(&state, caller, id.0).await?;
    Ok(versioned(batch.version, &batch))
}

/// Changes a training batch. New places go to the waiting list at once.
#[utoipa::path(tag = "training-batches", operation_id = "update_training_batch", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = BatchUpdate,
    responses((status = 200, description = "The batch as it is now", body = TrainingBatch, headers(("ETag" = String, description = "Its version")))))]
#[patch("/training-batches/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<BatchUpdate>,
) -> Result<HttpResponse> {
    let batch = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(batch.version, &batch))
}

/// Replaces the pool of trainers of a training batch.
#[utoipa::path(tag = "training-batches", operation_id = "put_training_batch_trainers", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = TrainersInput,
    responses((status = 200, description = "The batch as it is now", body = TrainingBatch, headers(("ETag" = String, description = "Its version")))))]
#[put("/training-batches/{id}/trainers")]
pub async fn put_trainers(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<TrainersInput>,
) -> Result<HttpResponse> {
    let batch = service::put_trainers(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(batch.version, &batch))
}
