//! The conventions of the API: bodies, queries, pages, versions, idempotency, request ids, uploads.

pub mod contract;
pub mod events;
pub mod export;
mod extract;
pub mod idempotency;
mod page;
pub mod request_id;
mod routes;
pub mod throttle;
mod upload;

pub use extract::{
    Body, IfMatch, OptionalBody, Params, PathId, check, one_line, parse, region_filter,
};
pub use idempotency::{IdempotencyKey, Idempotent};
pub use page::{Cursor, Page, PageQuery};
pub use routes::{Described, Routes, Served};
pub use upload::{FilesForm, Upload, UploadForm, clean_name, receive_bytes};

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use serde::Serialize;

use crate::platform::error::Result;

/// 200 with an `ETag` that carries the version of what two people may edit.
pub fn versioned<T: Serialize>(version: i64, body: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, format!("\"{version}\""))).json(body)
}

/// What anyone may read and keep for some seconds, from whatever site. `tag` says what it is made of: whoever has that
/// already is told so (RFC 9110 §15.4.5).
pub fn published(
    request: &HttpRequest,
    media_type: &str,
    max_age: u32,
    tag: &str,
    body: impl Into<web::Bytes>,
) -> HttpResponse {
    // Weak: a body that is compressed on the way is another, byte by byte.
    let tag = format!("W/\"{tag}\"");
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let has =
        known.is_some_and(|known| known.split(',').any(|k| k.trim() == tag || k.trim() == "*"));
    let mut answer = if has { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={max_age}")))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    if has { answer.finish() } else { answer.content_type(media_type).body(body.into()) }
}

/// A file to download. The name may hold Chinese (RFC 6266 `filename*`).
pub fn download(media_type: &str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header(header::ContentDisposition {
            disposition: header::DispositionType::Attachment,
            parameters: vec![header::DispositionParam::FilenameExt(header::ExtendedValue {
                charset: header::Charset::Ext("UTF-8".into()),
                language_tag: None,
                value: name.as_bytes().to_vec(),
            })],
        })
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        // It is what it is served as, whatever it looks like.
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(bytes)
}

/// [`download`] of a file that is too large to be held: it is passed on as it comes. It is not compressed on the way.
pub fn stream(
    media_type: &str,
    name: &str,
    size: u64,
    bytes: BoxStream<'static, Result<web::Bytes>>,
) -> HttpResponse {
    let mut answer = download(media_type, name, Vec::new());
    answer
        .headers_mut()
        .insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("identity"));
    let bytes = bytes.map_err(|e| std::io::Error::other(e.sentence()));
    answer.set_body(SizedStream::new(size, bytes)).map_into_boxed_body()
}

/// Media type of XLSX workbooks.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
