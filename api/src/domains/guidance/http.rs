//! `/guidance-requests`, `/guidance-records` and `/guidance-overview`.

use actix_web::{HttpResponse, get, post, web};

use super::model::{
    AnswerInput, GuidanceRecord, GuidanceRequest, NewRecord, NewRequest, RecordFilter,
    RequestFilter, Standing, StandingFilter,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, Routes, versioned,
};
use crate::platform::state::State;

/// Lists requests for guidance: open ones the longest waiting first, otherwise the newest first.
#[utoipa::path(tag = "guidance", operation_id = "list_guidance_requests", security(("bearer" = [])),
    params(PageQuery, RequestFilter),
    responses((status = 200, description = "A page of requests", body = Page<GuidanceRequest>)))]
#[get("/guidance-requests")]
pub async fn list_requests(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<RequestFilter>,
) -> Result<HttpResponse> {
    let page = service::list_requests(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The requests of a filter as a workbook of at most 100,000 rows. Recorded.
#[utoipa::path(tag = "guidance", operation_id = "export_guidance_requests", security(("bearer" = [])), params(RequestFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/guidance-requests/export.xlsx")]
pub async fn export_requests(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<RequestFilter>,
) -> Result<HttpResponse> {
    service::export_requests(&state, caller, filter.0).await
}

/// Asks the trainers of one's class for guidance. One request at a time.
#[utoipa::path(tag = "guidance", operation_id = "create_guidance_request", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewRequest,
    responses((status = 201, description = "The request", body = GuidanceRequest, headers(("Location" = String, description = "Where it is")))))]
#[post("/guidance-requests")]
pub async fn ask(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewRequest>,
) -> Result<HttpResponse> {
    service::ask(&state, caller, key, body.0).await
}

/// One request for guidance.
#[utoipa::path(tag = "guidance", operation_id = "get_guidance_request", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The request")),
    responses((status = 200, description = "The request", body = GuidanceRequest, headers(("ETag" = String, description = "Its version")))))]
#[get("/guidance-requests/{id}")]
pub async fn find_request(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let request = service::find_request(&state, caller, id.0).await?;
    Ok(versioned(request.version, &request))
}

/// Answers a request with guidance that was given. The response time ends here.
#[utoipa::path(tag = "guidance", operation_id = "answer_guidance_request", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The request"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = AnswerInput,
    responses((status = 200, description = "The request as it is now", body = GuidanceRequest, headers(("ETag" = String, description = "Its version")))))]
#[post("/guidance-requests/{id}/answer")]
pub async fn answer(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<AnswerInput>,
) -> Result<HttpResponse> {
    let request = service::answer(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(request.version, &request))
}

/// Takes one's own open request back.
#[utoipa::path(tag = "guidance", operation_id = "withdraw_guidance_request", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The request"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "The request as it is now", body = GuidanceRequest, headers(("ETag" = String, description = "Its version")))))]
#[post("/guidance-requests/{id}/withdraw")]
pub async fn withdraw(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    let request = service::withdraw(&state, caller, id.0, seen).await?;
    Ok(versioned(request.version, &request))
}

/// Lists records of guidance, the newest first.
#[utoipa::path(tag = "guidance", operation_id = "list_guidance_records", security(("bearer" = [])),
    params(PageQuery, RecordFilter),
    responses((status = 200, description = "A page of records", body = Page<GuidanceRecord>)))]
#[get("/guidance-records")]
pub async fn list_records(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<RecordFilter>,
) -> Result<HttpResponse> {
    let page = service::list_records(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The records of a filter as a workbook of at most 100,000 rows. Recorded.
#[utoipa::path(tag = "guidance", operation_id = "export_guidance_records", security(("bearer" = [])), params(RecordFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/guidance-records/export.xlsx")]
pub async fn export_records(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<RecordFilter>,
) -> Result<HttpResponse> {
    service::export_records(&state, caller, filter.0).await
}

/// Records guidance that was given to a participant of a class that one trains.
#[utoipa::path(tag = "guidance", operation_id = "create_guidance_record", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewRecord,
    responses((status = 201, description = "The record", body = GuidanceRecord, headers(("Location" = String, description = "The list it is in")))))]
#[post("/guidance-records")]
pub async fn add_record(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewRecord>,
) -> Result<HttpResponse> {
    service::add_record(&state, caller, key, body.0).await
}

/// Where the participants of classes that run stand with guidance, and who is owed it.
#[utoipa::path(tag = "guidance", operation_id = "list_guidance_overview", security(("bearer" = [])),
    params(PageQuery, StandingFilter),
    responses((status = 200, description = "A page of participants", body = Page<Standing>)))]
#[get("/guidance-overview")]
pub async fn overview(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<StandingFilter>,
) -> Result<HttpResponse> {
    let page = service::list_standing(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The same as a workbook of at most 100,000 rows. Recorded.
#[utoipa::path(tag = "guidance", operation_id = "export_guidance_overview", security(("bearer" = [])), params(StandingFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/guidance-overview/export.xlsx")]
pub async fn export_overview(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<StandingFilter>,
) -> Result<HttpResponse> {
    service::export_standing(&state, caller, filter.0).await
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    // What has a name of its own comes before `{id}`.
    config
        .service(export_requests)
        .service(list_requests)
        .service(ask)
        .service(find_request)
        .service(answer)
        .service(withdraw)
        .service(export_records)
        .service(list_records)
        .service(add_record)
        .service(export_overview)
        .service(overview);
}
