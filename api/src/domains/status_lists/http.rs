//! `/public/status-lists`, and the same at the address that certificates name, `/status-lists`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};

use super::service::publish::{self, Form, Which};
use crate::platform::error::Result;
use crate::platform::http::{Routes, published};
use crate::platform::state::State;

/// Seconds for which an answer may be kept: so late is a revocation noticed at most.
const MAX_AGE: u32 = 300;

async fn answer(
    request: &HttpRequest,
    state: &State,
    number: u32,
    which: Which,
    form: Form,
) -> Result<HttpResponse> {
    let signed = publish::list(state, number, which, form).await?;
    let media = match form {
        Form::DataIntegrity => "application/vc",
        Form::VcJwt => "application/vc+jwt",
    };
    let mut answer = published(request, media, MAX_AGE, &signed.tag, signed.body.clone());
    // Of what may be negotiated a cache keeps each form.
    answer.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
    Ok(answer)
}

/// The form that the caller would rather have; JSON unless it asks for a token.
fn wanted(request: &HttpRequest) -> Form {
    let accept = request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok());
    let token = |media: &str| {
        let media = media.split(';').next().unwrap_or_default().trim();
        ["application/vc+jwt", "application/jwt", "application/vc-ld+jwt"]
            .iter()
            .any(|m| media.eq_ignore_ascii_case(m))
    };
    if accept.and_then(|a| a.split(',').next()).is_some_and(token) {
        Form::VcJwt
    } else {
        Form::DataIntegrity
    }
}

/// A status list (Bitstring Status List 1.0): the bit of a certificate that holds no more is set. A signed credential
/// with a Data Integrity proof; with `Accept: application/vc+jwt` a token.
#[utoipa::path(tag = "transparency", operation_id = "get_status_list",
    params(("list" = u32, Path, description = "The list's number", minimum = 1, maximum = 4294967295_u32, example = 1)),
    responses((status = 200, description = "The list", content((serde_json::Value = "application/vc"), (String = "application/vc+jwt")),
        headers(("ETag" = String, description = "Changes with every bit"), ("Cache-Control" = String, description = "Five minutes"))),
        (status = 304, description = "It is as in If-None-Match")))]
#[get("/public/status-lists/{list}")]
pub async fn list(
    request: HttpRequest,
    state: web::Data<State>,
    number: web::Path<u32>,
) -> Result<HttpResponse> {
    answer(&request, &state, *number, Which::Ended, wanted(&request)).await
}

/// A status list as a token, whatever is accepted.
#[utoipa::path(tag = "transparency", operation_id = "get_status_list_jwt",
    params(("list" = u32, Path, description = "The list's number", minimum = 1, maximum = 4294967295_u32, example = 1)),
    responses((status = 200, description = "The list", content_type = "application/vc+jwt", body = String,
        headers(("ETag" = String, description = "Changes with every bit"), ("Cache-Control" = String, description = "Five minutes"))),
        (status = 304, description = "It is as in If-None-Match")))]
#[get("/public/status-lists/{list}.jwt")]
pub async fn list_jwt(
    request: HttpRequest,
    state: web::Data<State>,
    number: web::Path<u32>,
) -> Result<HttpResponse> {
    answer(&request, &state, *number, Which::Ended, Form::VcJwt).await
}

/// Which certificates of a status list hold no more because another took their place.
#[utoipa::path(tag = "transparency", operation_id = "get_superseded_list",
    params(("list" = u32, Path, description = "The list's number", minimum = 1, maximum = 4294967295_u32, example = 1)),
    responses((status = 200, description = "The list", content((serde_json::Value = "application/vc"), (String = "application/vc+jwt")),
        headers(("ETag" = String, description = "Changes with every bit"), ("Cache-Control" = String, description = "Five minutes"))),
        (status = 304, description = "It is as in If-None-Match")))]
#[get("/public/status-lists/{list}/superseded")]
pub async fn superseded(
    request: HttpRequest,
    state: web::Data<State>,
    number: web::Path<u32>,
) -> Result<HttpResponse> {
    answer(&request, &state, *number, Which::Superseded, wanted(&request)).await
}

/// The same as a token, whatever is accepted.
#[utoipa::path(tag = "transparency", operation_id = "get_superseded_list_jwt",
    params(("list" = u32, Path, description = "The list's number", minimum = 1, maximum = 4294967295_u32, example = 1)),
    responses((status = 200, description = "The list", content_type = "application/vc+jwt", body = String,
        headers(("ETag" = String, description = "Changes with every bit"), ("Cache-Control" = String, description = "Five minutes"))),
        (status = 304, description = "It is as in If-None-Match")))]
#[get("/public/status-lists/{list}/superseded.jwt")]
pub async fn superseded_jwt(
    request: HttpRequest,
    state: web::Data<State>,
    number: web::Path<u32>,
) -> Result<HttpResponse> {
    answer(&request, &state, *number, Which::Superseded, Form::VcJwt).await
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    // Before the paths that would take `1.jwt` for a number.
    config.service(list_jwt).service(superseded_jwt).service(list).service(superseded);
}

/// Mounts the lists where certificates say that they are, below the site's own path.
pub fn plain_routes(config: &mut web::ServiceConfig, base: &str) {
    let at = |path: &str| format!("{base}/status-lists/{{list}}{path}");
    config
        .route(
            &at(".jwt"),
            web::get().to(
                |request: HttpRequest, state: web::Data<State>, n: web::Path<u32>| async move {
                    answer(&request, &state, *n, Which::Ended, Form::VcJwt).await
                },
            ),
        )
        .route(
            &at("/superseded.jwt"),
            web::get().to(
                |request: HttpRequest, state: web::Data<State>, n: web::Path<u32>| async move {
                    answer(&request, &state, *n, Which::Superseded, Form::VcJwt).await
                },
            ),
        )
        .route(
            &at(""),
            web::get().to(
                |request: HttpRequest, state: web::Data<State>, n: web::Path<u32>| async move {
                    answer(&request, &state, *n, Which::Ended, wanted(&request)).await
                },
            ),
        )
        .route(
            &at("/superseded"),
            web::get().to(
                |request: HttpRequest, state: web::Data<State>, n: web::Path<u32>| async move {
                    answer(&request, &state, *n, Which::Superseded, wanted(&request)).await
                },
            ),
        );
}
