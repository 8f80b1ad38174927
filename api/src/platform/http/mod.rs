//! The conventions of the API: bodies, queries, pages, versions, idempotency, request ids, uploads.

pub mod contract;
pub mod events;
pub mod export;
mod extract;
pub mod idempotency;
mod page;
pub mod request_id;
pub mod throttle;
mod upload;

pub use extract::{Body, IfMatch, OptionalBody, Params, PathId, check, parse};
pub use idempotency::{IdempotencyKey, Idempotent};
pub use page::{Cursor, Page, PageQuery};
pub use upload::{Upload, UploadForm};

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;

/// 200 with an `ETag` that carries the version of what two people may edit.
pub fn versioned<T: Serialize>(version: i64, body: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, format!("\"{version}\""))).json(body)
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
        .body(bytes)
}

/// Media type of XLSX workbooks.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
