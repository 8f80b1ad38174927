//! Regions that agree to train together.

use actix_web::{HttpResponse, get, post, web};

use super::super::model::{Merge, MergeFilter, MergeStep, MergeTurn, NewMerge};
use super::super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, versioned,
};
use crate::platform::state::State;

/// Lists proposals that regions train together, the newest first: all, or those of one's region.
#[utoipa::path(tag = "training-merges", operation_id = "list_training_merges", security(("bearer" = [])),
    params(PageQuery, MergeFilter),
    responses((status = 200, description = "A page of proposals", body = Page<Merge>)))]
#[get("/training-merges")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<MergeFilter>,
) -> Result<HttpResponse> {
    let page = service::list_merges(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Proposes that the teachers of two regions train together; both branches have to agree, and a branch agrees to what
/// it proposes.
#[utoipa::path(tag = "training-merges", operation_id = "create_training_merge", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewMerge,
    responses((status = 201, description = "The proposal", body = Merge, headers(("Location" = String, description = "Where it is")))))]
#[post("/training-merges")]
pub async fn propose(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewMerge>,
) -> Result<HttpResponse> {
    service::propose(&state, caller, key, body.0).await
}

/// One proposal.
#[utoipa::path(tag = "training-merges", operation_id = "get_training_merge", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The proposal")),
    responses((status = 200, description = "The proposal", body = Merge, headers(("ETag" = String, description = "Its version")))))]
#[get("/training-merges/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let merge = service::find_merge(&state, caller, id.0).await?;
    Ok(versioned(merge.version, &merge))
}

async fn take(
    state: &State,
    caller: Caller,
    id: PathId,
    turn: MergeTurn,
    seen: IfMatch,
    body: Body<MergeStep>,
) -> Result<HttpResponse> {
    let merge = service::turn(state, caller, id.0, turn, seen, body.0).await?;
    Ok(versioned(merge.version, &merge))
}

/// Agrees for one's region. Once both have, they train together; people of another batch move with their places.
#[utoipa::path(tag = "training-merges", operation_id = "agree_training_merge", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The proposal"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = MergeStep,
    responses((status = 200, description = "The proposal as it is now", body = Merge, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-merges/{id}/agree")]
pub async fn agree(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<MergeStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, MergeTurn::Agree, seen, body).await
}

/// Refuses for one's region, with a reason.
#[utoipa::path(tag = "training-merges", operation_id = "refuse_training_merge", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The proposal"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = MergeStep,
    responses((status = 200, description = "The proposal as it is now", body = Merge, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-merges/{id}/refuse")]
pub async fn refuse(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<MergeStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, MergeTurn::Refuse, seen, body).await
}

/// Withdraws what one has proposed or agreed to, before both have.
#[utoipa::path(tag = "training-merges", operation_id = "withdraw_training_merge", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The proposal"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = MergeStep,
    responses((status = 200, description = "The proposal as it is now", body = Merge, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-merges/{id}/withdraw")]
pub async fn withdraw(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<MergeStep>,
) -> Result<HttpResponse> {
    take(&state, caller, id, MergeTurn::Withdraw, seen, body).await
}
