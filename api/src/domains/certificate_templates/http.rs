//! `/certificate-templates`.

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use super::model::{
    CertificateKind, CertificateTemplate, CertificateTemplateDetail, Place, StandardQuery,
    TemplateQuery, TemplateTexts,
};
use super::service::{self, form};
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{
    FilesForm, IdempotencyKey, Page, PageQuery, Params, PathId, Routes, download,
};
use crate::platform::state::State;

/// A template to be made, or to be looked at.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "it is the form's schema; the form is read part by part")]
pub struct CertificateTemplateForm {
    kind: CertificateKind,
    /// For this edition alone; for every edition that has none of its own unless told.
    #[schema(value_type = Option<crate::platform::db::Id>)]
    edition_id: Option<String>,
    /// The words, as JSON of `TemplateTexts`.
    #[schema(example = r#"{"heading":{"zh":"{title}"}}"#)]
    texts: String,
    /// At the place of the stamp: PNG or JPEG, at most 2 MB.
    #[schema(value_type = Option<String>, format = Binary)]
    seal: Option<Vec<u8>>,
    /// Under everything, in place of the frame: PNG or JPEG in the shape of A4 across, at most 2 MB.
    #[schema(value_type = Option<String>, format = Binary)]
    background: Option<Vec<u8>>,
    /// Takes what is not sent of the two from this template.
    #[schema(value_type = Option<crate::platform::db::Id>)]
    keep_pictures_of: Option<String>,
}

/// Lists templates, newest first.
#[utoipa::path(tag = "certificate-templates", operation_id = "list_certificate_templates", security(("bearer" = [])),
    params(PageQuery, TemplateQuery),
    responses((status = 200, description = "A page of templates", body = Page<CertificateTemplate>)))]
#[get("/certificate-templates")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    query: Params<TemplateQuery>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, query.0, page.0).await?))
}

/// The templates of a filter as a workbook. Recorded.
#[utoipa::path(tag = "certificate-templates", operation_id = "export_certificate_templates", security(("bearer" = [])),
    params(TemplateQuery),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/certificate-templates/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    query: Params<TemplateQuery>,
) -> Result<HttpResponse> {
    service::export(&state, caller, query.0).await
}

/// The words that certificates of a kind are printed with where there is no template.
#[utoipa::path(tag = "certificate-templates", operation_id = "get_standard_certificate_template", security(("bearer" = [])),
    params(StandardQuery),
    responses((status = 200, description = "The words", body = TemplateTexts)))]
#[get("/certificate-templates/standard")]
pub async fn standard(caller: Caller, query: Params<StandardQuery>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::standard(&caller, query.0.kind)?))
}

/// One template with its words.
#[utoipa::path(tag = "certificate-templates", operation_id = "get_certificate_template", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The template")),
    responses((status = 200, description = "The template", body = CertificateTemplateDetail)))]
#[get("/certificate-templates/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::find(&state, caller, id.0).await?))
}

/// The seal of a template.
#[utoipa::path(tag = "certificate-templates", operation_id = "get_certificate_template_seal", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The template")),
    responses((status = 200, description = "The picture", content(
        (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")))))]
#[get("/certificate-templates/{id}/seal")]
pub async fn seal(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::picture(&state, caller, id.0, Place::Seal).await
}

/// The background of a template.
#[utoipa::path(tag = "certificate-templates", operation_id = "get_certificate_template_background", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The template")),
    responses((status = 200, description = "The picture", content(
        (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")))))]
#[get("/certificate-templates/{id}/background")]
pub async fn background(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    service::picture(&state, caller, id.0, Place::Background).await
}

/// Makes a template, which is in force from now on for what is issued. What was issued is printed as before.
#[utoipa::path(tag = "certificate-templates", operation_id = "create_certificate_template", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body(content = CertificateTemplateForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The template", body = CertificateTemplateDetail, headers(("Location" = String, description = "Where it is")))))]
#[post("/certificate-templates")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    service::may_create(&caller)?;
    let form = FilesForm::receive(&request, payload, form::LIMIT, Place::ALL.len()).await?;
    service::create(&state, caller, key, form).await
}

/// What a template would look like: a page marked 样张 SPECIMEN, without seal or credential. Nothing is kept.
#[utoipa::path(tag = "certificate-templates", operation_id = "preview_certificate_template", security(("bearer" = [])),
    request_body(content = CertificateTemplateForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The page", body = Vec<u8>, content_type = "application/pdf")))]
#[post("/certificate-templates/preview")]
pub async fn preview(
    caller: Caller,
    state: web::Data<State>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    service::may_create(&caller)?;
    let form = FilesForm::receive(&request, payload, form::LIMIT, Place::ALL.len()).await?;
    let page = service::preview(&state, caller, form).await?;
    Ok(download("application/pdf", "样张.pdf", page))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(export)
        .service(standard)
        .service(preview)
        .service(create)
        .service(find)
        .service(seal)
        .service(background);
}
