//! The single-page application, embedded in the binary; read from `web/dist` in debug builds.

use std::io::Read;

use actix_web::http::header::{AcceptEncoding, Encoding, Header};
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::platform::error::{Code, Error, Result};

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[exclude = "assets/*.js"]
#[exclude = "assets/*.css"]
#[exclude = ".vite/*"]
#[allow_missing = true]
struct Dist;

/// A file of the application; scripts and styles are held as their gzip copies (web/scripts/compress.mjs).
struct Found {
    name: String,
    file: EmbeddedFile,
    packed: bool,
}

fn find(path: &str) -> Option<Found> {
    let found = |file, packed| Found { name: path.to_string(), file, packed };
    Dist::get(path)
        .map(|file| found(file, false))
        .or_else(|| Dist::get(&format!("{path}.gz")).map(|file| found(file, true)))
}

fn takes_gzip(request: &HttpRequest) -> bool {
    AcceptEncoding::parse(request).is_ok_and(|accepted| {
        accepted.negotiate([Encoding::gzip()].iter()) == Some(Encoding::gzip())
    })
}

const API_ONLY: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>OneX</title>\
<h1>OneX, API only</h1><p>This binary was built without the web interface. \
The API is at <a href=/docs/>/docs</a>; <code>make run</code> builds both.</p></html>\n";

/// The page that verifies without a network, all in one file.
const SAVED_VERIFIER: &str = "verifier.html";

/// A file of the application, or its first page for every other path: routes live in the browser.
pub async fn serve(request: HttpRequest) -> Result<HttpResponse> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Err(Error::new(Code::MethodNotAllowed));
    }
    let path = request.path().trim_start_matches('/');
    let found = match Some(path).filter(|path| !path.is_empty()).and_then(find) {
        Some(found) => Some(found),
        // What looks like a file and is none must not be answered with a page.
        None if path.starts_with("assets/") || path.starts_with("api/") => {
            return Err(Error::new(Code::NotFound));
        }
        None => find("index.html"),
    };
    let Some(Found { name, file, packed }) = found else {
        return Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(API_ONLY));
    };
    let as_it_is = packed && takes_gzip(&request);
    let digest = crate::platform::keys::hex(&file.metadata.sha256_hash()[..12]);
    let etag = format!("\"{digest}{}\"", if as_it_is { "-gzip" } else { "" });
    if request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()) == Some(&etag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish());
    }
    let cache = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = HttpResponse::Ok();
    response
        .content_type(media_type(&name))
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"));
    if name.ends_with(".html") {
        // antd writes its styles into the page, hence 'unsafe-inline' for styles alone; the scan of an application is
        // a PDF shown in a frame, hence blob: there.
        response.insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; connect-src 'self'; \
             frame-src 'self' blob:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        ));
    }
    if name == SAVED_VERIFIER {
        // It works from a disk, by a policy of its own; opened from here the policy above would leave it blank.
        response
            .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"verifier.html\""));
    }
    if !packed {
        return Ok(response.body(file.data.into_owned()));
    }
    response.insert_header((header::VARY, header::ACCEPT_ENCODING.as_str()));
    if as_it_is {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
        return Ok(response.body(file.data.into_owned()));
    }
    let mut plain = Vec::new();
    GzDecoder::new(&*file.data).read_to_end(&mut plain)?;
    Ok(response.body(plain))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
