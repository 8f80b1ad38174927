//! Extractors that answer problems: JSON bodies, queries, ids in paths, `If-Match`.

use std::borrow::Cow;
use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::platform::db::Id;
use crate::platform::error::{Code, Datum, Error, FieldError, Result};

/// Bytes of a JSON body at most.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// A JSON body, read, parsed and validated. 413, 415, 400 and 422 in this order.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = receive(request, payload.take());
        Box::pin(async move { parse(&bytes.await?).map(Body) })
    }
}

/// A JSON body that may be left out, or be `null`.
pub struct OptionalBody<T>(pub Option<T>);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for OptionalBody<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
        let chunked = headers.contains_key(header::TRANSFER_ENCODING);
        if !chunked && length.is_none_or(|n| n.trim() == "0") {
            return Box::pin(ready(Ok(OptionalBody(None))));
        }
        let bytes = receive(request, payload.take());
        Box::pin(async move {
            let bytes = bytes.await?;
            let none = bytes.trim_ascii() == b"null";
            Ok(OptionalBody(if none { None } else { Some(parse(&bytes)?) }))
        })
    }
}

/// Reads a body that says it is JSON.
fn receive(
    request: &HttpRequest,
    mut payload: Payload,
) -> impl Future<Output = Result<web::BytesMut>> + use<> {
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split(';').next())
        .is_some_and(|v| v.trim().eq_ignore_ascii_case("application/json"));
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<usize>().ok())
        .unwrap_or(0);
    async move {
        if !json {
            return Err(Error::because(
                Code::UnsupportedMediaType,
                "Send the body as application/json",
            ));
        }
        let too_large = || {
            Error::because(Code::TooLarge, format!("A JSON body has at most {BODY_LIMIT} bytes"))
        };
        if declared > BODY_LIMIT {
            return Err(too_large());
        }
        let mut bytes = web::BytesMut::with_capacity(declared);
        while let Some(chunk) = payload.next().await {
            let chunk = chunk
                .map_err(|e| Error::because(Code::Malformed, format!("The body broke off: {e}")))?;
            if bytes.len() + chunk.len() > BODY_LIMIT {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// Parses and validates a JSON document, with a pointer to what is wrong.
pub fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T> {
    if bytes.windows(6).any(|w| w == b"\\u0000") {
        return Err(Error::field("", "characters", "the body holds the character U+0000"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = match serde_path_to_error::deserialize(&mut reader) {
        Ok(value) => value,
        Err(e) => {
            let inner = e.inner();
            if inner.is_data() {
                let path = e.path().to_string();
                let pointer = if path == "." {
                    String::new()
                } else {
                    format!(
                        "/{}",
                        path.replace('[', ".")
                            .replace(']', "")
                            .trim_start_matches('.')
                            .replace('.', "/")
                    )
                };
                let message = inner.to_string();
                let message = message.split(" at line").next().unwrap_or_default().to_string();
                return Err(match field_in(&message, "missing field `") {
                    Some(name) => {
                        Error::field(format!("{pointer}/{name}"), "required", "is required")
                    }
                    None => Error::field(pointer, "type", message),
                });
            }
            return Err(Error::because(Code::Malformed, format!("The body is not JSON: {inner}")));
        }
    };
    reader
        .end()
        .map_err(|e| Error::because(Code::Malformed, format!("The body is not JSON: {e}")))?;
    check(&value)?;
    Ok(value)
}

/// The field that serde's message names after these words.
fn field_in<'m>(message: &'m str, words: &str) -> Option<&'m str> {
    message.strip_prefix(words)?.split('`').next()
}

/// Validates and turns what is wrong into field errors.
pub fn check<T: Validate>(value: &T) -> Result<()> {
    value.validate().map_err(|e| {
        let mut fields = Vec::new();
        flatten("", &e, &mut fields);
        fields.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        Error::fields(fields)
    })
}

fn flatten(prefix: &str, errors: &ValidationErrors, out: &mut Vec<FieldError>) {
    for (name, kind) in errors.errors() {
        let pointer = format!("{prefix}/{name}");
        match kind {
            ValidationErrorsKind::Struct(inner) => flatten(&pointer, inner, out),
            ValidationErrorsKind::List(items) => {
                for (i, inner) in items {
                    flatten(&format!("{pointer}/{i}"), inner, out);
                }
            }
            ValidationErrorsKind::Field(list) => {
                for e in list {
                    let message =
                        e.message.as_ref().map_or_else(|| describe(e), ToString::to_string);
                    out.push(
                        FieldError::new(pointer.clone(), e.code.to_string(), message)
                            .with(limits(e)),
                    );
                }
            }
        }
    }
}

/// The limits that a length or a number breaks; those of a list are told apart from those of a text.
fn limits(e: &validator::ValidationError) -> Vec<(&'static str, Datum)> {
    let list = e.params.get("value").is_some_and(serde_json::Value::is_array);
    let names = if list {
        [("min", "min_items"), ("max", "max_items"), ("equal", "items")]
    } else {
        [("min", "min"), ("max", "max"), ("equal", "equal")]
    };
    names
        .into_iter()
        .filter_map(|(param, name)| {
            let value = e.params.get(param)?;
            Some((name, value.as_i64().map_or_else(|| value.to_string().into(), Datum::from)))
        })
        .collect()
}

fn describe(e: &validator::ValidationError) -> String {
    let p = |k: &str| e.params.get(k).map(ToString::to_string);
    match e.code.as_ref() {
        "length" | "range" => match (p("min"), p("max"), p("equal")) {
            (_, _, Some(n)) => format!("must have exactly {n}"),
            (Some(a), Some(b), _) => {
                format!("must be {a} to {b}{}", if e.code == "length" { " long" } else { "" })
            }
            (Some(a), None, _) => format!("must be at least {a}"),
            (None, Some(b), _) => format!("must be at most {b}"),
            _ => "is out of range".into(),
        },
        "email" => "is no e-mail address".into(),
        "required" => "is required".into(),
        other => format!("is not valid ({other})"),
    }
}

/// Query parameters. What cannot be read is 422 with a pointer `?name`.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Params<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(query(request).map(Params))
    }
}

fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T> {
    let unreadable =
        |e| Error::because(Code::Malformed, format!("A query parameter cannot be read: {e}"));
    if let Some(pattern) = request.match_pattern() {
        let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string())
            .map_err(unreadable)?;
        super::contract::check_query(
            &pattern,
            pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())),
        )?;
    }
    web::Query::<T>::from_query(&half_width(request.query_string()))
        .map(web::Query::into_inner)
        .map_err(unreadable)
}

