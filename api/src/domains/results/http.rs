//! `/subject-results` and `/results/summary`.

use actix_web::{HttpResponse, get, post, web};

use super::import::ResultImport;
use super::model::{
    InstitutionSummary, ResultCorrection, ResultHistory, ResultQuery, SubjectResult, SummaryQuery,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IfMatch, Page, PageQuery, Params, PathId, Routes, XLSX, download, versioned,
};
use crate::platform::state::State;

/// Lists results, newest first.
#[utoipa::path(tag = "results", operation_id = "list_subject_results", security(("bearer" = [])),
    params(ResultQuery, PageQuery),
    responses((status = 200, description = "A page of results", body = Page<SubjectResult>)))]
#[get("/subject-results")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    query: Params<ResultQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, query.0, page.0).await?))
}

/// One result.
#[utoipa::path(tag = "results", operation_id = "get_subject_result", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The result")),
    responses((status = 200, description = "The result", body = SubjectResult, headers(("ETag" = String, description = "Its version")))))]
#[get("/subject-results/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let result = service::find(&state, caller, id.0).await?;
    Ok(versioned(result.version, &result))
}

/// Every state a result has had, oldest first.
#[utoipa::path(tag = "results", operation_id = "get_subject_result_history", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The result")),
    responses((status = 200, description = "The states", body = Page<ResultHistory>)))]
#[get("/subject-results/{id}/history")]
pub async fn history(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let items = service::history(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}

/// Corrects a result, with a reason.
#[utoipa::path(tag = "results", operation_id = "correct_subject_result", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The result"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ResultCorrection,
    responses((status = 200, description = "The result as it is now", body = SubjectResult)))]
#[post("/subject-results/{id}/corrections")]
pub async fn correct(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ResultCorrection>,
) -> Result<HttpResponse> {
    let result = service::correct(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(result.version, &result))
}

/// The results of a filter as XLSX, at most 300,000.
#[utoipa::path(tag = "results", operation_id = "export_subject_results", security(("bearer" = [])),
    params(ResultQuery),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/subject-results/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    query: Params<ResultQuery>,
) -> Result<HttpResponse> {
    service::export::results(&state, caller, query.0).await
}

/// The template to fill in and import.
#[utoipa::path(tag = "results", operation_id = "result_import_template", security(("bearer" = [])),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/subject-results/import-template.xlsx")]
pub async fn template(caller: Caller) -> Result<HttpResponse> {
    let bytes = service::template(&caller)?;
    Ok(download(XLSX, "成绩导入模板.xlsx", bytes))
}

/// Results counted by institution and subject.
#[utoipa::path(tag = "results", operation_id = "get_results_summary", security(("bearer" = [])),
    params(SummaryQuery),
    responses((status = 200, description = "The institutions with results, by region and name", body = Page<InstitutionSummary>)))]
#[get("/results/summary")]
pub async fn summary(
    caller: Caller,
    state: web::Data<State>,
    query: Params<SummaryQuery>,
) -> Result<HttpResponse> {
    let items = service::summary::summary(&state, caller, query.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}

/// A file of results of one exam date.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "it is the form's schema; the form is read part by part")]
pub struct ResultImportForm {
    /// The spreadsheet: .xlsx, .xls or .csv.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The exam date that the results are of.
    exam_date_id: crate::platform::db::Id,
}

crate::import_operations! {
    mod imports;
    kind: ResultImport, form: ResultImportForm, tag: "results",
    list: "list_result_imports", start: "start_result_import" at "/result-imports",
    find: "get_result_import" at "/result-imports/{id}",
    rows: "list_result_import_rows" at "/result-imports/{id}/rows",
    refused: "download_refused_result_rows" at "/result-imports/{id}/refused.xlsx",
    commit: "commit_result_import" at "/result-imports/{id}/commit",
    discard: "discard_result_import" at "/result-imports/{id}/discard"
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        // Before the path with an id, which would take its name for one.
        .service(export)
        .service(template)
        .service(list)
        .service(find)
        .service(history)
        .service(correct)
        .service(summary);
    imports::routes(config);
}
