//! `/jobs`.

use actix_web::{HttpResponse, get, post, web};

use super::model::Filter;
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery, Params, PathId, Routes};
use crate::platform::jobs::Job;
use crate::platform::state::State;

/// Lists the caller's jobs, newest first; HQ sees everybody's.
#[utoipa::path(tag = "jobs", operation_id = "list_jobs", security(("bearer" = [])), params(PageQuery, Filter),
    responses((status = 200, description = "A page of jobs", body = Page<Job>)))]
#[get("/jobs")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<Filter>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0, filter.0).await?))
}

/// How a job stands.
#[utoipa::path(tag = "jobs", operation_id = "get_job", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The job")),
    responses((status = 200, description = "The job", body = Job)))]
#[get("/jobs/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::find(&state, caller, id.0).await?))
}

/// Tells a job's progress as it happens: server-sent events `job`, at once and after every change; the
/// stream ends with the job.
#[utoipa::path(tag = "jobs", operation_id = "stream_job", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The job")),
    responses((status = 200, description = "The stream", body = String, content_type = "text/event-stream")))]
#[get("/jobs/{id}/events")]
pub async fn stream(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::stream(&state, caller, id.0).await
}

/// Cancels a job that has not ended.
#[utoipa::path(tag = "jobs", operation_id = "cancel_job", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The job")),
    responses((status = 200, description = "Cancelled, or about to be", body = Job)))]
#[post("/jobs/{id}/cancel")]
pub async fn cancel(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::cancel(&state, caller, id.0).await?))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(list).service(find).service(stream).service(cancel);
}
