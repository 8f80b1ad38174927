//! `/transfers`.

use actix_web::{HttpResponse, get, post, web};

use super::model::{Remarks, Transfer, TransferFilter, TransferRequest};
use super::{export as files, service};
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, Routes, versioned,
};
use crate::platform::state::State;

/// Lists the transfers that touch the caller's scope, newest first.
#[utoipa::path(tag = "transfers", operation_id = "list_transfers", security(("bearer" = [])), params(PageQuery, TransferFilter),
    responses((status = 200, description = "A page of transfers", body = Page<Transfer>)))]
#[get("/transfers")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<TransferFilter>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0, filter.0).await?))
}

/// The transfers of a filter as a workbook of at most 20,000 rows, each told as the list tells it. Recorded.
#[utoipa::path(tag = "transfers", operation_id = "export_transfers", security(("bearer" = [])), params(TransferFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/transfers/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<TransferFilter>,
) -> Result<HttpResponse> {
    files::export(&state, caller, filter.0).await
}

/// Asks for a student's move from another institution to one's own.
#[utoipa::path(tag = "transfers", operation_id = "request_transfer", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = TransferRequest,
    responses((status = 201, description = "Both branches have been told", body = Transfer, headers(("Location" = String, description = "Where it is"))),
        (status = 429, description = "Too many people known elsewhere", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[post("/transfers")]
pub async fn request(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<TransferRequest>,
) -> Result<HttpResponse> {
    service::request(&state, caller, key, body.0).await
}

/// One transfer.
#[utoipa::path(tag = "transfers", operation_id = "get_transfer", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The transfer")),
    responses((status = 200, description = "The transfer", body = Transfer, headers(("ETag" = String, description = "Its version")))))]
#[get("/transfers/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let transfer = service::find(&state, caller, id.0).await?;
    Ok(versioned(transfer.version, &transfer))
}

/// Agrees for one's side; with both sides agreed the student moves.
#[utoipa::path(tag = "transfers", operation_id = "approve_transfer", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The transfer"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = Remarks,
    responses((status = 200, description = "The transfer as it is now", body = Transfer)))]
#[post("/transfers/{id}/approve")]
pub async fn approve(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<Remarks>,
) -> Result<HttpResponse> {
    let transfer = service::approve(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(transfer.version, &transfer))
}

/// Refuses for one's side: the transfer ends.
#[utoipa::path(tag = "transfers", operation_id = "reject_transfer", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The transfer"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = Remarks,
    responses((status = 200, description = "The transfer as it is now", body = Transfer)))]
#[post("/transfers/{id}/reject")]
pub async fn reject(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<Remarks>,
) -> Result<HttpResponse> {
    let transfer = service::reject(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(transfer.version, &transfer))
}

/// Mounts the operations.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(export)
        .service(request)
        .service(find)
        .service(approve)
        .service(reject);
}
