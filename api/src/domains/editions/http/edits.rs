//! What HQ changes.

use actix_web::{HttpResponse, delete, http::header, patch, post, put, web};

use super::super::model::{
    CalendarUpdate, CalendarView, Edition, EditionCopy, EditionUpdate, ExamDateMove,
    RegionalRuleUpdate, RuleUpdate, RuleView, WithdrawalReason,
};
use super::super::service::{self, RulePath};
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Params, PathId, Routes, check, versioned,
};
use crate::platform::state::State;

/// Changes titles or status of an edition.
#[utoipa::path(tag = "editions", operation_id = "update_edition", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The edition"), ("If-Match" = String, Header, description = "The edition's version you have seen", example = "\"1\"")),
    request_body = EditionUpdate,
    responses((status = 200, description = "The edition as it is now", body = Edition)))]
#[patch("/editions/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<EditionUpdate>,
) -> Result<HttpResponse> {
    let edition = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(edition.version, &edition))
}

/// Writes the calendar of an edition; an exam date that moves or goes is told to everyone concerned.
#[utoipa::path(tag = "editions", operation_id = "replace_edition_calendar", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The edition"), ("If-Match" = String, Header, description = "The calendar's version you have seen", example = "\"1\"")),
    request_body = CalendarUpdate,
    responses((status = 200, description = "The calendar as it is now, with its warnings", body = CalendarView)))]
#[put("/editions/{id}/calendar")]
pub async fn replace_calendar(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<CalendarUpdate>,
) -> Result<HttpResponse> {
    let calendar = service::replace_calendar(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(calendar.version, &calendar))
}

/// Moves an exam date and tells everyone concerned.
#[utoipa::path(tag = "editions", operation_id = "move_exam_date", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The edition"), ("exam_date_id" = Id, Path, description = "The exam date"),
        ("If-Match" = String, Header, description = "The calendar's version you have seen", example = "\"1\"")),
    request_body = ExamDateMove,
    responses((status = 200, description = "The calendar as it is now, with its warnings", body = CalendarView)))]
#[patch("/editions/{id}/exam-dates/{exam_date_id}")]
pub async fn move_exam(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, Id)>,
    seen: IfMatch,
    body: Body<ExamDateMove>,
) -> Result<HttpResponse> {
    let calendar = service::move_exam(&state, caller, path.into_inner(), seen, body.0).await?;
    Ok(versioned(calendar.version, &calendar))
}

/// Sets value and severity of a rule for the whole country.
#[utoipa::path(tag = "editions", operation_id = "set_edition_rule", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The edition"), ("rule" = String, Path, description = "The rule", example = "cohort.max_students"),
        ("If-Match" = String, Header, description = "The rule's version you have seen", example = "\"1\"")),
    request_body = RuleUpdate,
    responses((status = 200, description = "The rule as it is now", body = RuleView)))]
#[put("/editions/{id}/rules/{rule}")]
pub async fn set_rule(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, String)>,
    seen: IfMatch,
    body: Body<RuleUpdate>,
) -> Result<HttpResponse> {
    let (edition, rule) = path.into_inner();
    let rule = service::set_rule(&state, caller, RulePath { edition, rule }, seen, body.0).await?;
    Ok(versioned(rule.version, &rule))
}

/// Sets value, severity or both of a rule for one region, with a reason.
#[utoipa::path(tag = "editions", operation_id = "set_regional_rule", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The edition"), ("rule" = String, Path, description = "The rule", example = "cohort.max_students"),
        ("region_code" = String, Path, description = "GB/T 2260 two-digit code", example = "42"),
        ("If-Match" = String, Header, description = "The rule's version you have seen", example = "\"1\"")),
    request_body = RegionalRuleUpdate,
    responses((status = 200, description = "The rule as it holds in the region", body = RuleView)))]
#[put("/editions/{id}/rules/{rule}/regions/{region_code}")]
pub async fn set_regional(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, String, String)>,
    seen: IfMatch,
    body: Body<RegionalRuleUpdate>,
) -> Result<HttpResponse> {
    let (edition, rule, region) = path.into_inner();
    let place = (RulePath { edition, rule }, region);
    let rule = service::set_regional(&state, caller, place, seen, body.0).await?;
    Ok(versioned(rule.version, &rule))
}

/// Withdraws what a region has of its own for a rule.
#[utoipa::path(tag = "editions", operation_id = "withdraw_regional_rule", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The edition"), ("rule" = String, Path, description = "The rule", example = "cohort.max_students"),
        ("region_code" = String, Path, description = "GB/T 2260 two-digit code", example = "42"), WithdrawalReason,
        ("If-Match" = String, Header, description = "The rule's version you have seen", example = "\"1\"")),
    responses((status = 204, description = "Withdrawn; the rule of the country holds", headers(("ETag" = String, description = "The rule's version")))))]
#[delete("/editions/{id}/rules/{rule}/regions/{region_code}")]
pub async fn withdraw_regional(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, String, String)>,
    seen: IfMatch,
    query: Params<WithdrawalReason>,
) -> Result<HttpResponse> {
    check(&query.0)?;
    let (edition, rule, region) = path.into_inner();
    let place = (RulePath { edition, rule }, region);
    let version = service::withdraw_regional(&state, caller, place, seen, query.0.reason).await?;
    Ok(HttpResponse::NoContent().insert_header((header::ETAG, format!("\"{version}\""))).finish())
}

/// Copies an edition to other dates, as a draft.
#[utoipa::path(tag = "editions", operation_id = "copy_edition", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The edition to copy"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes sending again safe", min_length = 8, max_length = 100)),
    request_body = EditionCopy,
    responses((status = 201, description = "The draft", body = Edition, headers(("Location" = String, description = "Where it is")))))]
#[post("/editions/{id}/copy")]
pub async fn copy(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    body: Body<EditionCopy>,
) -> Result<HttpResponse> {
    service::copy(&state, caller, id.0, key, body.0).await
}

/// Mounts the operations of this file.
pub fn routes(config: &mut Routes) {
    config
        .service(update)
        .service(replace_calendar)
        .service(move_exam)
        .service(set_rule)
        .service(set_regional)
        .service(withdraw_regional)
        .service(copy);
}
