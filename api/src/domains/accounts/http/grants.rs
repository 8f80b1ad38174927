//! `/users/{id}/grants` and the handover of institutions.

use actix_web::{HttpResponse, delete, get, post, web};

use super::super::model::{Grant, GrantRequest, Handover, HandoverDone, Withdrawal};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, IdempotencyKey, Page, Params, PathId};
use crate::platform::state::State;

/// The roles that somebody holds within the caller's scope.
#[utoipa::path(tag = "users", operation_id = "list_user_grants", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The account")),
    responses((status = 200, description = "The standing grants, oldest first", body = Page<Grant>)))]
#[get("/users/{id}/grants")]
pub async fn list(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let items = service::list_grants(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}

/// Gives somebody one more role.
#[utoipa::path(tag = "users", operation_id = "give_grant", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The account"), ("Idempotency-Key" = Option<String>, Header, description = "Send the same again to get the same answer")),
    request_body = GrantRequest,
    responses((status = 201, description = "Given", body = Grant, headers(("Location" = String, description = "The person's grants")))))]
#[post("/users/{id}/grants")]
pub async fn give(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    body: Body<GrantRequest>,
) -> Result<HttpResponse> {
    service::give(&state, caller, key, id.0, body.0).await
}

/// Withdraws a role from somebody.
#[utoipa::path(tag = "users", operation_id = "withdraw_grant", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The account"), ("grant_id" = Id, Path, description = "The grant"), Withdrawal),
    responses((status = 204, description = "Withdrawn")))]
#[delete("/users/{id}/grants/{grant_id}")]
pub async fn withdraw(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, Id)>,
    query: Params<Withdrawal>,
) -> Result<HttpResponse> {
    let (user, grant) = path.into_inner();
    service::withdraw(&state, caller, user, grant, query.0.reason).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Hands an institution over to another administrator.
#[utoipa::path(tag = "users", operation_id = "hand_over_institution", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The institution"), ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = Handover,
    responses((status = 200, description = "The new administrator", body = HandoverDone)))]
#[post("/institutions/{id}/handover")]
pub async fn handover(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    body: Body<Handover>,
) -> Result<HttpResponse> {
    service::handover(&state, caller, key, id.0, body.0).await
}
