//! `/papers`

use actix_web::{HttpResponse, get, patch, post, put, web};

use super::model::{
    NewPaper, Paper, PaperDetail, PaperFilter, PaperPreview, PaperUpdate, PreviewQuery,
    QuestionsInput,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, Routes, versioned,
};
use crate::platform::state::State;

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(create)
        .service(find)
        .service(update)
        .service(put_questions)
        .service(publish)
        .service(retire)
        .service(preview);
}

fn answer(paper: &PaperDetail) -> HttpResponse {
    versioned(paper.paper.version, paper)
}

/// Lists papers, the newest first. A branch sees those that are published.
#[utoipa::path(tag = "papers", operation_id = "list_papers", security(("bearer" = [])),
    params(PageQuery, PaperFilter),
    responses((status = 200, description = "A page of papers", body = Page<Paper>)))]
#[get("/papers")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<PaperFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Begins a paper, as a draft: empty, or with the questions of another.
#[utoipa::path(tag = "papers", operation_id = "create_paper", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewPaper,
    responses((status = 201, description = "The paper", body = PaperDetail, headers(("Location" = String, description = "Where it is")))))]
#[post("/papers")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewPaper>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// One paper. Its questions and their right answers are for whoever writes papers.
#[utoipa::path(tag = "papers", operation_id = "get_paper", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The paper")),
    responses((status = 200, description = "The paper", body = PaperDetail, headers(("ETag" = String, description = "Its version")))))]
#[get("/papers/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(answer(&service::find(&state, caller, id.0).await?))
}

/// Changes a draft.
#[utoipa::path(tag = "papers", operation_id = "update_paper", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The paper"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = PaperUpdate,
    responses((status = 200, description = "The paper as it is now", body = PaperDetail, headers(("ETag" = String, description = "Its version")))))]
#[patch("/papers/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<PaperUpdate>,
) -> Result<HttpResponse> {
    Ok(answer(&service::update(&state, caller, id.0, seen, body.0).await?))
}

/// Replaces the questions of a draft. They need not be finished: `faults` says what is still wrong.
#[utoipa::path(tag = "papers", operation_id = "put_paper_questions", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The paper"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = QuestionsInput,
    responses((status = 200, description = "The paper as it is now", body = PaperDetail, headers(("ETag" = String, description = "Its version")))))]
#[put("/papers/{id}/questions")]
pub async fn put_questions(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<QuestionsInput>,
) -> Result<HttpResponse> {
    Ok(answer(&service::put_questions(&state, caller, id.0, seen, body.0).await?))
}

/// Publishes a draft: nothing of it changes any more.
#[utoipa::path(tag = "papers", operation_id = "publish_paper", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The paper"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "The paper as it is now", body = PaperDetail, headers(("ETag" = String, description = "Its version")))))]
#[post("/papers/{id}/publish")]
pub async fn publish(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    Ok(answer(&service::publish(&state, caller, id.0, seen).await?))
}

/// Retires a paper: no new test uses it. Those that do go on.
#[utoipa::path(tag = "papers", operation_id = "retire_paper", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The paper"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "The paper as it is now", body = PaperDetail, headers(("ETag" = String, description = "Its version")))))]
#[post("/papers/{id}/retire")]
pub async fn retire(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    Ok(answer(&service::retire(&state, caller, id.0, seen).await?))
}

/// A paper as a participant would see it, in the order of a seed.
#[utoipa::path(tag = "papers", operation_id = "preview_paper", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The paper"), PreviewQuery),
    responses((status = 200, description = "Its questions without answers", body = PaperPreview)))]
#[get("/papers/{id}/preview")]
pub async fn preview(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    query: Params<PreviewQuery>,
) -> Result<HttpResponse> {
    let preview = service::preview(&state, caller, id.0, query.0.seed.unwrap_or(1)).await?;
    Ok(HttpResponse::Ok().json(preview))
}
