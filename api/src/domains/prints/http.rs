//! `/certificates/{id}/certificate.pdf` and `/certificate-print-jobs`.

use actix_web::{HttpResponse, get, post, web};

use super::model::{
    CertificatePrintJob, CertificatePrintJobDetail, CertificatePrintJobStarted,
    NewCertificatePrintJob,
};
use super::service::{self, jobs};
use crate::platform::auth::Caller;
use crate::platform::error::{Problem, Result};
use crate::platform::http::{
    Body, IdempotencyKey, Page, PageQuery, Params, PathId, Routes, download,
};
use crate::platform::state::State;

/// A certificate as PDF/A-3U with its credential inside, sealed: a file with another byte is not authentic.
#[utoipa::path(tag = "certificates", operation_id = "print_certificate", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/pdf"),
        (status = 409, description = "It cannot be printed, or is from before open credentials", body = Problem, content_type = "application/problem+json")))]
#[get("/certificates/{id}/certificate.pdf")]
pub async fn print(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let printed = service::print(&state, caller, id.0).await?;
    Ok(download("application/pdf", &format!("{}.pdf", printed.number), printed.pdf))
}

/// Lists what was printed in bulk, newest first.
#[utoipa::path(tag = "certificate-print-jobs", operation_id = "list_certificate_print_jobs", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of them", body = Page<CertificatePrintJob>)))]
#[get("/certificate-print-jobs")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(jobs::list(&state, caller, page.0).await?))
}

/// The list as a workbook. Recorded.
#[utoipa::path(tag = "certificate-print-jobs", operation_id = "export_certificate_print_jobs", security(("bearer" = [])),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/certificate-print-jobs/export.xlsx")]
pub async fn export(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    jobs::export(&state, caller).await
}

/// Prints the valid certificates of a filter: a job writes one file of them, 20,000 at most.
#[utoipa::path(tag = "certificate-print-jobs", operation_id = "create_certificate_print_job", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewCertificatePrintJob,
    responses((status = 202, description = "What is printed, and the job to watch", body = CertificatePrintJobStarted, headers(("Location" = String, description = "Where the job is")))))]
#[post("/certificate-print-jobs")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewCertificatePrintJob>,
) -> Result<HttpResponse> {
    jobs::request(&state, caller, key, body.0).await
}

/// What was printed, and what could not be.
#[utoipa::path(tag = "certificate-print-jobs", operation_id = "get_certificate_print_job", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "What was asked for")),
    responses((status = 200, description = "Where it stands", body = CertificatePrintJobDetail)))]
#[get("/certificate-print-jobs/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(jobs::find(&state, caller, id.0).await?))
}

/// The file. Recorded.
#[utoipa::path(tag = "certificate-print-jobs", operation_id = "download_certificate_print_job", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "What was asked for")),
    responses(
        (status = 200, description = "The file", content(
            (Vec<u8> = "application/zip"), (Vec<u8> = "application/pdf"))),
        (status = 409, description = "There is no file (yet, or any more)", body = Problem, content_type = "application/problem+json")))]
#[get("/certificate-print-jobs/{id}/file")]
pub async fn file(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    jobs::file(&state, caller, id.0).await
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(print).service(list).service(export).service(create).service(find).service(file);
}
