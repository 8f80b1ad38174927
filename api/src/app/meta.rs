//! What belongs to the application as a whole: health, metrics, the contract, the explorer, the demo
//! mark, key fingerprints, and the problem documents of what no slice answers.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError, get, web};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domains::imports;
use crate::domains::uploads::{self, UploadPurpose};
use crate::platform::clock::Clock;
use crate::platform::db::{self, Conn, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::Routes;
use crate::platform::state::State;
use crate::platform::telemetry;
use crate::schema;

/// What anyone may know of this service.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Meta {
    pub version: String,
    /// A demo folder, with demo accounts and a simulated clock.
    pub demo: bool,
    /// Business time, if it is not real time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulated_now: Option<Ts>,
    /// Business time: what deadlines go by.
    pub now: Ts,
    pub file_limits: FileLimits,
}

/// Bytes that a file may have, by what it is for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FileLimits {
    #[schema(minimum = 1, example = 50_000_000)]
    pub teaching_design: u64,
    /// Work that is handed in for a task of a class.
    #[schema(minimum = 1, example = 20_000_000)]
    pub task: u64,
    /// Materials of a training batch.
    #[schema(minimum = 1, example = 20_000_000)]
    pub material: u64,
    /// What is imported.
    #[schema(minimum = 1, example = 20_000_000)]
    pub spreadsheet: u64,
}

impl FileLimits {
    fn of(state: &State) -> Self {
        FileLimits {
            teaching_design: uploads::most_bytes(state, UploadPurpose::TeachingDesign),
            task: uploads::most_bytes(state, UploadPurpose::Task),
            material: state.config.max_upload,
            spreadsheet: imports::most_bytes(state),
        }
    }
}

/// What anyone may know of this service: its version, whether it is a demo, what its clock shows, and how large files may be.
#[utoipa::path(tag = "meta", operation_id = "get_meta", responses((status = 200, description = "The service", body = Meta)))]
#[get("/meta")]
pub async fn meta(state: web::Data<State>) -> Result<HttpResponse> {
    let demo = state.db.read(|conn| fact(conn, Fact::Demo)).await?.is_some();
    let simulated_now = state.clock.is_simulated().then(|| state.clock.now());
    Ok(HttpResponse::Ok().json(Meta {
        version: env!("CARGO_PKG_VERSION").into(),
        demo,
        simulated_now,
        now: state.clock.now(),
        file_limits: FileLimits::of(&state),
    }))
}

/// Mounts the operations that stand in the contract.
pub fn routes(config: &mut Routes) {
    config.service(meta);
}

/// Mounts what does not: probes, metrics, the contract itself and its explorer.
pub fn plain_routes(config: &mut web::ServiceConfig, document: web::Bytes) {
    config
        .route(
            "/healthz",
            web::get().to(|| async { HttpResponse::Ok().content_type("text/plain").body("ok\n") }),
        )
        .route("/readyz", web::get().to(ready))
        .route("/metrics", web::get().to(metrics))
        .route(
            "/api/v1/openapi.json",
            web::get().to(move || {
                let document = document.clone();
                async move { HttpResponse::Ok().content_type("application/json").body(document) }
            }),
        )
        .route(
            "/docs",
            web::get().to(|| async {
                HttpResponse::PermanentRedirect().insert_header(("Location", "/docs/")).finish()
            }),
        )
        .service(
            utoipa_swagger_ui::SwaggerUi::new("/docs/{_:.*}")
                .config(utoipa_swagger_ui::Config::from("/api/v1/openapi.json")),
        );
}

async fn ready(state: web::Data<State>) -> Result<HttpResponse> {
    let pending = state.db.read(db::pending).await?;
    if pending.is_empty() {
        Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n"))
    } else {
        Err(Error::because(
            Code::Maintenance,
            format!("{} migrations are pending; run `onex migrate`", pending.len()),
        )
        .retry_after(10))
    }
}

