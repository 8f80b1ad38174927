//! Reviews: listing, reading, writing, submitting, giving back.

use actix_web::{HttpResponse, get, post, put, web};

use super::super::model::{
    ExpertReview, ExpertReviewDetail, ReleaseInput, ReviewDraft, ReviewFilter,
};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, IfMatch, Page, PageQuery, Params, PathId, versioned};
use crate::platform::state::State;

/// Lists reviews, those due first: an expert's own, or all of them for headquarters.
#[utoipa::path(tag = "expert-reviews", operation_id = "list_expert_reviews", security(("bearer" = [])),
    params(PageQuery, ReviewFilter),
    responses((status = 200, description = "A page of reviews", body = Page<ExpertReview>)))]
#[get("/expert-reviews")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<ReviewFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The reviews of a filter as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "expert-reviews", operation_id = "export_expert_reviews", security(("bearer" = [])), params(ReviewFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/expert-reviews/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<ReviewFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// One review with its rubric. Experts know the participant by a code alone.
#[utoipa::path(tag = "expert-reviews", operation_id = "get_expert_review", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The review")),
    responses((status = 200, description = "The review", body = ExpertReviewDetail, headers(("ETag" = String, description = "Its version")))))]
#[get("/expert-reviews/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let review = service::find(&state, caller, id.0).await?;
    Ok(versioned(review.review.version, &review))
}

/// The teaching design of a review, under a name that tells nothing.
#[utoipa::path(tag = "expert-reviews", operation_id = "download_expert_review_file", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The review")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>)))]
#[get("/expert-reviews/{id}/file")]
pub async fn file(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::file(&state, caller, id.0).await
}

/// Keeps what an expert has written so far.
#[utoipa::path(tag = "expert-reviews", operation_id = "put_expert_review", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The review"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ReviewDraft,
    responses((status = 200, description = "The review as it is now", body = ExpertReviewDetail, headers(("ETag" = String, description = "Its version")))))]
#[put("/expert-reviews/{id}")]
pub async fn draft(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ReviewDraft>,
) -> Result<HttpResponse> {
    let review = service::draft(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(review.review.version, &review))
}

/// Submits a review; it does not change any more. Where two experts differ by more than the threshold, a third is asked.
#[utoipa::path(tag = "expert-reviews", operation_id = "submit_expert_review", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The review"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ReviewDraft,
    responses((status = 200, description = "The review as it is now", body = ExpertReviewDetail, headers(("ETag" = String, description = "Its version")))))]
#[post("/expert-reviews/{id}/submit")]
pub async fn submit(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ReviewDraft>,
) -> Result<HttpResponse> {
    let review = service::submit(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(review.review.version, &review))
}

/// Gives a review back, with a reason; another expert is given the design.
#[utoipa::path(tag = "expert-reviews", operation_id = "release_expert_review", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The review"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ReleaseInput,
    responses((status = 200, description = "The review as it is now", body = ExpertReviewDetail, headers(("ETag" = String, description = "Its version")))))]
#[post("/expert-reviews/{id}/release")]
pub async fn release(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<ReleaseInput>,
) -> Result<HttpResponse> {
    let review = service::release(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(review.review.version, &review))
}
