//! `/institutions`.

use actix_web::{HttpResponse, get, patch, post, web};

use super::import::InstitutionImport;
use super::model::{
    Administrator, Institution, InstitutionFilter, InstitutionUpdate, NewInstitution,
    OpenedInstitution, SavedInstitution,
};
use super::service;
use crate::domains::imports;
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{
    Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, Routes, XLSX, download,
    versioned,
};
use crate::platform::state::State;

/// Lists institutions, by pinyin or by what is searched.
#[utoipa::path(tag = "institutions", operation_id = "list_institutions", security(("bearer" = [])),
    params(PageQuery, InstitutionFilter),
    responses((status = 200, description = "A page of institutions", body = Page<Institution>)))]
#[get("/institutions")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<InstitutionFilter>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0, filter.0).await?))
}

/// Opens an institution and invites its first administrator, whose activation code is in the answer.
#[utoipa::path(tag = "institutions", operation_id = "create_institution", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again safe for 24 hours")),
    request_body = NewInstitution,
    responses((status = 201, description = "The institution and its administrator", body = OpenedInstitution, headers(("Location" = String, description = "Where it is")))))]
#[post("/institutions")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<NewInstitution>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// The institutions of a list as an XLSX workbook. Audited.
#[utoipa::path(tag = "institutions", operation_id = "export_institutions", security(("bearer" = [])),
    params(InstitutionFilter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/institutions/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<InstitutionFilter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// One institution.
#[utoipa::path(tag = "institutions", operation_id = "get_institution", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The institution")),
    responses((status = 200, description = "The institution", body = Institution, headers(("ETag" = String, description = "Its version")))))]
#[get("/institutions/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let institution = service::find(&state, caller, id.0).await?;
    Ok(versioned(institution.version, &institution))
}

/// Changes an institution. Its own administrators change majors and contact only.
#[utoipa::path(tag = "institutions", operation_id = "update_institution", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The institution"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
    request_body = InstitutionUpdate,
    responses((status = 200, description = "The institution as it is now", body = SavedInstitution, headers(("ETag" = String, description = "Its version")))))]
#[patch("/institutions/{id}")]
pub async fn update(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    seen: IfMatch,
    body: Body<InstitutionUpdate>,
) -> Result<HttpResponse> {
    let saved = service::update(&state, caller, id.0, seen, body.0).await?;
    Ok(versioned(saved.institution.version, &saved))
}

/// Lists who administers an institution.
#[utoipa::path(tag = "institutions", operation_id = "list_institution_administrators", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The institution")),
    responses((status = 200, description = "Its administrators", body = Page<Administrator>)))]
#[get("/institutions/{id}/administrators")]
pub async fn administrators(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let items = service::administrators(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}

/// The spreadsheet to fill in with the accounts of 2019.
#[utoipa::path(tag = "institutions", operation_id = "institution_import_template", security(("bearer" = [])),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/institutions/import-template.xlsx")]
pub async fn template(caller: Caller) -> Result<HttpResponse> {
    imports::ops::may::<InstitutionImport>(&caller)?;
    let bytes = imports::template::<InstitutionImport>()?;
    Ok(download(XLSX, &service::template_name(), bytes))
}

/// A file with the accounts of 2019.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "it is the form's schema; the form is read part by part")]
pub struct AccountImportForm {
    /// The spreadsheet: .xlsx, .xls or .csv.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

crate::import_operations! {
    mod accounts_of_2019;
    kind: InstitutionImport, form: AccountImportForm, tag: "institutions",
    list: "list_institution_imports", start: "start_institution_import" at "/institution-imports",
    find: "get_institution_import" at "/institution-imports/{id}",
    rows: "list_institution_import_rows" at "/institution-imports/{id}/rows",
    refused: "download_refused_institution_rows" at "/institution-imports/{id}/refused.xlsx",
    commit: "commit_institution_import" at "/institution-imports/{id}/commit",
    discard: "discard_institution_import" at "/institution-imports/{id}/discard"
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(create)
        .service(export)
        .service(template)
        .service(find)
        .service(update)
        .service(administrators)
        .configure(accounts_of_2019::routes);
}
