//! Completes the OpenAPI document with what every operation can answer, so that handlers only state
//! what is their own.
//!
//! From an operation's shape follows what it can refuse: whoever needs a token can get 401 and 403,
//! whoever names a thing 404, whoever sends a body 413, 415 and 422, and so on (architecture: order of
//! refusal). The list of error codes stands in the document as `x-error-codes`.

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, ResponseBuilder};

use crate::platform::error::Code;

/// Adds the refusals to every operation.
pub fn complete(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let methods = [
            (&mut item.get, false),
            (&mut item.post, true),
            (&mut item.put, true),
            (&mut item.patch, true),
            (&mut item.delete, true),
        ];
        for (operation, writes) in methods {
            if let Some(operation) = operation {
                versions(operation);
                refusals(operation, writes);
            }
        }
    }
    let codes: Vec<_> = Code::ALL
        .iter()
        .map(
            |c| serde_json::json!({ "code": c.as_str(), "status": c.status(), "title": c.title() }),
        )
        .collect();
    let extensions = api.extensions.get_or_insert_default();
    extensions.insert("x-error-codes".into(), serde_json::Value::Array(codes));
}

/// `If-Match` holds one version, quoted.
fn versions(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.name.eq_ignore_ascii_case("If-Match")
        {
            let text = ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some("^\"[1-9][0-9]{0,8}\"$"))
                .build();
            parameter.schema = Some(text.into());
        }
    }
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
        operation.responses.responses.entry(status.to_string()).or_insert(RefOr::T(problem));
    }
}

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
