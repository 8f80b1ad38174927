//! The steps of a batch: each a decision on a version somebody has seen.

use actix_web::{HttpResponse, post, web};

use super::super::model::{BatchStep, Step, TrainingBatch};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, IfMatch, PathId, versioned};
use crate::platform::state::State;

async fn take(
    state: &State,
    caller: Caller,
    id: PathId,
    step: Step,
    seen: IfMatch,
    body: Body<BatchStep>,
) -> Result<HttpResponse> {
    let batch = service::step(state, caller, id.0, step, seen, body.0).await?;
    Ok(versioned(batch.version, &batch))
}

/// Opens a training batch: teachers are enrolled from now on, within its window.
#[utoipa::path(tag = "training-batches", operation_id = "open_training_batch", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = BatchStep,
    responses((status = 200, description = "The batch as it is now", body = TrainingBatch, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-batches/{id}/open")]
pub async fn open(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<BatchStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Open, seen, body).await
}

/// Reopens a training batch whose classes are formed, so that more are enrolled. Takes a reason.
#[utoipa::path(tag = "training-batches", operation_id = "reopen_training_batch", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = BatchStep,
    responses((status = 200, description = "The batch as it is now", body = TrainingBatch, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-batches/{id}/reopen")]
pub async fn reopen(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<BatchStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Reopen, seen, body).await
}

/// Finishes a training batch in which everybody has a result.
#[utoipa::path(tag = "training-batches", operation_id = "finish_training_batch", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = BatchStep,
    responses((status = 200, description = "The batch as it is now", body = TrainingBatch, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-batches/{id}/finish")]
pub async fn finish(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<BatchStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Finish, seen, body).await
}

/// Calls a training batch off; whoever is enrolled is free for another. Takes a reason.
#[utoipa::path(tag = "training-batches", operation_id = "cancel_training_batch", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = BatchStep,
    responses((status = 200, description = "The batch as it is now", body = TrainingBatch, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-batches/{id}/cancel")]
pub async fn cancel(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<BatchStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Cancel, seen, body).await
}
