//! The steps of a cohort: each a decision on a version somebody has seen.

use actix_web::{HttpResponse, post, web};

use super::super::model::{Cohort, Step, StepInput};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Body, IfMatch, PathId, versioned};
use crate::platform::state::State;

async fn take(
    state: &State,
    caller: Caller,
    id: PathId,
    step: Step,
    seen: IfMatch,
    body: Body<StepInput>,
) -> Result<HttpResponse> {
    let cohort = service::step(state, caller, id.0, step, seen, body.0).await?;
    Ok(versioned(cohort.version, &cohort))
}

/// Hands a cohort that is being formed to the branch.
#[utoipa::path(tag = "cohorts", operation_id = "submit_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = StepInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[post("/cohorts/{id}/submit")]
pub async fn submit(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<StepInput>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Submit, seen, body).await
}

/// Takes back a cohort that waits for the branch: it is a draft again.
#[utoipa::path(tag = "cohorts", operation_id = "withdraw_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = StepInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[post("/cohorts/{id}/withdraw")]
pub async fn withdraw(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<StepInput>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Withdraw, seen, body).await
}

/// Approves a cohort.
#[utoipa::path(tag = "cohorts", operation_id = "approve_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = StepInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[post("/cohorts/{id}/approve")]
pub async fn approve(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<StepInput>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Approve, seen, body).await
}

/// Returns a cohort to its school with remarks.
#[utoipa::path(tag = "cohorts", operation_id = "return_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = StepInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[post("/cohorts/{id}/return")]
pub async fn send_back(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<StepInput>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Return, seen, body).await
}

/// Begins teaching.
#[utoipa::path(tag = "cohorts", operation_id = "start_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = StepInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[post("/cohorts/{id}/start")]
pub async fn start(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<StepInput>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Start, seen, body).await
}

/// Ends a cohort; its students may join another.
#[utoipa::path(tag = "cohorts", operation_id = "finish_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = StepInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[post("/cohorts/{id}/finish")]
pub async fn finish(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<StepInput>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Finish, seen, body).await
}

/// Gives up a cohort before teaching began, with a reason; its students may join another.
#[utoipa::path(tag = "cohorts", operation_id = "dissolve_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = StepInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[post("/cohorts/{id}/dissolve")]
pub async fn dissolve(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<StepInput>,
) -> Result<HttpResponse> {
    take(&state, caller, id, Step::Dissolve, seen, body).await
}
