//! What participants of a batch read.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};

use super::super::model::{Material, MaterialForm};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{IdempotencyKey, Page, PathId, UploadForm, download};
use crate::platform::state::State;

/// The materials of a training batch in their order.
#[utoipa::path(tag = "training-batches", operation_id = "list_training_materials", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch")),
    responses((status = 200, description = "All of them", body = Page<Material>)))]
#[get("/training-batches/{id}/materials")]
pub async fn list(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let materials = service::list_materials(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(materials)))
}

/// Adds a link or a file to the materials of a training batch.
#[utoipa::path(tag = "training-batches", operation_id = "create_training_material", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body(content = MaterialForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The material", body = Material, headers(("Location" = String, description = "Where it is")))))]
#[post("/training-batches/{id}/materials")]
pub async fn add(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    key: IdempotencyKey,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    service::may_add_material(&caller)?;
    let form = UploadForm::receive(&request, payload, state.config.max_upload).await?;
    service::add_material(&state, caller, key, id.0, form).await
}

/// Removes a material of a training batch.
#[utoipa::path(tag = "training-batches", operation_id = "delete_training_material", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("material_id" = Id, Path, description = "The material")),
    responses((status = 204, description = "Removed")))]
#[delete("/training-batches/{id}/materials/{material_id}")]
pub async fn remove(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, Id)>,
) -> Result<HttpResponse> {
    service::remove_material(&state, caller, path.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The file of a material.
#[utoipa::path(tag = "training-batches", operation_id = "download_training_material", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The batch"), ("material_id" = Id, Path, description = "The material")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>)))]
#[get("/training-batches/{id}/materials/{material_id}/file")]
pub async fn file(
    caller: Caller,
    state: web::Data<State>,
    path: web::Path<(Id, Id)>,
) -> Result<HttpResponse> {
    let sheet = service::material_file(&state, caller, path.into_inner()).await?;
    Ok(download("application/octet-stream", &sheet.name, sheet.bytes))
}
