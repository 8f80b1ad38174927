//! The steps of a class: each a decision on a version somebody has seen.

use actix_web::{HttpResponse, post, web};

use super::super::model::{ClassStep, Step, TrainingClass};
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
    body: Body<ClassStep>,
) -> Result<HttpResponse> {
    let class = service::step(state, caller, id.0, step, seen, body.0).await?;
    Ok(versioned(class.version, &class))
}

/// Starts a class whose live hours are planned; the first of a batch ends its waiting list.
#[utoipa::path(tag = "training-classes", operation_id = "start_training_class", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The class"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ClassStep,
    responses((status = 200, description = "The class as it is now", body = TrainingClass, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-classes/{id}/start")]
pub async fn start(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ClassStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Start, seen, body).await
}

/// Ends a class whose live hours were held; with the last of a batch its assessment begins.
#[utoipa::path(tag = "training-classes", operation_id = "finish_training_class", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The class"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ClassStep,
    responses((status = 200, description = "The class as it is now", body = TrainingClass, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-classes/{id}/finish")]
pub async fn finish(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ClassStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Finish, seen, body).await
}

/// Gives up a class before it began, with a reason; its people are free for another.
#[utoipa::path(tag = "training-classes", operation_id = "dissolve_training_class", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The class"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ClassStep,
    responses((status = 200, description = "The class as it is now", body = TrainingClass, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-classes/{id}/dissolve")]
pub async fn dissolve(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ClassStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Dissolve, seen, body).await
}
