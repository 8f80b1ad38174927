//! `/calendar-feeds` and `/public/calendar-feeds`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};

use super::model::{CalendarFeed, NewCalendarFeed};
use super::service;
use crate::platform::auth::{Caller, Peer};
use crate::platform::db::Id;
use crate::platform::error::{Problem, Result};
use crate::platform::http::{Body, IdempotencyKey, Page, PathId, Routes};
use crate::platform::keys::{hex, sha256};
use crate::platform::state::State;

/// The caller's calendar feeds that open, the newest first.
#[utoipa::path(tag = "calendar-feeds", operation_id = "list_calendar_feeds", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = Page<CalendarFeed>)))]
#[get("/calendar-feeds")]
pub async fn list(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    let feeds = service::list(&state, caller).await?;
    Ok(HttpResponse::Ok().json(Page::whole(feeds)))
}

/// Makes a secret address at which a calendar program reads the caller's live sessions. It is told this once.
#[utoipa::path(tag = "calendar-feeds", operation_id = "create_calendar_feed", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewCalendarFeed,
    responses((status = 201, description = "The feed, with its address", body = CalendarFeed, headers(("Location" = String, description = "The feed")))))]
#[post("/calendar-feeds")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewCalendarFeed>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// Revokes a calendar feed.
#[utoipa::path(tag = "calendar-feeds", operation_id = "revoke_calendar_feed", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The feed")),
    responses((status = 204, description = "Revoked: its address opens no more")))]
#[delete("/calendar-feeds/{id}")]
pub async fn revoke(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::revoke(&state, caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The live sessions of a feed as an iCalendar (RFC 5545), for whoever has its address.
#[utoipa::path(tag = "calendar-feeds", operation_id = "open_calendar_feed",
    params(("token" = String, Path, description = "The secret of the address", max_length = 100)),
    responses((status = 200, description = "The calendar", content_type = "text/calendar", body = String,
            headers(("ETag" = String, description = "Of what it says"), ("Cache-Control" = String, description = "Always private"))),
        (status = 304, description = "It says what the caller has already"),
        (status = 404, description = "No such calendar opens", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong guesses; see Retry-After", body = Problem, content_type = "application/problem+json")))]
#[get("/public/calendar-feeds/{token}.ics")]
pub async fn open(
    state: web::Data<State>,
    peer: Peer,
    token: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let calendar = service::open(&state, peer, &token).await?;
    let tag = format!("W/\"{}\"", &hex(&sha256(calendar.as_bytes()))[..32]);
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let has = known.is_some_and(|known| known.split(',').any(|k| k.trim() == tag));
    let mut answer = if has { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "private, max-age=900"));
    Ok(if has {
        answer.finish()
    } else {
        answer.content_type("text/calendar; charset=utf-8").body(calendar)
    })
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(list).service(create).service(revoke).service(open);
}
