//! Attendance files of meeting programs.

use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};

use super::super::model::{AttendanceFile, AttendanceFileForm, AttendanceFileResult, RowChoices};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, IdempotencyKey, IfMatch, Page, PathId, UploadForm, versioned};
use crate::platform::state::State;

/// The attendance files of a live session, the newest first.
#[utoipa::path(tag = "live-sessions", operation_id = "list_attendance_files", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session")),
    responses((status = 200, description = "All of them, without their rows", body = Page<AttendanceFile>)))]
#[get("/live-sessions/{id}/attendance-files")]
pub async fn list(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let files = service::files(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(files)))
}

/// Receives the attendance file of a meeting program. What is in it is shown with whom its names mean, and counts once
/// it is applied.
#[utoipa::path(tag = "live-sessions", operation_id = "create_attendance_file", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session"), ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body(content = AttendanceFileForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The file with its rows", body = AttendanceFile, headers(("Location" = String, description = "Where it is")))))]
#[post("/live-sessions/{id}/attendance-files")]
pub async fn add(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    service::may_add_file(&caller)?;
    let form = UploadForm::receive(&request, payload, state.config.max_upload).await?;
    service::add_file(&state, caller, key, id.0, form).await
}

/// An attendance file with its rows, and the class to choose from.
#[utoipa::path(tag = "live-sessions", operation_id = "get_attendance_file", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The file")),
    responses((status = 200, description = "The file", body = AttendanceFile, headers(("ETag" = String, description = "Its version")))))]
#[get("/attendance-files/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let file = service::file(&state, caller, id.0).await?;
    Ok(versioned(file.version, &file))
}

/// Decides whom rows of an attendance file mean, or that they mean nobody.
#[utoipa::path(tag = "live-sessions", operation_id = "choose_attendance_file_rows", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The file"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = RowChoices,
    responses((status = 200, description = "The file as it is now", body = AttendanceFile, headers(("ETag" = String, description = "Its version")))))]
#[patch("/attendance-files/{id}/rows")]
pub async fn choose(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<RowChoices>,
) -> Result<HttpResponse> {
    let file = service::choose_rows(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(file.version, &file))
}

/// Lets an attendance file count. What somebody entered by hand stays as it is.
#[utoipa::path(tag = "live-sessions", operation_id = "apply_attendance_file", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The file"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "What became of it", body = AttendanceFileResult, headers(("ETag" = String, description = "Its version")))))]
#[post("/attendance-files/{id}/apply")]
pub async fn apply(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    let result = service::apply_file(&state, caller, id.0, seen).await?;
    Ok(versioned(result.file.version, &result))
}

/// Lays an attendance file aside.
#[utoipa::path(tag = "live-sessions", operation_id = "discard_attendance_file", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The file"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    responses((status = 200, description = "The file as it is now", body = AttendanceFile, headers(("ETag" = String, description = "Its version")))))]
#[post("/attendance-files/{id}/discard")]
pub async fn discard(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
) -> Result<HttpResponse> {
    let file = service::discard_file(&state, caller, id.0, seen).await?;
    Ok(versioned(file.version, &file))
}