async fn metrics() -> HttpResponse {
    match telemetry::metrics() {
        Some(handle) => {
            HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(handle.render())
        }
        None => HttpResponse::NotFound().finish(),
    }
}

/// An unknown path under the API, or a known one with another method (RFC 9110 §15.5.6).
pub async fn unknown(request: HttpRequest) -> Result<HttpResponse> {
    if methods_of(request.path()).is_some() {
        return Err(Error::new(Code::MethodNotAllowed));
    }
    Err(Error::because(
        Code::NotFound,
        format!("The API has no {} {}", request.method(), request.path()),
    ))
}

/// The methods that the contract has for a path; a path without variables goes before one with.
fn methods_of(path: &str) -> Option<&'static str> {
    let path: Vec<&str> = path.trim_matches('/').split('/').collect();
    let fits = |pattern: &[String], with_variables: bool| {
        pattern.len() == path.len()
            && pattern
                .iter()
                .zip(&path)
                .all(|(p, s)| p == s || (with_variables && p.starts_with('{')))
    };
    let known = KNOWN.get();
    let find = |with| {
        known?.iter().find(|(pattern, _)| fits(pattern, with)).map(|(_, methods)| methods.as_str())
    };
    find(false).or_else(|| find(true))
}

type Known = Vec<(Vec<String>, String)>;
static KNOWN: std::sync::OnceLock<Known> = std::sync::OnceLock::new();

