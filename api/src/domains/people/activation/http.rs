//! `/activation-exports`.

use actix_web::{HttpResponse, post, web};

use super::model::ActivationExport;
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Body, Routes, download};
use crate::platform::state::State;

/// Activation codes of a class, of an institution or of administrators to hand out: workbook, slips to print, or texts to send. Recorded.
#[utoipa::path(tag = "students", operation_id = "export_activation_codes", security(("bearer" = [])),
    request_body = ActivationExport,
    responses((status = 200, description = "The file", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/html"),
        (String = "text/plain"),
    ))))]
#[post("/activation-exports")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    body: Body<ActivationExport>,
) -> Result<HttpResponse> {
    let (media, name, bytes) = service::export(&state, caller, body.0).await?;
    Ok(download(media, &name, bytes))
}

/// Mounts the operation.
pub fn routes(config: &mut Routes) {
    config.service(export);
}
