//! Splits of an intake into cohorts.

use actix_web::{HttpResponse, post, web};

use super::super::model::{NewSplit, SplitPreview, SplitRequest, SplitResult};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Body, IdempotencyKey};
use crate::platform::state::State;

/// Shows which cohorts a balanced split of an intake would make, and keeps nothing.
#[utoipa::path(tag = "cohorts", operation_id = "preview_cohort_split", security(("bearer" = [])),
    request_body = SplitRequest,
    responses((status = 200, description = "The groups, and where they fall short", body = SplitPreview)))]
#[post("/cohort-splits/preview")]
pub async fn preview(
    caller: Caller,
    state: web::Data<State>,
    body: Body<SplitRequest>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::preview_split(&state, caller, body.0).await?))
}

/// Makes the cohorts of a split, as edited, as drafts: all of them or none.
#[utoipa::path(tag = "cohorts", operation_id = "create_cohort_split", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Gives the first answer again to a repeated request")),
    request_body = NewSplit,
    responses((status = 201, description = "The cohorts, in the order of the groups", body = SplitResult, headers(("Location" = String, description = "Where they are")))))]
#[post("/cohort-splits")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewSplit>,
) -> Result<HttpResponse> {
    service::create_split(&state, caller, key, body.0).await
}
