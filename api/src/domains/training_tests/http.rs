//! `/training-batches/{id}/test`, `/training-tests` and `/test-attempts`

use actix_web::{HttpResponse, get, post, put, web};

use super::model::{
    AnswerInput, AttemptFilter, AttemptSheet, NewAttempt, SavedAnswer, TestAttempt, TestInput,
    TrainingTest,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, OptionalBody, Page, PageQuery, Params, PathId, Routes, versioned,
};
use crate::platform::state::State;

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(of_batch)
        .service(set)
        .service(export)
        .service(list)
        .service(start)
        .service(find)
        .service(submit)
        .service(answer)
        .service(sheet);
}

/// The online test of a training batch.
#[utoipa::path(tag = "training-tests", operation_id = "get_training_batch_test", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch")),
    responses((status = 200, description = "The test", body = TrainingTest, headers(("ETag" = String, description = "Its version")))))]
#[get("/training-batches/{id}/test")]
pub async fn of_batch(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let test = service::of_batch(&state, caller, id.0).await?;
    Ok(versioned(test.version, &test))
}

/// Sets the online test of a training batch. Where there is one already, `If-Match` names the version you have seen.
#[utoipa::path(tag = "training-tests", operation_id = "put_training_batch_test", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("If-Match" = Option<String>, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = TestInput,
    responses((status = 200, description = "The test as it is now", body = TrainingTest, headers(("ETag" = String, description = "Its version")))))]
#[put("/training-batches/{id}/test")]
pub async fn set(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: Option<IfMatch>,
    body: Body<TestInput>,
) -> Result<HttpResponse> {
    let test = service::set(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(test.version, &test))
}

/// One online test.
#[utoipa::path(tag = "training-tests", operation_id = "get_training_test", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The test")),
    responses((status = 200, description = "The test", body = TrainingTest, headers(("ETag" = String, description = "Its version")))))]
#[get("/training-tests/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let test = service::by_id(&state, caller, id.0).await?;
    Ok(versioned(test.version, &test))
}

/// Lists the attempts at a test that one may see, the newest first.
#[utoipa::path(tag = "training-tests", operation_id = "list_test_attempts", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The test"), PageQuery, AttemptFilter),
    responses((status = 200, description = "A page of attempts", body = Page<TestAttempt>)))]
#[get("/training-tests/{id}/attempts")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    page: Params<PageQuery>,
    filter: Params<AttemptFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, id.0, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The attempts at a test as a workbook of at most 20,000 rows. Recorded.
#[utoipa::path(tag = "training-tests", operation_id = "export_test_attempts", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The test"), AttemptFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/training-tests/{id}/attempts/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    filter: Params<AttemptFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, id.0, filter.0).await
}

/// Begins an attempt at a test. Its deadline is settled with it.
#[utoipa::path(tag = "training-tests", operation_id = "start_test_attempt", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The test"), ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = Option<NewAttempt>,
    responses((status = 201, description = "The attempt with its questions", body = AttemptSheet, headers(("Location" = String, description = "Where it is")))))]
#[post("/training-tests/{id}/attempts")]
pub async fn start(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    body: OptionalBody<NewAttempt>,
) -> Result<HttpResponse> {
    service::start(&state, caller, key, id.0, body.0.unwrap_or_default()).await
}

/// One's own attempt, to go on with or to look at: on whatever device.
#[utoipa::path(tag = "training-tests", operation_id = "get_test_attempt", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The attempt")),
    responses((status = 200, description = "The attempt with its questions", body = AttemptSheet)))]
#[get("/test-attempts/{id}")]
pub async fn sheet(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::sheet(&state, caller, id.0).await?))
}

/// Saves an answer, over an earlier one.
#[utoipa::path(tag = "training-tests", operation_id = "put_test_answer", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The attempt"), ("question_id" = Id, Path, description = "The question")),
    request_body = AnswerInput,
    responses((status = 200, description = "It is kept", body = SavedAnswer)))]
#[put("/test-attempts/{id}/answers/{question_id}")]
pub async fn answer(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, Id)>,
    body: Body<AnswerInput>,
) -> Result<HttpResponse> {
    let saved = service::answer(&state, caller, path.into_inner(), body.0).await?;
    Ok(HttpResponse::Ok().json(saved))
}

/// Hands an attempt in. It is marked at once.
#[utoipa::path(tag = "training-tests", operation_id = "submit_test_attempt", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The attempt")),
    responses((status = 200, description = "The attempt with its score", body = AttemptSheet)))]
#[post("/test-attempts/{id}/submit")]
pub async fn submit(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::submit(&state, caller, id.0).await?))
}
