//! Who attended a session.

use actix_web::{HttpResponse, get, put, web};

use super::super::model::{AttendanceInput, SessionAttendance};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{Body, PathId};
use crate::platform::state::State;

/// Who attended a live session, how that is known, and what was recorded before. Whoever takes part sees their own.
#[utoipa::path(tag = "live-sessions", operation_id = "get_live_attendance", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session")),
    responses((status = 200, description = "Everybody of the class", body = SessionAttendance)))]
#[get("/live-sessions/{id}/attendance")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let attendance = service::attendance(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(attendance))
}

/// Enters who attended a live session that was held; a record that changes owes a reason. Without rows, the reason says
/// why nobody's attendance is recorded.
#[utoipa::path(tag = "live-sessions", operation_id = "put_live_attendance", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The session")),
    request_body = AttendanceInput,
    responses((status = 200, description = "Everybody of the class", body = SessionAttendance)))]
#[put("/live-sessions/{id}/attendance")]
pub async fn put(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    body: Body<AttendanceInput>,
) -> Result<HttpResponse> {
    let attendance = service::put_attendance(&state, caller, id.0, body.0).await?;
    Ok(HttpResponse::Ok().json(attendance))
}
