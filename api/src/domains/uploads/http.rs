//! `/uploads`

use actix_web::{HttpRequest, HttpResponse, delete, get, head, patch, post, web};

use super::model::{NewUpload, Part, Upload};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{Body, IdempotencyKey, Page, PathId, Routes, receive_bytes};
use crate::platform::state::State;

/// Media type of the bytes of a part.
const BYTES: &str = "application/offset+octet-stream";
const OFFSET: &str = "Upload-Offset";
const LENGTH: &str = "Upload-Length";
const TUS: (&str, &str) = ("Tus-Resumable", "1.0.0");

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(create)
        .service(find)
        .service(stand)
        .service(append)
        .service(remove);
}

fn standing(answer: &mut actix_web::HttpResponseBuilder, upload: &Upload) {
    answer
        .insert_header((OFFSET, upload.offset))
        .insert_header((LENGTH, upload.size))
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(TUS);
}

/// Lists one's own uploads that nothing has taken yet, the newest first.
#[utoipa::path(tag = "uploads", operation_id = "list_uploads", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = Page<Upload>)))]
#[get("/uploads")]
pub async fn list(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    let uploads = service::list(&state, caller).await?;
    Ok(HttpResponse::Ok().json(Page::whole(uploads)))
}

/// Announces a file, whose bytes are sent in parts.
#[utoipa::path(tag = "uploads", operation_id = "create_upload", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewUpload,
    responses((status = 201, description = "The upload", body = Upload, headers(("Location" = String, description = "Where it is")))))]
#[post("/uploads")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewUpload>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// One of one's own uploads.
#[utoipa::path(tag = "uploads", operation_id = "get_upload", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The upload")),
    responses((status = 200, description = "The upload", body = Upload, headers(("Upload-Offset" = i64, description = "Where to go on"), ("Upload-Length" = i64, description = "Bytes, as announced")))))]
#[get("/uploads/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let upload = service::find(&state, caller, id.0).await?;
    let mut answer = HttpResponse::Ok();
    standing(&mut answer, &upload);
    Ok(answer.json(upload))
}

/// Where an upload stands (tus 1.0.0).
#[utoipa::path(tag = "uploads", operation_id = "head_upload", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The upload")),
    responses((status = 200, description = "Where it stands", headers(("Upload-Offset" = i64, description = "Where to go on"), ("Upload-Length" = i64, description = "Bytes, as announced")))))]
#[head("/uploads/{id}")]
pub async fn stand(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let upload = service::find(&state, caller, id.0).await?;
    let mut answer = HttpResponse::Ok();
    standing(&mut answer, &upload);
    Ok(answer.finish())
}

/// Sends the next part of an upload, of at most 8 MB. A part that breaks off leaves the upload where it was.
#[utoipa::path(tag = "uploads", operation_id = "append_upload", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The upload"), ("Upload-Offset" = i64, Header, description = "Where the part begins: where the upload stands", minimum = 0, example = 0)),
    request_body(content = Part, content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "It is here", headers(("Upload-Offset" = i64, description = "Where the upload stands now")))))]
#[patch("/uploads/{id}")]
pub async fn append(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let offset = offset(&request)?;
    let room = service::room(&state, &caller, id.0, offset).await?;
    let part = receive_bytes(&request, payload, BYTES, room).await?;
    let stands = service::append(&state, caller, id.0, offset, part).await?;
    Ok(HttpResponse::NoContent().insert_header((OFFSET, stands)).insert_header(TUS).finish())
}

/// The offset of a part.
fn offset(request: &HttpRequest) -> Result<i64> {
    let value = request.headers().get(OFFSET).and_then(|v| v.to_str().ok());
    value.and_then(|v| v.trim().parse().ok()).filter(|offset| *offset >= 0).ok_or_else(|| {
        Error::because(Code::Malformed, "Send the header Upload-Offset with the offset of the part")
    })
}

/// Gives an upload up.
#[utoipa::path(tag = "uploads", operation_id = "delete_upload", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The upload")),
    responses((status = 204, description = "Gone")))]
#[delete("/uploads/{id}")]
pub async fn remove(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::remove(&state, caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
