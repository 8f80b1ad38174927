//! `/institution-applications` for the branch, `/public/institution-applications` for schools.

use actix_web::{HttpRequest, HttpResponse, get, post, put, web};

use super::model::{
    ApplicationApproval, ApplicationFilter, ApplicationForm, ApplicationReceipt,
    ApplicationRefusal, ApplicationState, ApprovedApplication, InstitutionApplication,
    InstitutionApplicationDetail, Step,
};
use super::service;
use crate::platform::auth::{Caller, Peer};
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, Routes, UploadForm, download,
    versioned,
};
use crate::platform::state::State;

/// The header with the secret of an application.
const SECRET: &str = "X-Application-Secret";

fn secret(request: &HttpRequest) -> Option<String> {
    request.headers().get(SECRET).and_then(|v| v.to_str().ok()).map(str::to_string)
}

fn private(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(
        actix_web::http::header::CACHE_CONTROL,
        actix_web::http::header::HeaderValue::from_static("no-store"),
    );
    response
}

/// Applies to take part, with a scan of the stamped form. The answer's reference and secret show the state later.
#[utoipa::path(tag = "institution-applications", operation_id = "apply_for_institution",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body(content = ApplicationForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Reference and secret", body = ApplicationReceipt, headers(("Location" = String, description = "Where its state is")))))]
#[post("/public/institution-applications")]
pub async fn submit(
    state: web::Data<State>,
    peer: Peer,
    key: IdempotencyKey,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    service::may_apply(&state, &peer)?;
    let form = UploadForm::receive(&request, payload, service::SCAN_LIMIT).await?;
    service::submit(&state, peer, key, form).await
}

/// Where one's own application stands.
#[utoipa::path(tag = "institution-applications", operation_id = "get_own_institution_application",
    params(("reference" = String, Path, description = "The reference", example = "20200302-7KQ3XM2B", max_length = 40), ("X-Application-Secret" = String, Header, description = "The secret that came with the reference")),
    responses((status = 200, description = "Its state", body = ApplicationState)))]
#[get("/public/institution-applications/{reference}")]
pub async fn own(
    state: web::Data<State>,
    peer: Peer,
    reference: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let found = service::own(&state, peer, reference.into_inner(), secret(&request)).await?;
    Ok(private(HttpResponse::Ok().json(found)))
}

/// Hands in a returned application again; without a scan the old one stays.
#[utoipa::path(tag = "institution-applications", operation_id = "mend_institution_application",
    params(("reference" = String, Path, description = "The reference", example = "20200302-7KQ3XM2B", max_length = 40), ("X-Application-Secret" = String, Header, description = "The secret that came with the reference")),
    request_body(content = ApplicationForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "Its state", body = ApplicationState)))]
#[put("/public/institution-applications/{reference}")]
pub async fn mend(
    state: web::Data<State>,
    peer: Peer,
    reference: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    service::may_apply(&state, &peer)?;
    let form = UploadForm::receive(&request, payload, service::SCAN_LIMIT).await?;
    let mended =
        service::mend(&state, peer, reference.into_inner(), secret(&request), form).await?;
    Ok(private(HttpResponse::Ok().json(mended)))
}

/// Lists applications, newest first.
#[utoipa::path(tag = "institution-applications", operation_id = "list_institution_applications", security(("bearer" = [])),
    params(PageQuery, ApplicationFilter),
    responses((status = 200, description = "A page of applications", body = Page<InstitutionApplication>)))]
#[get("/institution-applications")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<ApplicationFilter>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0, filter.0).await?))
}

/// The applications of a filter as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "institution-applications", operation_id = "export_institution_applications", security(("bearer" = [])),
    params(ApplicationFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/institution-applications/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<ApplicationFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// One application.
#[utoipa::path(tag = "institution-applications", operation_id = "get_institution_application", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The application")),
    responses((status = 200, description = "The application", body = InstitutionApplicationDetail, headers(("ETag" = String, description = "Its version")))))]
#[get("/institution-applications/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let found = service::find(&state, caller, id.0).await?;
    Ok(versioned(found.application.version, &found))
}

/// The scan of the stamped form: PDF, PNG or JPEG.
#[utoipa::path(tag = "institution-applications", operation_id = "get_institution_application_scan", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The application")),
    responses((status = 200, description = "The scan", content(
        (Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")))))]
#[get("/institution-applications/{id}/scan")]
pub async fn scan(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let scan = service::scan(&state, caller, id.0).await?;
    Ok(download(&scan.media_type, &scan.name, scan.bytes))
}

/// Approves an application: opens the institution and invites its administrator.
#[utoipa::path(tag = "institution-applications", operation_id = "approve_institution_application", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The application"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ApplicationApproval,
    responses((status = 200, description = "The institution, and its administrator's activation code", body = ApprovedApplication)))]
#[post("/institution-applications/{id}/approve")]
pub async fn approve(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ApplicationApproval>,
) -> Result<HttpResponse> {
    let approved = service::approve(&state, caller, id.0, seen, body.0).await?;
    Ok(private(versioned(approved.application.version, &approved)))
}

/// Returns an application to the school, to be mended.
#[utoipa::path(tag = "institution-applications", operation_id = "return_institution_application", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The application"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ApplicationRefusal,
    responses((status = 200, description = "The application as it is now", body = InstitutionApplication)))]
#[post("/institution-applications/{id}/return")]
pub async fn give_back(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ApplicationRefusal>,
) -> Result<HttpResponse> {
    let application =
        service::refuse(&state, caller, id.0, seen, Step::Return, body.0.remarks).await?;
    Ok(versioned(application.version, &application))
}

/// Rejects an application for good.
#[utoipa::path(tag = "institution-applications", operation_id = "reject_institution_application", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The application"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ApplicationRefusal,
    responses((status = 200, description = "The application as it is now", body = InstitutionApplication)))]
#[post("/institution-applications/{id}/reject")]
pub async fn reject(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ApplicationRefusal>,
) -> Result<HttpResponse> {
    let application =
        service::refuse(&state, caller, id.0, seen, Step::Reject, body.0.remarks).await?;
    Ok(versioned(application.version, &application))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(submit)
        .service(own)
        .service(mend)
        .service(list)
        .service(export)
        .service(find)
        .service(scan)
        .service(approve)
        .service(give_back)
        .service(reject);
}
