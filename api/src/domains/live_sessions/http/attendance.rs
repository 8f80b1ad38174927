//! Who attended a session.

use actix_web::{HttpResponse, get, put, web};

use super::super::model::{AttendanceInput, SessionAttendance};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, IfMatch, PathId, versioned};
use crate::platform::state::State;

/// Who attended a live session, how that is known, and what was recorded before. Whoever takes part sees their own.
#[utoipa::path(tag = "live-sessions", operation_id = "get_live_attendance", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session")),
    responses((status = 200, description = "Everybody of the class", body = SessionAttendance, headers(("ETag" = String, description = "The version of the session")))))]
#[get("/live-sessions/{id}/attendance")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let attendance = service::attendance(&state, caller, id.0).await?;
    Ok(versioned(attendance.version, &attendance))
}

/// Enters who attended a live session that was held; a record that changes owes a reason. Without rows, the reason says
/// why nobody's attendance is recorded.
#[utoipa::path(tag = "live-sessions", operation_id = "put_live_attendance", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session"), ("If-Match" = String, Header, description = "The version of the session you have seen", example = "\"1\"")),
    request_body = AttendanceInput,
    responses((status = 200, description = "Everybody of the class", body = SessionAttendance, headers(("ETag" = String, description = "The version of the session")))))]
#[put("/live-sessions/{id}/attendance")]
pub async fn put(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<AttendanceInput>,
) -> Result<HttpResponse> {
    let attendance = service::put_attendance(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(attendance.version, &attendance))
}
