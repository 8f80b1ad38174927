//! Completes the OpenAPI document with what every operation can answer, so that handlers only state
//! what is their own.
//!
//! From an operation's shape follows what it can refuse: whoever needs a token can get 401 and 403,
//! whoever names a thing 404, whoever sends a body 413, 415 and 422, and so on (architecture: order of
//! refusal). The list of error codes stands in the document as `x-error-codes`.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, ResponseBuilder};

use crate::platform::error::{Code, Error, Result};

/// Adds the refusals to every operation.
pub fn complete(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let methods = [
            (&mut item.get, false),
            (&mut item.head, false),
            (&mut item.post, true),
            (&mut item.put, true),
            (&mut item.patch, true),
            (&mut item.delete, true),
        ];
        for (operation, writes) in methods {
            if let Some(operation) = operation {
                headers(operation);
                streams(operation);
                refusals(operation, writes);
            }
        }
    }
    close_forms(api);
    problems(api);
    let codes: Vec<_> = Code::ALL
        .iter()
        .map(
            |c| serde_json::json!({ "code": c.as_str(), "status": c.status(), "title": c.title() }),
        )
        .collect();
    let extensions = api.extensions.get_or_insert_default();
    extensions.insert("x-error-codes".into(), serde_json::Value::Array(codes));
}

/// The form of the two headers that many operations share.
fn headers(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let pattern = match parameter.name.to_ascii_lowercase().as_str() {
            "if-match" => "^\"[1-9][0-9]{0,8}\"$",
            "idempotency-key" => "^[!-~]{8,100}$",
            _ => continue,
        };
        parameter.schema = Some(
            ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build().into(),
        );
    }
}

/// The schemas of multipart forms, by path: `(path, name of the schema)`.
fn forms(api: &OpenApi) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, item) in &api.paths.paths {
        for operation in [&item.post, &item.put, &item.patch].into_iter().flatten() {
            let Some(RefOr::T(body)) = &operation.request_body else { continue };
            let Some(RefOr::T(content)) = body.content.get("multipart/form-data") else { continue };
            if let Some(RefOr::Ref(schema)) = &content.schema
                && let Some(name) = schema.ref_location.rsplit('/').next()
            {
                found.push((path.clone(), name.to_string()));
            }
        }
    }
    found
}

