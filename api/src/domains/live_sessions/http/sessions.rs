//! Reading, planning, moving and holding sessions.

use actix_web::{HttpResponse, get, patch, post, web};

use super::super::model::{
    CancelInput, HoldInput, JoinAnswer, LiveSession, NewSessions, SessionFilter, SessionUpdate,
    Sessions,
};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, versioned,
};
use crate::platform::state::State;

/// Lists the live sessions one may see, by their beginning.
#[utoipa::path(tag = "live-sessions", operation_id = "list_live_sessions", security(("bearer" = [])),
    params(PageQuery, SessionFilter),
    responses((status = 200, description = "A page of sessions", body = Page<LiveSession>)))]
#[get("/live-sessions")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<SessionFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The live sessions of a filter as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "live-sessions", operation_id = "export_live_sessions", security(("bearer" = [])), params(SessionFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/live-sessions/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<SessionFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// Plans live sessions of a class, all of them or none.
#[utoipa::path(tag = "live-sessions", operation_id = "create_live_sessions", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewSessions,
    responses((status = 201, description = "The sessions", body = Sessions, headers(("Location" = String, description = "The list they are in")))))]
#[post("/live-sessions")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewSessions>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// One live session.
#[utoipa::path(tag = "live-sessions", operation_id = "get_live_session", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session")),
    responses((status = 200, description = "The session", body = LiveSession, headers(("ETag" = String, description = "Its version")))))]
#[get("/live-sessions/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let session = service::find(&state, caller, id.0).await?;
    Ok(versioned(session.version, &session))
}

/// Changes a live session: its time, who holds it, its room. Everybody of the class is told of another time.
#[utoipa::path(tag = "live-sessions", operation_id = "update_live_session", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = SessionUpdate,
    responses((status = 200, description = "The session as it is now", body = LiveSession, headers(("ETag" = String, description = "Its version")))))]
#[patch("/live-sessions/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<SessionUpdate>,
) -> Result<HttpResponse> {
    let session = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(session.version, &session))
}

/// Cancels a live session that is ahead. Everybody of the class is told.
#[utoipa::path(tag = "live-sessions", operation_id = "cancel_live_session", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = CancelInput,
    responses((status = 200, description = "The session as it is now", body = LiveSession, headers(("ETag" = String, description = "Its version")))))]
#[post("/live-sessions/{id}/cancel")]
pub async fn cancel(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<CancelInput>,
) -> Result<HttpResponse> {
    let session = service::cancel(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(session.version, &session))
}

/// Tells where the room of a live session is, for the caller alone. Whoever holds it opens it by this.
#[utoipa::path(tag = "live-sessions", operation_id = "join_live_session", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session")),
    responses((status = 200, description = "Where the room is", body = JoinAnswer, headers(("Cache-Control" = String, description = "Always `no-store`")))))]
#[post("/live-sessions/{id}/join")]
pub async fn join(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let answer = service::join(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(answer))
}

/// Ends a live session that was opened: it was held until now.
#[utoipa::path(tag = "live-sessions", operation_id = "end_live_session", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "The session as it is now", body = LiveSession, headers(("ETag" = String, description = "Its version")))))]
#[post("/live-sessions/{id}/end")]
pub async fn end(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    let session = service::end(&state, caller, id.0, seen).await?;
    Ok(versioned(session.version, &session))
}

/// Says when a live session was held, or corrects it.
#[utoipa::path(tag = "live-sessions", operation_id = "hold_live_session", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = HoldInput,
    responses((status = 200, description = "The session as it is now", body = LiveSession, headers(("ETag" = String, description = "Its version")))))]
#[post("/live-sessions/{id}/hold")]
pub async fn hold(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<HoldInput>,
) -> Result<HttpResponse> {
    let session = service::hold(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(session.version, &session))
}
