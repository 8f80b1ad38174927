//! `/training-enrolments` and `/training-enrolment-imports`.

use actix_web::{HttpResponse, get, post, web};

use super::import::EnrolmentImport;
use super::model::{
    DropInput, Enrolment, EnrolmentFilter, EnrolmentImportForm, EnrolmentResults, MoveInput,
    NewEnrolments, WithdrawInput,
};
use super::service;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, Routes, XLSX, download,
    versioned,
};
use crate::platform::state::State;

crate::import_operations! {
    mod imports;
    kind: EnrolmentImport, form: EnrolmentImportForm, tag: "training-enrolments",
    list: "list_training_enrolment_imports", start: "start_training_enrolment_import" at "/training-enrolment-imports",
    find: "get_training_enrolment_import" at "/training-enrolment-imports/{id}",
    rows: "list_training_enrolment_import_rows" at "/training-enrolment-imports/{id}/rows",
    refused: "download_refused_training_enrolment_rows" at "/training-enrolment-imports/{id}/refused.xlsx",
    commit: "commit_training_enrolment_import" at "/training-enrolment-imports/{id}/commit",
    discard: "discard_training_enrolment_import" at "/training-enrolment-imports/{id}/discard"
}

/// Lists the enrolments one may see: the newest first, or one batch's waiting list in the order of its ranks.
#[utoipa::path(tag = "training-enrolments", operation_id = "list_training_enrolments", security(("bearer" = [])),
    params(PageQuery, EnrolmentFilter),
    responses((status = 200, description = "A page of enrolments", body = Page<Enrolment>)))]
#[get("/training-enrolments")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<EnrolmentFilter>,
) -> Result<HttpResponse> {
    let page = service::list(&state, caller, page.0, filter.0).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The enrolments of a filter as a workbook of at most 100,000 rows. Recorded.
#[utoipa::path(tag = "training-enrolments", operation_id = "export_training_enrolments", security(("bearer" = [])), params(EnrolmentFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/training-enrolments/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<EnrolmentFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// The template to fill in and import.
#[utoipa::path(tag = "training-enrolments", operation_id = "training_enrolment_import_template", security(("bearer" = [])),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/training-enrolments/import-template.xlsx")]
pub async fn template(caller: Caller) -> Result<HttpResponse> {
    let bytes = service::template(&caller)?;
    Ok(download(XLSX, "研修报名导入模板.xlsx", bytes))
}

/// Enrols teachers in a batch, in the order of the request: into free places, then onto the waiting list. Who cannot
/// be enrolled is told beside the others.
#[utoipa::path(tag = "training-enrolments", operation_id = "create_training_enrolments", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = NewEnrolments,
    responses((status = 201, description = "What became of each", body = EnrolmentResults, headers(("Location" = String, description = "The list they are in")))))]
#[post("/training-enrolments")]
pub async fn enrol(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewEnrolments>,
) -> Result<HttpResponse> {
    service::enrol(&state, caller, key, body.0).await
}

/// One enrolment.
#[utoipa::path(tag = "training-enrolments", operation_id = "get_training_enrolment", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The enrolment")),
    responses((status = 200, description = "The enrolment", body = Enrolment, headers(("ETag" = String, description = "Its version")))))]
#[get("/training-enrolments/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let enrolment = service::find(&state, caller, id.0).await?;
    Ok(versioned(enrolment.version, &enrolment))
}

/// Takes an enrolment back before classes begin; the next who waits gets the place.
#[utoipa::path(tag = "training-enrolments", operation_id = "withdraw_training_enrolment", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The enrolment"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = WithdrawInput,
    responses((status = 200, description = "The enrolment as it is now", body = Enrolment, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-enrolments/{id}/withdraw")]
pub async fn withdraw(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<WithdrawInput>,
) -> Result<HttpResponse> {
    let enrolment = service::withdraw(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(enrolment.version, &enrolment))
}

/// Lets a participant leave a class that runs. The place is not given to another.
#[utoipa::path(tag = "training-enrolments", operation_id = "drop_training_enrolment", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The enrolment"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = DropInput,
    responses((status = 200, description = "The enrolment as it is now", body = Enrolment, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-enrolments/{id}/drop")]
pub async fn drop_out(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<DropInput>,
) -> Result<HttpResponse> {
    let enrolment = service::drop_out(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(enrolment.version, &enrolment))
}

/// Moves an enrolment to another batch of the edition: into a free place there, or onto its waiting list.
#[utoipa::path(tag = "training-enrolments", operation_id = "move_training_enrolment", security(("bearer" = [])),
    params(("id" = Id, Path, description = "The enrolment"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = MoveInput,
    responses((status = 200, description = "The enrolment as it is now", body = Enrolment, headers(("ETag" = String, description = "Its version")))))]
#[post("/training-enrolments/{id}/move")]
pub async fn move_to(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<MoveInput>,
) -> Result<HttpResponse> {
    let enrolment = service::move_to(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(enrolment.version, &enrolment))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    // What has a name of its own comes before `{id}`.
    config
        .service(export)
        .service(template)
        .service(list)
        .service(enrol)
        .service(find)
        .service(withdraw)
        .service(drop_out)
        .service(move_to);
    imports::routes(config);
}
