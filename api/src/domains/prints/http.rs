//! `/certificates/{id}/certificate.pdf`.

use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::{Problem, Result};
use crate::platform::http::{PathId, download};
use crate::platform::state::State;

/// A certificate as PDF/A-3U with its credential inside, sealed: a file with another byte is not authentic.
#[utoipa::path(tag = "certificates", operation_id = "print_certificate", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/pdf"),
        (status = 409, description = "It cannot be printed, or is from before open credentials", body = Problem, content_type = "application/problem+json")))]
#[get("/certificates/{id}/certificate.pdf")]
pub async fn print(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let printed = service::print(&state, caller, id.0).await?;
    Ok(download("application/pdf", &format!("{}.pdf", printed.number), printed.pdf))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut ServiceConfig) {
    config.service(print);
}
