//! Students and teachers of cohorts.

use actix_web::{HttpResponse, get, post, put, web};

use super::super::model::{
    Cohort, CohortStudent, MoveInput, MoveResult, StudentsChange, StudentsInput, TeachersInput,
};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Body, IfMatch, Page, PageQuery, Params, PathId, versioned};
use crate::platform::state::State;

/// Lists the students of a cohort by student number.
#[utoipa::path(tag = "cohorts", operation_id = "list_cohort_students", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), PageQuery),
    responses((status = 200, description = "A page of students", body = Page<CohortStudent>)))]
#[get("/cohorts/{id}/students")]
pub async fn students(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    let page = service::students(&state, caller, id.0, page.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Replaces the whole list of students of a cohort.
#[utoipa::path(tag = "cohorts", operation_id = "put_cohort_students", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = StudentsInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[put("/cohorts/{id}/students")]
pub async fn put_students(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<StudentsInput>,
) -> Result<HttpResponse> {
    let cohort = service::put_students(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(cohort.version, &cohort))
}

/// Adds students to a cohort and removes others from it, all at once.
#[utoipa::path(tag = "cohorts", operation_id = "change_cohort_students", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort")),
    request_body = StudentsChange,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[post("/cohorts/{id}/students")]
pub async fn change_students(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    body: Body<StudentsChange>,
) -> Result<HttpResponse> {
    let cohort = service::change_students(&state, caller, id.0, body.0).await?;
    Ok(versioned(cohort.version, &cohort))
}

/// Replaces the whole list of teachers of a cohort.
#[utoipa::path(tag = "cohorts", operation_id = "put_cohort_teachers", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The cohort"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = TeachersInput,
    responses((status = 200, description = "The cohort as it is now", body = Cohort, headers(("ETag" = String, description = "Its version")))))]
#[put("/cohorts/{id}/teachers")]
pub async fn put_teachers(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<TeachersInput>,
) -> Result<HttpResponse> {
    let cohort = service::put_teachers(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(cohort.version, &cohort))
}

/// Moves students from one cohort to another of the same school and edition: all of them or none.
#[utoipa::path(tag = "cohorts", operation_id = "move_cohort_students", security(("bearer" = [])),
    request_body = MoveInput,
    responses((status = 200, description = "Both cohorts as they are now", body = MoveResult)))]
#[post("/cohorts/moves")]
pub async fn move_students(
    caller: Caller,
    state: web::Data<State>,
    body: Body<MoveInput>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::move_students(&state, caller, body.0).await?))
}
