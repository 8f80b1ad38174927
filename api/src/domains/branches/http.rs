//! `/branches`.

use actix_web::{HttpResponse, get, patch, web};

use super::model::{Branch, BranchUpdate};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{Body, IfMatch, Page, PathId, Routes, versioned};
use crate::platform::state::State;

/// Lists all branches by region code.
#[utoipa::path(tag = "branches", operation_id = "list_branches", security(("bearer" = [])),
    responses((status = 200, description = "The branches", body = Page<Branch>)))]
#[get("/branches")]
pub async fn list(caller: Caller, state: web::Data<State>) -> Result<HttpResponse> {
    let items = service::list(&state, caller).await?;
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}

/// One branch.
#[utoipa::path(tag = "branches", operation_id = "get_branch", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The branch")),
    responses((status = 200, description = "The branch", body = Branch, headers(("ETag" = String, description = "Its version")))))]
#[get("/branches/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let branch = service::find(&state, caller, id.0).await?;
    Ok(versioned(branch.version, &branch))
}

/// Changes contacts, expert team or priority of a branch.
#[utoipa::path(tag = "branches", operation_id = "update_branch", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The branch"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = BranchUpdate,
    responses((status = 200, description = "The branch as it is now", body = Branch)))]
#[patch("/branches/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<BranchUpdate>,
) -> Result<HttpResponse> {
    let branch = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(branch.version, &branch))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(list).service(find).service(update);
}