/// A multipart form has the parts that its schema names and no others; [`check_part`] holds it.
fn close_forms(api: &mut OpenApi) {
    for (_, name) in forms(api) {
        let schemas = api.components.as_mut().map(|c| &mut c.schemas);
        if let Some(RefOr::T(Schema::Object(schema))) = schemas.and_then(|s| s.get_mut(&name)) {
            schema.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
}

/// An event stream carries events with a name and data (HTML standard, server-sent events).
fn streams(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response
            && let Some(RefOr::T(content)) = response.content.get_mut("text/event-stream")
        {
            let text = || ObjectBuilder::new().schema_type(Type::String);
            let event = ObjectBuilder::new()
                .property("event", text())
                .property("data", text())
                .required("data")
                .build();
            content.schema = Some(RefOr::T(event.into()));
        }
    }
}

/// Bounds of the query parameters of an operation, as its contract states them.
#[derive(Debug, Default)]
struct Bounds(Vec<(String, Option<usize>, Option<usize>)>);

static BOUNDS: OnceLock<HashMap<String, Bounds>> = OnceLock::new();
static PATHS: OnceLock<HashSet<String>> = OnceLock::new();
static PARTS: OnceLock<HashMap<String, Vec<String>>> = OnceLock::new();

/// Keeps what the contract says of query parameters, so that it is held as well as said.
pub fn remember(api: &OpenApi) {
    let mut all = HashMap::new();
    for (path, item) in &api.paths.paths {
        let Some(operation) = &item.get else { continue };
        let mut bounds = Bounds::default();
        for parameter in operation.parameters.iter().flatten() {
            let RefOr::T(parameter) = parameter else { continue };
            let Some(RefOr::T(Schema::Object(schema))) = &parameter.schema else { continue };
            if matches!(parameter.parameter_in, ParameterIn::Query)
                && (schema.max_length.is_some() || schema.min_length.is_some())
            {
                bounds.0.push((parameter.name.clone(), schema.min_length, schema.max_length));
            }
        }
        all.insert(path.clone(), bounds);
    }
    let _ = BOUNDS.set(all);
    let schemas = api.components.as_ref().map(|c| &c.schemas);
    let parts = forms(api).into_iter().filter_map(|(path, name)| match schemas?.get(&name)? {
        RefOr::T(Schema::Object(schema)) => {
            Some((path, schema.properties.keys().cloned().collect()))
        }
        _ => None,
    });
    let _ = PARTS.set(parts.collect());
    let _ = PATHS.set(api.paths.paths.keys().cloned().collect());
}

/// Refuses a part of a multipart form that the contract of its operation does not name.
pub fn check_part(pattern: &str, name: &str) -> Result<()> {
    match PARTS.get().and_then(|all| all.get(pattern)) {
        Some(parts) if !parts.iter().any(|p| p == name) => Err(Error::field(
            format!("/{name}"),
            "unknown",
            format!("the form has only: {}", parts.join(", ")),
        )),
        _ => Ok(()),
    }
}

/// Refuses a query parameter that is shorter or longer than the contract of its operation says.
pub fn check_query<'a>(
    pattern: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<()> {
    let Some(bounds) = BOUNDS.get().and_then(|all| all.get(pattern)) else { return Ok(()) };
    for (name, value) in pairs {
        for (_, min, max) in bounds.0.iter().filter(|(n, ..)| n == name) {
            let length = value.chars().count();
            if max.is_some_and(|max| length > max) || min.is_some_and(|min| length < min) {
                let limits = [("min", *min), ("max", *max)];
                let limits = limits.into_iter().filter_map(|(n, limit)| Some((n, limit?.into())));
                let (min, max) = (min.unwrap_or(0), max.map_or("∞".to_string(), |m| m.to_string()));
                return Err(Error::field(
                    format!("?{name}"),
                    "length",
                    format!("must have {min} to {max} characters"),
                )
                .naming(limits));
            }
        }
    }
    Ok(())
}

/// Whether this very path, without variables, stands in the contract: `/things/export.xlsx` is no thing's id.
pub fn is_fixed_path(path: &str) -> bool {
    PATHS.get().is_some_and(|paths| paths.contains(path))
}

fn refusals(operation: &mut Operation, writes: bool) {
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|p| match p {
            RefOr::T(p) => Some(p),
            RefOr::Ref(_) => None,
        })
        .collect();
    let has = |place: ParameterIn| {
        parameters
            .iter()
            .any(|p| std::mem::discriminant(&p.parameter_in) == std::mem::discriminant(&place))
    };
    let named = |name: &str| parameters.iter().any(|p| p.name.eq_ignore_ascii_case(name));
    let secured = operation.security.as_ref().is_some_and(|s| !s.is_empty());
    let in_path = has(ParameterIn::Path);
    let in_query = has(ParameterIn::Query);
    let body = operation.request_body.is_some();
    let mut statuses = vec![500, 503];
    if secured {
        statuses.extend([401, 403]);
    }
    if in_path || in_query || body || writes {
        statuses.push(400);
    }
    if in_path || in_query || body {
        statuses.extend([404, 422]);
    }
    if writes {
        statuses.push(409);
    }
    if body {
        statuses.extend([413, 415]);
    }
    if named("If-Match") {
        statuses.extend([412, 428]);
    }
    if !secured {
        statuses.push(429);
    }
    for status in statuses {
        let shared = Ref::from_response_name(format!("Problem{status}"));
        operation.responses.responses.entry(status.to_string()).or_insert(RefOr::Ref(shared));
    }
}

/// The refusals that operations share, each written once: they would be two thirds of the document otherwise.
fn problems(api: &mut OpenApi) {
    let components = api.components.get_or_insert_default();
    for status in REFUSALS {
        let problem = ResponseBuilder::new()
            .description(describe(status))
            .content(
                "application/problem+json",
                Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem")))),
            )
            .header(
                "X-Request-Id",
                HeaderBuilder::new().description(Some("The request's id")).build(),
            )
            .build();
        components.responses.insert(format!("Problem{status}"), problem.into());
    }
}

const REFUSALS: [u16; 13] = [400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 500, 503];

fn describe(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be understood",
        401 => "No valid access token",
        403 => "The role may not do this",
        404 => "No such thing within the caller's scope",
        409 => "A rule or the present state forbids it",
        412 => "Somebody else has changed it meanwhile",
        413 => "The body is too large",
        415 => "The media type is not supported",
        422 => "Some fields are wrong",
        428 => "If-Match is required",
        429 => "Too many attempts; see Retry-After",
        503 => "Busy; see Retry-After",
        _ => "Unexpected error; quote the request id",
    }
}
