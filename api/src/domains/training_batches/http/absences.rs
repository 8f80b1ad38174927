//! When trainers are not there.

use actix_web::{HttpResponse, delete, get, post, web};

use super::super::model::{Absence, AbsenceFilter, NewAbsence};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, IdempotencyKey, Page, PageQuery, Params, PathId};
use crate::platform::state::State;

/// Lists the absences of trainers by their beginning: one's own, or those of the trainers one looks after.
#[utoipa::path(tag = "trainer-absences", operation_id = "list_trainer_absences", security(("bearer" = [])),
    params(PageQuery, AbsenceFilter),
    responses((status = 200, description = "A page of absences", body = Page<Absence>)))]
#[get("/trainer-absences")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<AbsenceFilter>,
) -> Result<HttpResponse> {
    let page = service::list_absences(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Notes when a trainer is not there; the time cannot be booked any more.
#[utoipa::path(tag = "trainer-absences", operation_id = "create_trainer_absence", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewAbsence,
    responses((status = 201, description = "The absence", body = Absence, headers(("Location" = String, description = "Where it is")))))]
#[post("/trainer-absences")]
pub async fn add(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewAbsence>,
) -> Result<HttpResponse> {
    service::add_absence(&state, caller, key, body.0).await
}

/// Takes an absence back.
#[utoipa::path(tag = "trainer-absences", operation_id = "delete_trainer_absence", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The absence")),
    responses((status = 204, description = "Taken back")))]
#[delete("/trainer-absences/{id}")]
pub async fn remove(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::remove_absence(&state, caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
