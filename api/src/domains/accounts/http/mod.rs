//! `/auth`, `/me` and (in their own files) `/users` and their grants.

mod grants;
mod users;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};

use super::model::{
    Activation, GrantSwitch, LoginRequest, Me, MeUpdate, MeView, PasswordChange, PrivacyNotice,
    Session, SignedIn,
};
use super::service::{self, Opened, SESSION_DAYS};
use crate::platform::auth::{Caller, EvenSuspended, Peer};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{Body, Page, PathId, Routes};
use crate::platform::state::State;

const COOKIE: &str = "onex_refresh";

fn cookie(state: &State, value: String, days: i64) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path("/api/v1/auth")
        .http_only(true)
        .secure(state.config.secure_cookies)
        .same_site(SameSite::Strict)
        .max_age(Duration::days(days))
        .finish()
}

fn opened(state: &State, opened: Opened) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header(("Cache-Control", "no-store"));
    if let Some(token) = opened.refresh {
        response.cookie(cookie(state, token, SESSION_DAYS));
    }
    response.json(opened.body)
}

/// Signs in with username, phone number or e-mail address, and password.
#[utoipa::path(tag = "auth", operation_id = "login", request_body = LoginRequest,
    responses((status = 200, description = "Signed in; the refresh token is in a cookie", body = SignedIn),
        (status = 401, description = "Unknown account or wrong password", body = crate::platform::error::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The account holds no role", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[post("/auth/login")]
pub async fn login(
    state: web::Data<State>,
    peer: Peer,
    body: Body<LoginRequest>,
) -> Result<HttpResponse> {
    Ok(opened(&state, service::login(&state, peer, body.0).await?))
}

/// Renews the access token with the refresh cookie, which is replaced.
#[utoipa::path(tag = "auth", operation_id = "refresh",
    responses((status = 200, description = "Renewed", body = SignedIn),
        (status = 401, description = "The session has ended", body = crate::platform::error::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The account holds no role any more", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[post("/auth/refresh")]
pub async fn refresh(state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    let token = request.cookie(COOKIE).ok_or_else(|| Error::new(Code::SessionEnded))?;
    Ok(opened(&state, service::refresh(&state, token.value().to_string()).await?))
}

/// Signs out; works without a session as well.
#[utoipa::path(tag = "auth", operation_id = "logout", responses((status = 204, description = "Signed out")))]
#[post("/auth/logout")]
pub async fn logout(state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    if let Some(token) = request.cookie(COOKIE) {
        service::logout(&state, token.value().to_string()).await?;
    }
    Ok(HttpResponse::NoContent().cookie(cookie(&state, String::new(), 0)).finish())
}

/// Acts with another of one's grants from now on.
#[utoipa::path(tag = "auth", operation_id = "switch_grant", security(("bearer" = [])), request_body = GrantSwitch,
    responses((status = 200, description = "A token for that grant", body = SignedIn)))]
#[post("/auth/switch")]
pub async fn switch(
    EvenSuspended(caller): EvenSuspended,
    state: web::Data<State>,
    body: Body<GrantSwitch>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(service::switch(&state, caller, body.0).await?))
}

/// The privacy notice in force.
#[utoipa::path(tag = "auth", operation_id = "get_privacy_notice",
    responses((status = 200, description = "The notice", body = PrivacyNotice)))]
#[get("/auth/privacy-notice")]
pub async fn privacy_notice() -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::privacy_notice()))
}

/// Activates an account with its one-time code and signs in.
#[utoipa::path(tag = "auth", operation_id = "activate", request_body = Activation,
    responses((status = 200, description = "Active and signed in", body = SignedIn),
        (status = 403, description = "The account holds no role", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[post("/auth/activate")]
pub async fn activate(
    state: web::Data<State>,
    peer: Peer,
    body: Body<Activation>,
) -> Result<HttpResponse> {
    Ok(opened(&state, service::activate(&state, peer, body.0).await?))
}

/// The caller's account, grants and unread notices.
#[utoipa::path(tag = "me", operation_id = "get_me", security(("bearer" = [])),
    responses((status = 200, description = "The caller", body = MeView)))]
#[get("/me")]
pub async fn me(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::me(&state, caller).await?))
}

/// Changes one's own phone, e-mail, language, or accepts the privacy notice.
#[utoipa::path(tag = "me", operation_id = "update_me", security(("bearer" = [])), request_body = MeUpdate,
    responses((status = 200, description = "The account as it is now", body = Me)))]
#[patch("/me")]
pub async fn update_me(
    EvenSuspended(caller): EvenSuspended,
    state: web::Data<State>,
    body: Body<MeUpdate>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::update_me(&state, caller, body.0).await?))
}

/// Changes one's own password; every other device is signed out.
#[utoipa::path(tag = "me", operation_id = "change_password", security(("bearer" = [])), request_body = PasswordChange,
    responses((status = 204, description = "Changed"), (status = 429, description = "Too many wrong passwords", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[post("/me/password")]
pub async fn change_password(
    EvenSuspended(caller): EvenSuspended,
    state: web::Data<State>,
    body: Body<PasswordChange>,
) -> Result<HttpResponse> {
    service::change_password(&state, caller, body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The caller's signed-in devices.
#[utoipa::path(tag = "me", operation_id = "list_my_sessions", security(("bearer" = [])),
    responses((status = 200, description = "The sessions, newest first", body = Page<Session>)))]
#[get("/me/sessions")]
pub async fn sessions(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(Page::whole(service::sessions(&state, caller).await?)))
}

/// Signs one of the caller's devices out.
#[utoipa::path(tag = "me", operation_id = "end_my_session", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The session")),
    responses((status = 204, description = "Signed out")))]
#[delete("/me/sessions/{id}")]
pub async fn end_session(
    EvenSuspended(caller): EvenSuspended,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    service::end_session(&state, caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(login)
        .service(refresh)
        .service(logout)
        .service(switch)
        .service(privacy_notice)
        .service(activate)
        .service(me)
        .service(update_me)
        .service(change_password)
        .service(sessions)
        .service(end_session)
        .service(users::list)
        .service(users::export)
        .service(users::create)
        .service(users::find)
        .service(users::update)
        .service(users::reset_password)
        .service(users::activation_code)
        .service(users::disable)
        .service(users::enable)
        .service(users::sessions)
        .service(users::end_sessions)
        .service(grants::list)
        .service(grants::give)
        .service(grants::withdraw)
        .service(grants::handover);
}
