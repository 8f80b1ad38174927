//! Requests to revoke, and their decision.

use actix_web::{HttpResponse, get, post, web};

use crate::domains::certificates::model::{
    NewRevocation, Reissue, Revocation, RevocationQuery, RevocationRejection, RevocationView,
};
use crate::domains::certificates::service::revocations as service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, versioned,
};
use crate::platform::state::State;

/// Lists requests to revoke or reissue, newest first.
#[utoipa::path(tag = "certificates", operation_id = "list_certificate_revocations", security(("bearer" = [])),
    params(RevocationQuery, PageQuery),
    responses((status = 200, description = "A page of requests", body = Page<Revocation>)))]
#[get("/certificate-revocations")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    query: Params<RevocationQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, query.0, page.0).await?))
}

/// The requests of a filter as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "certificates", operation_id = "export_certificate_revocations", security(("bearer" = [])),
    params(RevocationQuery),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/certificate-revocations/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    query: Params<RevocationQuery>,
) -> Result<HttpResponse> {
    service::export(&state, caller, query.0).await
}

/// One request with its certificates.
#[utoipa::path(tag = "certificates", operation_id = "get_certificate_revocation", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The request")),
    responses((status = 200, description = "The request", body = RevocationView, headers(("ETag" = String, description = "Its version")))))]
#[get("/certificate-revocations/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let view = service::find(&state, caller, id.0).await?;
    Ok(versioned(view.revocation.version, &view))
}

/// Asks for the revocation of certificates; another certifier decides.
#[utoipa::path(tag = "certificates", operation_id = "request_certificate_revocation", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again harmless for 24 hours", min_length = 8, max_length = 100)),
    request_body = NewRevocation,
    responses((status = 201, description = "The request", body = RevocationView, headers(("Location" = String, description = "Where it is")))))]
#[post("/certificate-revocations")]
pub async fn request(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewRevocation>,
) -> Result<HttpResponse> {
    service::request(&state, caller, key, body.0).await
}

/// Asks for a certificate to be issued anew; another certifier decides, as for a revocation.
#[utoipa::path(tag = "certificates", operation_id = "request_certificate_reissue", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate"), ("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again harmless for 24 hours", min_length = 8, max_length = 100)),
    request_body = Reissue,
    responses((status = 201, description = "The request", body = RevocationView, headers(("Location" = String, description = "Where it is")))))]
#[post("/certificates/{id}/reissue")]
pub async fn reissue(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    body: Body<Reissue>,
) -> Result<HttpResponse> {
    service::request_reissue(&state, caller, id.0, key, body.0).await
}

/// Approves a request of somebody else; it takes effect at once.
#[utoipa::path(tag = "certificates", operation_id = "approve_certificate_revocation", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The request"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "The request as it is now", body = RevocationView)))]
#[post("/certificate-revocations/{id}/approve")]
pub async fn approve(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    let view = service::approve(&state, caller, id.0, seen).await?;
    Ok(versioned(view.revocation.version, &view))
}

/// Rejects a request, or takes one's own back.
#[utoipa::path(tag = "certificates", operation_id = "reject_certificate_revocation", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The request"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = RevocationRejection,
    responses((status = 200, description = "The request as it is now", body = RevocationView)))]
#[post("/certificate-revocations/{id}/reject")]
pub async fn reject(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<RevocationRejection>,
) -> Result<HttpResponse> {
    let view = service::reject(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(view.revocation.version, &view))
}
