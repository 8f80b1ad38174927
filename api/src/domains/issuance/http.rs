//! `/issuance-runs`.

use actix_web::{HttpResponse, get, post, web};

use super::model::{
    IssuanceItem, IssuanceRemarks, IssuanceRun, IssuanceStarted, ItemQuery, NewIssuanceRun,
    RunQuery,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, Routes, versioned,
};
use crate::platform::state::State;

/// Lists runs, newest first.
#[utoipa::path(tag = "issuance", operation_id = "list_issuance_runs", security(("bearer" = [])),
    params(RunQuery, PageQuery),
    responses((status = 200, description = "A page of runs", body = Page<IssuanceRun>)))]
#[get("/issuance-runs")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    query: Params<RunQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, query.0, page.0).await?))
}

/// Opens a run; the job it names computes who gets a certificate.
#[utoipa::path(tag = "issuance", operation_id = "prepare_issuance_run", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again harmless for 24 hours", min_length = 8, max_length = 100)),
    request_body = NewIssuanceRun,
    responses((status = 201, description = "The run", body = IssuanceRun, headers(("Location" = String, description = "Where it is")))))]
#[post("/issuance-runs")]
pub async fn prepare(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewIssuanceRun>,
) -> Result<HttpResponse> {
    service::prepare(&state, caller, key, body.0).await
}

/// One run.
#[utoipa::path(tag = "issuance", operation_id = "get_issuance_run", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The run")),
    responses((status = 200, description = "The run", body = IssuanceRun, headers(("ETag" = String, description = "Its version")))))]
#[get("/issuance-runs/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let run = service::find(&state, caller, id.0).await?;
    Ok(versioned(run.version, &run))
}

/// Lists what a run came to, candidate by candidate, by institution and number.
#[utoipa::path(tag = "issuance", operation_id = "list_issuance_items", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The run"), ItemQuery, PageQuery),
    responses((status = 200, description = "A page of items", body = Page<IssuanceItem>)))]
#[get("/issuance-runs/{id}/items")]
pub async fn items(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    query: Params<ItemQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::items(&state, caller, id.0, query.0, page.0).await?))
}

/// What a run came to as a workbook of at most 100,000 rows. Recorded.
#[utoipa::path(tag = "issuance", operation_id = "export_issuance_items", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The run"), ItemQuery),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/issuance-runs/{id}/items/export.xlsx")]
pub async fn export_items(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    query: Params<ItemQuery>,
) -> Result<HttpResponse> {
    service::export_items(&state, caller, id.0, query.0).await
}

/// Approves a run that another certifier prepared.
#[utoipa::path(tag = "issuance", operation_id = "approve_issuance_run", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The run"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"2\"")),
    responses((status = 200, description = "The run as it is now", body = IssuanceRun)))]
#[post("/issuance-runs/{id}/approve")]
pub async fn approve(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    let run = service::approve(&state, caller, id.0, seen).await?;
    Ok(versioned(run.version, &run))
}

/// Rejects a run.
#[utoipa::path(tag = "issuance", operation_id = "reject_issuance_run", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The run"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"2\"")),
    request_body = IssuanceRemarks,
    responses((status = 200, description = "The run as it is now", body = IssuanceRun)))]
#[post("/issuance-runs/{id}/reject")]
pub async fn reject(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<IssuanceRemarks>,
) -> Result<HttpResponse> {
    let run = service::reject(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(run.version, &run))
}

/// Gives a run up before it is issued.
#[utoipa::path(tag = "issuance", operation_id = "cancel_issuance_run", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The run"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"2\"")),
    request_body = IssuanceRemarks,
    responses((status = 200, description = "The run as it is now", body = IssuanceRun)))]
#[post("/issuance-runs/{id}/cancel")]
pub async fn cancel(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<IssuanceRemarks>,
) -> Result<HttpResponse> {
    let run = service::cancel(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(run.version, &run))
}

/// Issues an approved run: a job numbers and stores every certificate in one transaction.
#[utoipa::path(tag = "issuance", operation_id = "issue_issuance_run", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The run"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"3\""), ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    responses((status = 202, description = "The job to watch", body = IssuanceStarted, headers(("Location" = String, description = "Where the job is")))))]
#[post("/issuance-runs/{id}/issue")]
pub async fn issue(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    seen: IfMatch,
) -> Result<HttpResponse> {
    service::start(&state, caller, key, id.0, seen).await
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(prepare)
        .service(find)
        .service(items)
        .service(export_items)
        .service(approve)
        .service(reject)
        .service(cancel)
        .service(issue);
}
