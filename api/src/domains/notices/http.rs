//! `/notices`.

use actix_web::{HttpResponse, get, post, web};

use super::model::{Filter, Notice, UnreadCount};
use super::service;
use crate::platform::auth::{Caller, EvenSuspended};
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery, Params, PathId, Routes};
use crate::platform::state::State;

/// Lists the caller's notices, newest first.
#[utoipa::path(tag = "notices", operation_id = "list_notices", security(("bearer" = [])), params(PageQuery, Filter),
    responses((status = 200, description = "A page of notices", body = Page<Notice>)))]
#[get("/notices")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<Filter>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0, filter.0).await?))
}

/// How many of the caller's notices are unread.
#[utoipa::path(tag = "notices", operation_id = "count_unread_notices", security(("bearer" = [])),
    responses((status = 200, description = "The count", body = UnreadCount)))]
#[get("/notices/unread-count")]
pub async fn unread_count(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::unread_count(&state, caller).await?))
}

/// Tells the unread count as it changes: server-sent events `unread` (data `{"count": 3}`, at once and
/// after every change) and `notice` (data `{"id": …}`, when one came). Ends with the session or the token.
#[utoipa::path(tag = "notices", operation_id = "stream_notices", security(("bearer" = [])),
    responses((status = 200, description = "The stream", body = String, content_type = "text/event-stream")))]
#[get("/notices/stream")]
pub async fn stream(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    service::stream(&state, caller)
}

/// Marks a notice as read.
#[utoipa::path(tag = "notices", operation_id = "read_notice", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The notice")),
    responses((status = 200, description = "What is still unread", body = UnreadCount)))]
#[post("/notices/{id}/read")]
pub async fn read(
    EvenSuspended(caller): EvenSuspended,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::mark_read(&state, caller, id.0).await?))
}

/// Marks all notices as read.
#[utoipa::path(tag = "notices", operation_id = "read_all_notices", security(("bearer" = [])),
    responses((status = 200, description = "What is still unread", body = UnreadCount)))]
#[post("/notices/read-all")]
pub async fn read_all(
    EvenSuspended(caller): EvenSuspended,
    state: web::Data<State>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::mark_all_read(&state, caller).await?))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(list).service(unread_count).service(stream).service(read_all).service(read);
}
