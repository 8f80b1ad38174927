//! What a BigBlueButton tells of a session.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, post, web};

use super::super::model::{EventForm, EventQuery};
use super::super::service::{self, Signature};
use crate::platform::auth::Peer;
use crate::platform::db::Id;
use crate::platform::error::{Problem, Result};
use crate::platform::http::{Params, PathId};
use crate::platform::state::State;

/// Takes in events of a live session's room, as the webhooks of BigBlueButton send them: signed by the checksum of this
/// address, the body and the shared secret, or by the secret as a bearer token. Sent again, they count once.
#[utoipa::path(tag = "live-sessions", operation_id = "receive_live_events",
    params(("id" = Id, Path, description = "The session"), EventQuery),
    request_body(content = EventForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Taken in"),
        (status = 401, description = "The signature is missing or wrong, or there is no such session", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong signatures; see Retry-After", body = Problem, content_type = "application/problem+json")))]
#[post("/public/live-events/{id}")]
pub async fn receive(
    state: web::Data<State>,
    peer: Peer,
    id: PathId,
    query: Params<EventQuery>,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let authorization = request.headers().get(header::AUTHORIZATION);
    let signature = Signature {
        checksum: query.0.checksum,
        authorization: authorization.and_then(|v| v.to_str().ok()).map(str::to_string),
    };
    service::receive(&state, peer, id.0, signature, body.to_vec()).await?;
    Ok(HttpResponse::Ok().finish())
}
