//! `/api-clients` and `/oauth/token`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, ResponseError, delete, get, post, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;

use super::model::{
    ApiClient, ApiClientCreate, ApiClientCreated, ClientSecret, Filter, TokenAnswer, TokenProblem,
    TokenRequest,
};
use super::service;
use crate::platform::auth::{Caller, Peer};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{
    Body, IdempotencyKey, Page, PageQuery, Params, PathId, Routes, request_id,
};
use crate::platform::state::State;

/// Lists the third-party clients within the caller's scope, newest first.
#[utoipa::path(tag = "api-clients", operation_id = "list_api_clients", security(("bearer" = [])), params(PageQuery, Filter),
    responses((status = 200, description = "A page of clients", body = Page<ApiClient>)))]
#[get("/api-clients")]
pub async fn list(
    caller: Caller,
    state: web::Data<State>,
    page: Params<PageQuery>,
    filter: Params<Filter>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&state, caller, page.0, filter.0).await?))
}

/// The clients of a filter as a workbook of at most 20,000 rows; secrets are known to nobody. Recorded.
#[utoipa::path(tag = "api-clients", operation_id = "export_api_clients", security(("bearer" = [])), params(Filter),
    responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
#[get("/api-clients/export.xlsx")]
pub async fn export(
    caller: Caller,
    state: web::Data<State>,
    filter: Params<Filter>,
) -> Result<HttpResponse> {
    service::export(&state, caller, filter.0).await
}

/// One third-party client.
#[utoipa::path(tag = "api-clients", operation_id = "get_api_client", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The client")),
    responses((status = 200, description = "The client", body = ApiClient)))]
#[get("/api-clients/{id}")]
pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::find(&state, caller, id.0).await?))
}

/// Lets a third-party system in. The secret is shown this once (and to the same request with the same
/// Idempotency-Key).
#[utoipa::path(tag = "api-clients", operation_id = "create_api_client", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    request_body = ApiClientCreate,
    responses((status = 201, description = "Made, with its secret", body = ApiClientCreated, headers(("Location" = String, description = "The client")))))]
#[post("/api-clients")]
pub async fn create(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
    body: Body<ApiClientCreate>,
) -> Result<HttpResponse> {
    service::create(&state, caller, key, body.0).await
}

/// Gives a client another secret, shown this once.
#[utoipa::path(tag = "api-clients", operation_id = "rotate_api_client", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The client")),
    responses((status = 200, description = "The new secret", body = ClientSecret)))]
#[post("/api-clients/{id}/rotate")]
pub async fn rotate(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    let secret = service::rotate(&state, caller, id.0).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(secret))
}

/// Shuts a client out for good.
#[utoipa::path(tag = "api-clients", operation_id = "revoke_api_client", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The client")),
    responses((status = 204, description = "Revoked")))]
#[delete("/api-clients/{id}")]
pub async fn revoke(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
    service::revoke(&state, caller, id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Bytes of the token endpoint's form at most.
const FORM_LIMIT: usize = 8 * 1024;

async fn form(request: &HttpRequest, mut payload: web::Payload) -> Result<TokenRequest> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let kind = kind.and_then(|v| v.split(';').next()).unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Error::because(
            Code::UnsupportedMediaType,
            "Send the form as application/x-www-form-urlencoded",
        ));
    }
    let mut bytes = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let broken = |e| Error::because(Code::Malformed, format!("The form broke off: {e}"));
        let chunk = chunk.map_err(broken)?;
        if bytes.len() + chunk.len() > FORM_LIMIT {
            return Err(Error::because(
                Code::TooLarge,
                format!("The form has at most {FORM_LIMIT} bytes"),
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    let unreadable = || Error::because(Code::Malformed, "The form cannot be read");
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable())?;
    // Repeated parameters are refused with the rest (RFC 6749 §3.2).
    let form = web::Query::<TokenRequest>::from_query(text).map_err(|_| unreadable())?.into_inner();
    let nul = |t: &Option<String>| t.as_deref().is_some_and(|t| t.contains('\0'));
    if nul(&form.client_id) || nul(&form.scope) { Err(unreadable()) } else { Ok(form) }
}

/// Id and secret from HTTP Basic authentication, each form-encoded as RFC 6749 §2.3.1 has it.
fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let encoded =
        value.get(..6).filter(|p| p.eq_ignore_ascii_case("basic ")).and(value.get(6..))?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |part: &str| {
        let pair = web::Query::<Vec<(String, String)>>::from_query(&format!("v={part}")).ok()?;
        pair.into_inner().into_iter().next().map(|(_, value)| value)
    };
    Some((plain(id)?, plain(secret)?)).filter(|(id, _)| !id.contains('\0'))
}

fn refusal((error, problem): (&'static str, Error)) -> HttpResponse {
    let mut answer = problem.error_response();
    let body = TokenProblem {
        error: error.into(),
        error_description: problem.detail(),
        problem: problem.problem(&request_id::current()),
    };
    if answer.status().as_u16() == 401 {
        let basic = header::HeaderValue::from_static("Basic realm=\"onex\"");
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
    }
    match serde_json::to_string(&body) {
        Ok(text) => answer.set_body(text).map_into_boxed_body(),
        Err(_) => answer,
    }
}

/// Gives a third-party client an access token (RFC 6749 §4.4).
#[utoipa::path(tag = "api-clients", operation_id = "create_token",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The token", body = TokenAnswer),
        (status = 400, description = "The form is wrong", body = TokenProblem, content_type = "application/problem+json"),
        (status = 401, description = "Unknown client or wrong secret", body = TokenProblem, content_type = "application/problem+json")))]
#[post("/oauth/token")]
pub async fn token(
    state: web::Data<State>,
    peer: Peer,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let mut form = match form(&request, payload).await {
        Ok(form) => form,
        Err(e) => return refusal(("invalid_request", e)),
    };
    if let Some((id, secret)) = basic(&request) {
        if form.client_id.as_ref().is_some_and(|i| *i != id) || form.client_secret.is_some() {
            let once = "Send the credentials in one way only";
            return refusal(("invalid_request", Error::because(Code::Malformed, once)));
        }
        (form.client_id, form.client_secret) = (Some(id), Some(secret));
    }
    match service::token(&state, peer, form).await {
        Ok(token) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::PRAGMA, "no-cache"))
            .json(token),
        Err(e) => refusal(e),
    }
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(list)
        .service(export)
        .service(find)
        .service(create)
        .service(rotate)
        .service(revoke)
        .service(token);
}
