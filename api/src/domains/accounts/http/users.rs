//! `/users`: other people's accounts.

use actix_web::{HttpResponse, delete, get, patch, post, web};

use super::super::model::{
    ActivationCode, Created, Filter, PasswordReset, Reason, Session, UserCreate, UserUpdate,
    UserView,
};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, versioned,
};
use crate::platform::state::State;

/// Lists the accounts of people who hold a role within the caller's scope, newest first.
#[utoipa::path(tag = "users", operation_id = "list_users", security(("bearer" = [])), params(PageQuery, Filter),
    responses((status = 200, description = "A page of accounts", body = Page<UserView>)))]
#[get("/users")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<Filter>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0, filter.0).await?))
}

/// The accounts of a filter as a workbook of at most 100,000 rows. Recorded.
#[utoipa::path(tag = "users", operation_id = "export_users", security(("bearer" = [])), params(Filter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/users/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<Filter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// Makes an account with its first role, waiting for activation.
#[utoipa::path(tag = "users", operation_id = "create_user", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = UserCreate,
    responses((status = 201, description = "Made; the code is for its holder", body = Created, headers(("Location" = String, description = "The account")))))]
#[post("/users")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<UserCreate>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// One account.
#[utoipa::path(tag = "users", operation_id = "get_user", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The account")),
    responses((status = 200, description = "The account", body = UserView, headers(("ETag" = String, description = "Its version")))))]
#[get("/users/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let user = service::find(&state, caller, id.0).await?;
    Ok(versioned(user.version, &user))
}

/// Changes name, phone or e-mail of an account.
#[utoipa::path(tag = "users", operation_id = "update_user", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The account"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = UserUpdate,
    responses((status = 200, description = "The account as it is now", body = UserView)))]
#[patch("/users/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<UserUpdate>,
) -> Result<HttpResponse> {
    let user = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(user.version, &user))
}

/// Takes the password from an account and gives it a new activation code; its sessions end.
#[utoipa::path(tag = "users", operation_id = "reset_password", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The account")),
    responses((status = 200, description = "The code for its holder", body = PasswordReset)))]
#[post("/users/{id}/reset-password")]
pub async fn reset_password(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let reset = service::reset_password(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(reset))
}

/// Shows the activation code of an account again, until it is used.
#[utoipa::path(tag = "users", operation_id = "show_activation_code", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The account")),
    responses((status = 200, description = "The code for its holder", body = ActivationCode)))]
#[post("/users/{id}/activation-code")]
pub async fn activation_code(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let code = service::activation_code_of(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(code))
}

/// Locks an account; its sessions end.
#[utoipa::path(tag = "users", operation_id = "disable_user", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The account")), request_body = Reason,
    responses((status = 200, description = "The account as it is now", body = UserView)))]
#[post("/users/{id}/disable")]
pub async fn disable(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    body: Body<Reason>,
) -> Result<HttpResponse> {
    let user = service::disable(&state, caller, id.0, body.0.reason).await?;
    Ok(versioned(user.version, &user))
}

/// Unlocks an account.
#[utoipa::path(tag = "users", operation_id = "enable_user", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The account")), request_body = Reason,
    responses((status = 200, description = "The account as it is now", body = UserView)))]
#[post("/users/{id}/enable")]
pub async fn enable(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    body: Body<Reason>,
) -> Result<HttpResponse> {
    let user = service::enable(&state, caller, id.0, body.0.reason).await?;
    Ok(versioned(user.version, &user))
}

/// The signed-in devices of an account.
#[utoipa::path(tag = "users", operation_id = "list_user_sessions", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The account")),
    responses((status = 200, description = "The sessions, newest first", body = Page<Session>)))]
#[get("/users/{id}/sessions")]
pub async fn sessions(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let items = service::sessions_of(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}

/// Signs an account out everywhere.
#[utoipa::path(tag = "users", operation_id = "end_user_sessions", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The account")),
    responses((status = 204, description = "Signed out")))]
#[delete("/users/{id}/sessions")]
pub async fn end_sessions(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    service::end_sessions_of(&state, caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
