//! Groupings of a batch into classes.

use actix_web::{HttpResponse, post, web};

use super::super::model::{Grouping, GroupingPreview, GroupingRequest, NewGrouping};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Body, IdempotencyKey};
use crate::platform::state::State;

/// Shows which classes a grouping would make of those who have a place and no class, or which rule keeps it from
/// making any, and what would mend it. Nothing is kept.
#[utoipa::path(tag = "training-classes", operation_id = "preview_training_grouping", security(("bearer" = [])),
    request_body = GroupingRequest,
    responses((status = 200, description = "The classes, or why there are none", body = GroupingPreview)))]
#[post("/training-groupings/preview")]
pub async fn preview(
    caller: Caller,
    state: web::Data<State>,
    body: Body<GroupingRequest>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::preview(&state, caller, body.0).await?))
}

/// Forms the classes of a grouping, as edited: all of them or none. Once nobody of the batch is without a class, the
/// batch is grouped.
#[utoipa::path(tag = "training-classes", operation_id = "create_training_grouping", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewGrouping,
    responses((status = 201, description = "The classes, in the order of the request", body = Grouping, headers(("Location" = String, description = "The list they are in")))))]
#[post("/training-groupings")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewGrouping>,
) -> Result<HttpResponse> {
    service::group(&state, caller, key, body.0).await
}
