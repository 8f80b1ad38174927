//! Participants and trainers of classes.

use actix_web::{HttpResponse, get, post, put, web};

use super::super::model::{Member, MovesInput, MovesResult, TrainersOfClassInput, TrainingClass};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, IfMatch, Page, PageQuery, Params, PathId, versioned};
use crate::platform::state::State;

/// Lists the participants of a class in the order of enrolment; a school sees its own.
#[utoipa::path(tag = "training-classes", operation_id = "list_training_class_members", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The class"), PageQuery),
    responses((status = 200, description = "A page of participants", body = Page<Member>)))]
#[get("/training-classes/{id}/members")]
pub async fn members(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    page: Params<PageQuery>,
) -> Result<HttpResponse> {
    let page = service::members(&state, caller, id.0, page.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Replaces the trainers of a class.
#[utoipa::path(tag = "training-classes", operation_id = "put_training_class_trainers", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The class"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = TrainersOfClassInput,
    responses((status = 200, description = "The class as it is now", body = TrainingClass, headers(("ETag" = String, description = "Its version")))))]
#[put("/training-classes/{id}/trainers")]
pub async fn put_trainers(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<TrainersOfClassInput>,
) -> Result<HttpResponse> {
    let class = service::put_trainers(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(class.version, &class))
}

/// Moves people between classes of their batch that have not begun, into one, or out: all of them or none.
#[utoipa::path(tag = "training-classes", operation_id = "move_training_class_members", security(("bearer" = [])),
    request_body = MovesInput,
    responses((status = 200, description = "The classes that changed", body = MovesResult)))]
#[post("/training-classes/moves")]
pub async fn moves(
    caller: Caller,
    state: web::Data<State>,
    body: Body<MovesInput>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::moves(&state, caller, body.0).await?))
}
