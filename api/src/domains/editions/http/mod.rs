//! `/editions`, `/courses` and `/majors`.

mod edits;

use actix_web::{HttpResponse, get, web};

use super::model::{
    CalendarView, Course, Edition, EditionVersion, Major, MajorQuery, RegionQuery, RuleView,
    Subject,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery, Params, PathId, Routes, versioned};
use crate::platform::state::State;

fn whole<T: serde::Serialize>(items: Vec<T>) -> HttpResponse {
    HttpResponse::Ok().json(Page::whole(items))
}

/// Lists the editions, the newest first.
#[utoipa::path(tag = "editions", operation_id = "list_editions", security(("bearer" = [])),
    responses((status = 200, description = "The editions", body = Page<Edition>)))]
#[get("/editions")]
pub async fn list(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    Ok(whole(service::list(&state, caller).await?))
}

/// One edition.
#[utoipa::path(tag = "editions", operation_id = "get_edition", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The edition")),
    responses((status = 200, description = "The edition", body = Edition, headers(("ETag" = String, description = "Its version")))))]
#[get("/editions/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let edition = service::get(&state, caller, id.0).await?;
    Ok(versioned(edition.version, &edition))
}

/// The calendar of an edition, with what contradicts itself in it.
#[utoipa::path(tag = "editions", operation_id = "get_edition_calendar", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The edition")),
    responses((status = 200, description = "The calendar", body = CalendarView, headers(("ETag" = String, description = "Its version")))))]
#[get("/editions/{id}/calendar")]
pub async fn calendar(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let calendar = service::get_calendar(&state, caller, id.0).await?;
    Ok(versioned(calendar.version, &calendar))
}

/// The rules of an edition, for the country or as they hold in a region.
#[utoipa::path(tag = "editions", operation_id = "list_edition_rules", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The edition"), RegionQuery),
    responses((status = 200, description = "Every rule", body = Page<RuleView>)))]
#[get("/editions/{id}/rules")]
pub async fn rules(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    query: Params<RegionQuery>,
) -> Result<HttpResponse> {
    Ok(whole(service::list_rules(&state, caller, id.0, query.0.region_code).await?))
}

/// The history of an edition: every change with who, when, why and what.
#[utoipa::path(tag = "editions", operation_id = "list_edition_versions", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The edition"), PageQuery),
    responses((status = 200, description = "The versions, the newest first", body = Page<EditionVersion>)))]
#[get("/editions/{id}/history")]
pub async fn history(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    query: Params<PageQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::history(&state, caller, id.0, query.0).await?))
}

/// The subjects of an edition.
#[utoipa::path(tag = "editions", operation_id = "list_edition_subjects", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The edition")),
    responses((status = 200, description = "The subjects in their order", body = Page<Subject>)))]
#[get("/editions/{id}/subjects")]
pub async fn subjects(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(whole(service::list_subjects(&state, caller, id.0).await?))
}

/// The courses of an edition.
#[utoipa::path(tag = "editions", operation_id = "list_edition_courses", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The edition")),
    responses((status = 200, description = "The courses in their order", body = Page<Course>)))]
#[get("/editions/{id}/courses")]
pub async fn edition_courses(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    Ok(whole(service::list_courses(&state, caller, Some(id.0)).await?))
}

/// The courses of the current edition.
#[utoipa::path(tag = "editions", operation_id = "list_courses", security(("bearer" = [])),
    responses((status = 200, description = "The courses in their order", body = Page<Course>)))]
#[get("/courses")]
pub async fn courses(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    Ok(whole(service::list_courses(&state, caller, None).await?))
}

/// The majors that the current edition names; others are admitted as well.
#[utoipa::path(tag = "editions", operation_id = "list_majors", security(("bearer" = [])),
    params(MajorQuery),
    responses((status = 200, description = "The majors", body = Page<Major>)))]
#[get("/majors")]
pub async fn majors(
    caller: Caller,
    state: web::Data<State>,
    query: Params<MajorQuery>,
) -> Result<HttpResponse> {
    Ok(whole(service::list_majors(&state, caller, query.0.level).await?))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(find)
        .service(calendar)
        .service(rules)
        .service(history)
        .service(subjects)
        .service(edition_courses)
        .service(courses)
        .service(majors)
        .configure(edits::routes);
}
