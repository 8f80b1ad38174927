//! `/audit-events`.

use actix_web::{HttpResponse, get, web};

use super::model::{AuditEvent, Filter};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery, Params, Routes};
use crate::platform::state::State;

/// Lists what was done within the caller's scope, newest first.
#[utoipa::path(tag = "audit", operation_id = "list_audit_events", security(("bearer" = [])), params(PageQuery, Filter),
    responses((status = 200, description = "A page of events", body = Page<AuditEvent>)))]
#[get("/audit-events")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<Filter>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0, filter.0).await?))
}

/// The same as a workbook of at most 20,000 rows.
#[utoipa::path(tag = "audit", operation_id = "export_audit_events", security(("bearer" = [])), params(Filter),
    responses((status = 200, description = "The workbook", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
#[get("/audit-events/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<Filter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(list).service(export);
}
