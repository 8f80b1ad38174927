//! Listing, reading, forming and changing cohorts.

use actix_web::{HttpResponse, get, patch, post, web};

use super::super::model::{Cohort, CohortFilter, CohortUpdate, NewCohort};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, versioned,
};
use crate::platform::state::State;

/// Lists the cohorts one may see, the newest first.
#[utoipa::path(tag = "cohorts", operation_id = "list_cohorts", security(("bearer" = [])),
    params(PageQuery, CohortFilter),
    responses((status = 200, description = "A page of cohorts", body = Page<Cohort>)))]
#[get("/cohorts")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<CohortFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The cohorts of a filter as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "cohorts", operation_id = "export_cohorts", security(("bearer" = [])), params(CohortFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/cohorts/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<CohortFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// Forms a cohort, as a draft of one's own institution.
#[utoipa::path(tag = "cohorts", operation_id = "create_cohort", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Gives the first answer again to a repeated request")),
    request_body = NewCohort,
    responses((status = 201, description = "The cohort", body = Cohort, headers(("Location" = String, description = "Where it is")))))]
#[post("/cohorts")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewCohort>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// One cohort.
#[utoipa::path(tag = "cohorts", operation_id = "get_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort")),
    responses((status = 200, description = "The cohort", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[get("/cohorts/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let cohort = service::find(&state, caller, id.0).await?;
    Ok(versioned(cohort.version, &cohort))
}

/// Changes title, major, kind or periods of a cohort that is being formed.
#[utoipa::path(tag = "cohorts", operation_id = "update_cohort", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = CohortUpdate,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[patch("/cohorts/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<CohortUpdate>,
) -> Result<HttpResponse> {
    let cohort = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(cohort.version, &cohort))
}
