//! Reading certificates, alone, in lists and as spreadsheets.

use actix_web::{HttpResponse, get, web};

use crate::domains::certificates::model::{
    Certificate, CertificateQuery, CertificateSummary, HandoverQuery,
};
use crate::domains::certificates::service::{self, export as files};
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery, Params, PathId, XLSX, download, versioned};
use crate::platform::state::State;

/// Lists certificates, newest first; with `q` by number, name or pinyin.
#[utoipa::path(tag = "certificates", operation_id = "list_certificates", security(("bearer" = [])),
    params(CertificateQuery, PageQuery),
    responses((status = 200, description = "A page of certificates", body = Page<CertificateSummary>)))]
#[get("/certificates")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    query: Params<CertificateQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, query.0, page.0).await?))
}

/// One certificate with everything that is printed on it.
#[utoipa::path(tag = "certificates", operation_id = "get_certificate", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate")),
    responses((status = 200, description = "The certificate", body = Certificate, headers(("ETag" = String, description = "Its version")))))]
#[get("/certificates/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let certificate = service::find(&state, caller, id.0).await?;
    Ok(versioned(certificate.summary.version, &certificate))
}

/// The certificates of a filter as XLSX, at most 100,000.
#[utoipa::path(tag = "certificates", operation_id = "export_certificates", security(("bearer" = [])),
    params(CertificateQuery),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/certificates/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    query: Params<CertificateQuery>,
) -> Result<HttpResponse> {
    files::certificates(&state, caller, query.0).await
}

/// The list on which institutions sign for their certificates (签收), as XLSX.
#[utoipa::path(tag = "certificates", operation_id = "export_certificate_handover_list", security(("bearer" = [])),
    params(HandoverQuery),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 413, description = "More certificates than one file holds", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[get("/certificates/handover-list.xlsx")]
pub async fn handover(
    caller: Caller,
    state: web::Data<State>,
    query: Params<HandoverQuery>,
) -> Result<HttpResponse> {
    let bytes = files::handover(&state, caller, query.0).await?;
    Ok(download(XLSX, "证书签收表.xlsx", bytes))
}
