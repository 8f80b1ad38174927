//! `/registry-exports`, `/registry-receipts` and `/registry-receipt-imports`.

use actix_web::{HttpResponse, get, post, web};

use super::model::{NewRegistryExport, RegistryExport, RegistryExportStarted};
use super::receipts::ReceiptImport;
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, Page, PageQuery, Params, PathId, Routes, XLSX, download,
};
use crate::platform::state::State;

/// Lists exports for registries, newest first.
#[utoipa::path(tag = "registries", operation_id = "list_registry_exports", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of exports", body = Page<RegistryExport>)))]
#[get("/registry-exports")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0).await?))
}

/// Asks for a file of issued certificates. What is in it is fixed now; a job writes it.
#[utoipa::path(tag = "registries", operation_id = "create_registry_export", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewRegistryExport,
    responses((status = 202, description = "The export and the job to watch", body = RegistryExportStarted, headers(("Location" = String, description = "Where the job is")))))]
#[post("/registry-exports")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewRegistryExport>,
) -> Result<HttpResponse> {
    service::request(&state, caller, key, body.0).await
}

/// One export, with its counts once the file is there.
#[utoipa::path(tag = "registries", operation_id = "get_registry_export", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The export")),
    responses((status = 200, description = "The export", body = RegistryExport)))]
#[get("/registry-exports/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::find(&state, caller, id.0).await?))
}

/// The file of an export. Recorded; with whole document numbers for HQ alone.
#[utoipa::path(tag = "registries", operation_id = "download_registry_export", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The export")),
    responses(
        (status = 200, description = "The file, as a workbook or as JSON lines", content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Vec<u8> = "application/x-ndjson"))),
        (status = 409, description = "There is no file (yet, or any more)", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[get("/registry-exports/{id}/file")]
pub async fn file(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::file(&state, caller, id.0).await
}

/// Writes an export that failed once more, with the certificates that were to be in it.
#[utoipa::path(tag = "registries", operation_id = "resume_registry_export", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The export"), ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    responses((status = 202, description = "The export and the job to watch", body = RegistryExportStarted, headers(("Location" = String, description = "Where the job is")))))]
#[post("/registry-exports/{id}/resume")]
pub async fn resume(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
) -> Result<HttpResponse> {
    service::resume(&state, caller, key, id.0).await
}

/// The template for the national platform's numbers and receipts.
#[utoipa::path(tag = "registries", operation_id = "registry_receipt_import_template", security(("bearer" = [])),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/registry-receipts/import-template.xlsx")]
pub async fn template(caller: Caller) -> Result<HttpResponse> {
    let bytes = service::template(&caller)?;
    Ok(download(XLSX, "登记回执导入模板.xlsx", bytes))
}

/// A file of receipts.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "it is the form's schema; the form is read part by part")]
pub struct RegistryReceiptImportForm {
    /// The spreadsheet: .xlsx, .xls or .csv.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

crate::import_operations! {
    mod imports;
    kind: ReceiptImport, form: RegistryReceiptImportForm, tag: "registries",
    list: "list_registry_receipt_imports", start: "start_registry_receipt_import" at "/registry-receipt-imports",
    find: "get_registry_receipt_import" at "/registry-receipt-imports/{id}",
    rows: "list_registry_receipt_import_rows" at "/registry-receipt-imports/{id}/rows",
    refused: "download_refused_registry_receipt_rows" at "/registry-receipt-imports/{id}/refused.xlsx",
    commit: "commit_registry_receipt_import" at "/registry-receipt-imports/{id}/commit",
    discard: "discard_registry_receipt_import" at "/registry-receipt-imports/{id}/discard"
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(create)
        .service(find)
        .service(file)
        .service(resume)
        .service(template);
    imports::routes(config);
}
