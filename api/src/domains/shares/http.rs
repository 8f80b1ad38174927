//! `/certificates/{id}/shares`, `/certificate-shares` and `/public/shares`.

use actix_web::{HttpResponse, delete, get, post, web};

use super::model::{Share, ShareCreate, ShareToken, SharedCertificate};
use super::service;
use crate::platform::auth::{Caller, Peer};
use crate::platform::error::{Problem, Result};
use crate::platform::http::{Body, IdempotencyKey, Page, PageQuery, Params, PathId, Routes};
use crate::platform::state::State;

/// Lists the links to one of the caller's own certificates, newest first.
#[utoipa::path(tag = "certificate-shares", operation_id = "list_certificate_shares", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate"), PageQuery),
    responses((status = 200, description = "A page of links", body = Page<Share>)))]
#[get("/certificates/{id}/shares")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, id.0, page.0).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(page))
}

/// Makes a link by which others see one of the caller's own certificates until a day.
#[utoipa::path(tag = "certificate-shares", operation_id = "create_certificate_share", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = ShareCreate,
    responses((status = 201, description = "Made, with its address", body = Share, headers(("Location" = String, description = "The link")))))]
#[post("/certificates/{id}/shares")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    body: Body<ShareCreate>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, id.0, body.0).await
}

/// Withdraws a link.
#[utoipa::path(tag = "certificate-shares", operation_id = "revoke_certificate_share", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The link")),
    responses((status = 204, description = "Withdrawn: it opens no more")))]
#[delete("/certificate-shares/{id}")]
pub async fn revoke(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::revoke(&state, caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The certificate behind a link, as it stands at this moment. A link that is unknown, over or withdrawn is not found.
#[utoipa::path(tag = "verification", operation_id = "open_certificate_share", request_body = ShareToken,
    responses((status = 200, description = "What stands at this moment", body = SharedCertificate,
            headers(("Cache-Control" = String, description = "Always `no-store`"))),
        (status = 404, description = "No such link opens", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong guesses; see Retry-After", body = Problem, content_type = "application/problem+json")))]
#[post("/public/shares/open")]
pub async fn open(
    state: web::Data<State>,
    peer: Peer,
    body: Body<ShareToken>,
) -> Result<HttpResponse> {
    let shared = service::open(&state, peer, &body.0.token).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(shared))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(list).service(create).service(revoke).service(open);
}
