//! `/class-tasks`.

use actix_web::{HttpResponse, get, patch, post, put, web};

use super::model::{
    ClassTask, HandIn, HandInInput, HandInLine, NewTask, ReadInput, TaskFilter, TaskUpdate,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, Routes, download, versioned,
};
use crate::platform::state::State;

/// Lists the tasks of the classes one has to do with, the newest first.
#[utoipa::path(tag = "coursework", operation_id = "list_class_tasks", security(("bearer" = [])),
    params(PageQuery, TaskFilter),
    responses((status = 200, description = "A page of tasks", body = Page<ClassTask>)))]
#[get("/class-tasks")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<TaskFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Sets a class that one trains work. Its participants are told.
#[utoipa::path(tag = "coursework", operation_id = "create_class_task", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewTask,
    responses((status = 201, description = "The task", body = ClassTask, headers(("Location" = String, description = "Where it is")))))]
#[post("/class-tasks")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewTask>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// One task.
#[utoipa::path(tag = "coursework", operation_id = "get_class_task", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The task")),
    responses((status = 200, description = "The task", body = ClassTask, headers(("ETag" = String, description = "Its version")))))]
#[get("/class-tasks/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let task = service::find(&state, caller, id.0).await?;
    Ok(versioned(task.version, &task))
}

/// Changes a task. When it is due later, what was handed in late is in time.
#[utoipa::path(tag = "coursework", operation_id = "update_class_task", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The task"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = TaskUpdate,
    responses((status = 200, description = "The task as it is now", body = ClassTask, headers(("ETag" = String, description = "Its version")))))]
#[patch("/class-tasks/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<TaskUpdate>,
) -> Result<HttpResponse> {
    let task = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(task.version, &task))
}

/// Takes a task back: nobody owes it any more.
#[utoipa::path(tag = "coursework", operation_id = "withdraw_class_task", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The task"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "The task as it is now", body = ClassTask, headers(("ETag" = String, description = "Its version")))))]
#[post("/class-tasks/{id}/withdraw")]
pub async fn withdraw(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    let task = service::withdraw(&state, caller, id.0, seen).await?;
    Ok(versioned(task.version, &task))
}

/// The participants of the task's class, each with what they handed in.
#[utoipa::path(tag = "coursework", operation_id = "list_task_hand_ins", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The task")),
    responses((status = 200, description = "All of them, as far as one has to do with them", body = Page<HandInLine>)))]
#[get("/class-tasks/{id}/hand-ins")]
pub async fn list_lines(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let lines = service::list_lines(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(lines)))
}

/// The same as a workbook. Recorded.
#[utoipa::path(tag = "coursework", operation_id = "export_task_hand_ins", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The task")),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/class-tasks/{id}/hand-ins/export.xlsx")]
pub async fn export(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::export(&state, caller, id.0).await
}

/// Hands in one's own work, in the place of what was handed in before. Late work is kept and flagged.
#[utoipa::path(tag = "coursework", operation_id = "put_task_hand_in", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The task")),
    request_body = HandInInput,
    responses((status = 200, description = "What is handed in now", body = HandIn, headers(("ETag" = String, description = "Its version")))))]
#[put("/class-tasks/{id}/hand-in")]
pub async fn hand_in(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    body: Body<HandInInput>,
) -> Result<HttpResponse> {
    let handed_in = service::hand_in(&state, caller, id.0, body.0).await?;
    Ok(versioned(handed_in.version, &handed_in))
}

/// Marks a participant's work as read, with remarks if there are any.
#[utoipa::path(tag = "coursework", operation_id = "read_task_hand_in", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The task"), ("enrolment_id" = Id, Path, description = "The participant's enrolment"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = ReadInput,
    responses((status = 200, description = "The work as it is now", body = HandIn, headers(("ETag" = String, description = "Its version")))))]
#[post("/class-tasks/{id}/hand-ins/{enrolment_id}/read")]
pub async fn mark_read(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, Id)>,
    seen: IfMatch,
    body: Body<ReadInput>,
) -> Result<HttpResponse> {
    let ids = path.into_inner();
    let handed_in = service::mark_read(&state, caller, ids, seen, body.0).await?;
    Ok(versioned(handed_in.version, &handed_in))
}

/// The file that a participant handed in.
#[utoipa::path(tag = "coursework", operation_id = "download_task_hand_in", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The task"), ("enrolment_id" = Id, Path, description = "The participant's enrolment")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>)))]
#[get("/class-tasks/{id}/hand-ins/{enrolment_id}/file")]
pub async fn file(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, Id)>,
) -> Result<HttpResponse> {
    let sheet = service::file(&state, caller, path.into_inner()).await?;
    Ok(download(&sheet.media_type, &sheet.name, sheet.bytes))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(create)
        .service(find)
        .service(update)
        .service(withdraw)
        .service(export)
        .service(list_lines)
        .service(hand_in)
        .service(mark_read)
        .service(file);
}
