//! `/training-judgements`.

use actix_web::{HttpResponse, get, post, web};

use super::model::{
    BulkConfirm, BulkResults, ConfirmInput, Judgement, JudgementDetail, JudgementFilter,
    ReopenInput,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, IfMatch, Page, PageQuery, Params, PathId, Routes, versioned};
use crate::platform::state::State;

/// Lists judgements, the newest first: those of the batches that a lead of the group judges, without names; for everybody
/// else what is confirmed.
#[utoipa::path(tag = "training-judgements", operation_id = "list_training_judgements", security(("bearer" = [])),
    params(PageQuery, JudgementFilter),
    responses((status = 200, description = "A page of judgements", body = Page<Judgement>)))]
#[get("/training-judgements")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<JudgementFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The confirmed judgements of a filter as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "training-judgements", operation_id = "export_training_judgements", security(("bearer" = [])), params(JudgementFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/training-judgements/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<JudgementFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// One judgement with what the experts wrote.
#[utoipa::path(tag = "training-judgements", operation_id = "get_training_judgement", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The judgement")),
    responses((status = 200, description = "The judgement", body = JudgementDetail, headers(("ETag" = String, description = "Its version")))))]
#[get("/training-judgements/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let judgement = service::find(&state, caller, id.0).await?;
    Ok(versioned(judgement.judgement.version, &judgement))
}

/// Proposes that a participant failed though parts are missing. What has all parts proposes itself.
#[utoipa::path(tag = "training-judgements", operation_id = "propose_training_judgement", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The judgement"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "The judgement as it is now", body = JudgementDetail, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-judgements/{id}/propose")]
pub async fn propose(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    let judgement = service::propose(&state, caller, id.0, seen).await?;
    Ok(versioned(judgement.judgement.version, &judgement))
}

/// Confirms what is proposed, or comes to something else for a reason.
#[utoipa::path(tag = "training-judgements", operation_id = "confirm_training_judgement", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The judgement"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"2\"")),
    request_body = ConfirmInput,
    responses((status = 200, description = "The judgement as it is now", body = JudgementDetail, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-judgements/{id}/confirm")]
pub async fn confirm(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ConfirmInput>,
) -> Result<HttpResponse> {
    let judgement = service::confirm(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(judgement.judgement.version, &judgement))
}

/// Opens a confirmed judgement again, with a reason; another lead confirms it then.
#[utoipa::path(tag = "training-judgements", operation_id = "reopen_training_judgement", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The judgement"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"3\"")),
    request_body = ReopenInput,
    responses((status = 200, description = "The judgement as it is now", body = JudgementDetail, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-judgements/{id}/reopen")]
pub async fn reopen(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ReopenInput>,
) -> Result<HttpResponse> {
    let judgement = service::reopen(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(judgement.judgement.version, &judgement))
}

/// Confirms up to 200 judgements as they are proposed; what cannot be is told one by one.
#[utoipa::path(tag = "training-judgements", operation_id = "confirm_training_judgements", security(("bearer" = [])),
    request_body = BulkConfirm,
    responses((status = 200, description = "What became of each", body = BulkResults)))]
#[post("/training-judgements/confirm")]
pub async fn confirm_many(
    caller: Caller,
    state: web::Data<State>,
    body: Body<BulkConfirm>,
) -> Result<HttpResponse> {
    let results = service::confirm_many(&state, caller, body.0).await?;
    Ok(HttpResponse::Ok().json(results))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    // What has a name of its own comes before `{id}`.
    config
        .service(export)
        .service(list)
        .service(confirm_many)
        .service(find)
        .service(propose)
        .service(confirm)
        .service(reopen);
}