/// What is searched for with the full-width letters, digits and blanks of a Chinese keyboard in their usual form.
/// Brackets and other signs stay: names of institutions have them.
fn half_width(query: &str) -> Cow<'_, str> {
    let usual = |c: char| match onex_identity::half_width(c) {
        plain if plain == ' ' || plain.is_ascii_alphanumeric() => plain,
        _ => c,
    };
    let pairs = || form_urlencoded::parse(query.as_bytes());
    if !pairs().any(|(key, value)| key == "q" && value.contains(|c| usual(c) != c)) {
        return Cow::Borrowed(query);
    }
    let mut plain = form_urlencoded::Serializer::new(String::new());
    for (key, value) in pairs() {
        if key == "q" {
            plain.append_pair(&key, &value.chars().map(usual).collect::<String>());
        } else {
            plain.append_pair(&key, &value);
        }
    }
    Cow::Owned(plain.finish())
}

/// The id in a path with one variable, `{id}`. What is no id is 400.
pub struct PathId(pub Id);

impl FromRequest for PathId {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            request
                .match_info()
                .get("id")
                .and_then(|text| text.parse().ok())
                .map(PathId)
                .ok_or_else(|| {
                    if super::contract::is_fixed_path(request.path()) {
                        Error::new(Code::MethodNotAllowed)
                    } else {
                        Error::because(Code::Malformed, "The id in the path is no UUID")
                    }
                }),
        )
    }
}

/// The version that the caller has seen, from `If-Match`. Missing is 428.
pub struct IfMatch(pub i64);

impl IfMatch {
    /// Refuses with 412 when what stands is not what the caller has seen.
    pub fn check(&self, stands: i64) -> Result<()> {
        if self.0 == stands {
            Ok(())
        } else {
            Err(Error::because(
                Code::VersionMismatch,
                format!(
                    "You have seen version {}, meanwhile it is version {stands}; load it again",
                    self.0
                ),
            ))
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = request.headers().get(header::IF_MATCH).and_then(|v| v.to_str().ok());
        ready(match value {
            None => Err(Error::new(Code::PreconditionRequired)),
            Some(v) => {
                v.trim().trim_start_matches("W/").trim_matches('"').parse().map(IfMatch).map_err(
                    |_| Error::because(Code::Malformed, "If-Match holds no version, such as \"3\""),
                )
            }
        })
    }
}

/// Refuses a region to filter by that is none by its shape: GB/T 2260 codes of provinces have two digits.
pub fn region_filter(code: Option<&str>) -> Result<()> {
    if code.is_none_or(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit())) {
        return Ok(());
    }
    Err(Error::field("?region_code", "pattern", "must be two digits"))
}

/// Refuses texts of blanks alone and texts with control characters: they are shown on one line.
pub fn one_line(text: &str) -> std::result::Result<(), validator::ValidationError> {
    if text.trim().is_empty() {
        return Err(validator::ValidationError::new("required").with_message("is blank".into()));
    }
    if text.chars().any(char::is_control) {
        return Err(validator::ValidationError::new("control")
            .with_message("has control characters".into()));
    }
    Ok(())
}