/// Keeps which methods each path has: the contract itself is too large to keep, or to make twice.
pub fn remember(api: &utoipa::openapi::OpenApi) {
    let known = api
        .paths
        .paths
        .iter()
        .map(|(path, item)| {
            let methods = [
                ("GET", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("PATCH", item.patch.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            let names: Vec<_> =
                methods.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect();
            (path.trim_matches('/').split('/').map(str::to_string).collect(), names.join(", "))
        })
        .collect();
    let _ = KNOWN.set(known);
}

/// PostgreSQL cannot store U+0000, and nothing legitimate holds it.
pub async fn refuse_nul<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let nul = |text: &str| text.contains("%00");
    if nul(request.uri().path()) || request.uri().query().is_some_and(nul) {
        let e = Error::field("", "characters", "the address holds the character U+0000");
        return Ok(request.into_response(e.error_response()).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Turns bare error answers of the framework (405, a body that breaks off, …) into problem documents.
pub async fn problems<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let mut response = next.call(request).await?;
    let status = response.status();
    // RFC 9110 §15.5.6: whoever is told 405 is told what the path knows.
    if status == actix_web::http::StatusCode::METHOD_NOT_ALLOWED
        && let Some(value) = methods_of(response.request().path()).and_then(|m| m.parse().ok())
    {
        response.headers_mut().insert(actix_web::http::header::ALLOW, value);
    }
    let is_problem =
        response.headers().get("content-type").and_then(|v| v.to_str().ok()).is_some_and(|v| {
            v.starts_with("application/problem+json") || v.starts_with("text/html")
        });
    if (status.is_client_error() || status.is_server_error()) && !is_problem {
        let code = match status.as_u16() {
            404 => Code::NotFound,
            405 => Code::MethodNotAllowed,
            413 => Code::TooLarge,
            415 => Code::UnsupportedMediaType,
            503 => Code::Overloaded,
            s if s >= 500 => Code::Internal,
            _ => Code::Malformed,
        };
        let mut answer = Error::new(code).error_response();
        if let Some(allow) = response.headers().get("allow").cloned() {
            answer.headers_mut().insert(actix_web::http::header::ALLOW, allow);
        }
        return Ok(response.into_response(answer).map_into_right_body());
    }
    Ok(response.map_into_left_body())
}

/// What a database can say of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// It is a demo.
    Demo,
    /// Business instant at which the demo's clock started, in microseconds.
    DemoClockStart,
    /// Real instant at that moment, in microseconds.
    DemoClockEpoch,
    /// The demo's accounts, as JSON.
    DemoAccounts,
    /// Every certificate from before seals has one, as far as it is what was printed.
    CertificatesSealed,
}

impl Fact {
    fn key(self) -> &'static str {
        match self {
            Fact::Demo => "demo",
            Fact::DemoClockStart => "demo.clock_start",
            Fact::DemoClockEpoch => "demo.clock_epoch",
            Fact::DemoAccounts => "demo.accounts",
            Fact::CertificatesSealed => "certificates.sealed",
        }
    }
}

/// A fact about this database.
pub fn fact(conn: &mut Conn, fact: Fact) -> Result<Option<String>> {
    get(conn, fact.key())
}

/// Records a fact about this database.
pub fn set_fact(conn: &mut Conn, fact: Fact, value: &str) -> Result<()> {
    put(conn, fact.key(), value)
}

/// Whether nobody has used this database yet.
pub fn is_empty(conn: &mut Conn) -> Result<bool> {
    let users: i64 = schema::users::table.count().get_result(conn)?;
    Ok(users == 0)
}

/// Refuses a database that somebody uses already, before anything of it is changed: it may be one of an older
/// release, or be none of ours at all.
///
/// # Errors
/// A sentence that says so and ends with `instead`.
pub fn refuse_in_use(state: &State, instead: &str) -> std::result::Result<(), String> {
    let tables =
        state.db.read_blocking(crate::platform::backup::tables).map_err(|e| e.sentence())?;
    let used = match (tables.is_empty(), tables.iter().any(|t| t == "users")) {
        (true, _) => false,
        (false, false) => true,
        (false, true) => !state.db.read_blocking(is_empty).map_err(|e| e.sentence())?,
    };
    if used {
        return Err(format!("the database is not empty; {instead} (another --data or --database)"));
    }
    Ok(())
}

fn get(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    Ok(schema::meta::table.find(key).select(schema::meta::value).first(conn).optional()?)
}

fn put(conn: &mut Conn, key: &str, value: &str) -> Result<()> {
    diesel::delete(schema::meta::table.find(key)).execute(conn)?;
    diesel::insert_into(schema::meta::table)
        .values((schema::meta::key.eq(key), schema::meta::value.eq(value)))
        .execute(conn)?;
    Ok(())
}

/// Refuses keys other than those the database was made with; remembers new ones.
///
/// # Errors
/// A sentence that says which key differs or is missing.
pub fn check_keys(state: &State) -> std::result::Result<(), String> {
    let ours = state.keys.fingerprints();
    state
        .db
        .write_blocking(|conn| {
            let known: Vec<(String, String)> = schema::meta::table
                .filter(schema::meta::key.like("key.%"))
                .select((schema::meta::key, schema::meta::value))
                .load(conn)?;
            for (name, fingerprint) in &known {
                let name = name.trim_start_matches("key.");
                match ours.iter().find(|(n, _)| n == name) {
                    Some((_, f)) if f == fingerprint => {}
                    Some(_) => return Err(Error::because(Code::Conflict, format!("the key {name:?} is not the one this database was made with"))),
                    None => {
                        return Err(Error::because(
                            Code::Conflict,
                            format!("this database was made with the key {name:?}, which is not among the keys given; older keys must stay in the list"),
                        ));
                    }
                }
            }
            for (name, fingerprint) in &ours {
                if !known.iter().any(|(n, _)| n.trim_start_matches("key.") == name) {
                    put(conn, &format!("key.{name}"), fingerprint)?;
                }
            }
            Ok(())
        })
        .map_err(|e| e.detail())
}

/// The simulated clock of a demo folder.
pub fn demo_clock(state: &State) -> Result<Option<Clock>> {
    state.db.read_blocking(|conn| {
        let (Some(start), Some(epoch)) =
            (fact(conn, Fact::DemoClockStart)?, fact(conn, Fact::DemoClockEpoch)?)
        else {
            return Ok(None);
        };
        let micros = |t: String| t.parse::<i64>().map(Ts).map_err(|e| Error::internal(e.into()));
        Ok(Some(Clock::simulated(micros(start)?, micros(epoch)?)))
    })
}
