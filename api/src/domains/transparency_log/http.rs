//! `/public/log`: what anyone may read, keep, and hold us to.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::model::{
    Consistency, ConsistencyQuery, Entries, HeadRow, Inclusion, InclusionQuery, LogHead, PublicKeys,
};
use super::service::{keys, read};
use crate::platform::auth::Peer;
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery, Params, Routes, published};
use crate::platform::state::State;

/// Seconds for which what grows may be kept.
const GROWING: u32 = 10;
/// For what never changes again: a year.
const FINAL: u32 = 31_536_000;

fn tag(size: i64) -> String {
    format!("head-{size}")
}

/// The newest signed head, a note as C2SP tlog-checkpoint has it with its time.
#[utoipa::path(tag = "transparency", operation_id = "get_log_checkpoint",
    responses((status = 200, description = "The signed note", content_type = "text/plain", body = String,
        headers(("ETag" = String, description = "Changes with every head"), ("Cache-Control" = String, description = "Ten seconds"))),
        (status = 304, description = "It is as in If-None-Match"),
        (status = 404, description = "The log has no entries yet", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[get("/public/log/checkpoint")]
pub async fn checkpoint(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse> {
    let head = read::checkpoint(&state).await?;
    let media = "text/plain; charset=utf-8";
    Ok(published(&request, media, GROWING, &tag(head.size), head.note))
}

/// Every signed head, the newest first.
#[utoipa::path(tag = "transparency", operation_id = "list_log_heads", params(PageQuery),
    responses((status = 200, description = "A page of heads", body = Page<LogHead>)))]
#[get("/public/log/heads")]
pub async fn heads(state: web::Data<State>, page: Params<PageQuery>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(read::heads(&state, page.0).await?))
}

/// The newest heads as a feed (RFC 4287), for others to keep.
#[utoipa::path(tag = "transparency", operation_id = "get_log_feed",
    responses((status = 200, description = "The feed", content_type = "application/atom+xml", body = String,
        headers(("ETag" = String, description = "Changes with every head"), ("Cache-Control" = String, description = "Ten seconds"))),
        (status = 304, description = "It is as in If-None-Match")))]
#[get("/public/log/heads.atom")]
pub async fn feed(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse> {
    let newest = read::feed(&state).await?;
    let size = newest.first().map_or(0, |head| head.size);
    let body = atom(state.issuer.site(), state.issuer.origin(), &newest);
    Ok(published(&request, "application/atom+xml; charset=utf-8", GROWING, &tag(size), body))
}

/// A tile of the tree (C2SP tlog-tiles): up to 256 hashes of 32 bytes, joined.
#[utoipa::path(tag = "transparency", operation_id = "get_log_tile",
    params(("level" = u8, Path, description = "0 holds the leaves", minimum = 0, maximum = 7, example = 0),
        ("index" = u64, Path, description = "Its place in the level", minimum = 0, maximum = 9007199254740991_i64, example = 0)),
    responses((status = 200, description = "The hashes", content_type = "application/octet-stream", body = Vec<u8>,
        headers(("ETag" = String, description = "Changes with the width"), ("Cache-Control" = String, description = "A year once it is full"))),
        (status = 304, description = "It is as in If-None-Match")))]
#[get("/public/log/tiles/{level}/{index}")]
pub async fn tile(
    request: HttpRequest,
    state: web::Data<State>,
    place: web::Path<(u8, u64)>,
) -> Result<HttpResponse> {
    let (level, index) = place.into_inner();
    let (bytes, full) = read::hashes(&state, level, index).await?;
    let (max_age, tag) =
        (if full { FINAL } else { GROWING }, format!("width-{}", bytes.len() / 32));
    Ok(published(&request, "application/octet-stream", max_age, &tag, bytes))
}

/// Up to 256 entries from a number on.
#[utoipa::path(tag = "transparency", operation_id = "list_log_entries",
    params(("from" = u64, Path, description = "The number of the first, from 0", minimum = 0, maximum = 9007199254740991_i64, example = 0)),
    responses((status = 200, description = "The entries", body = Entries)))]
#[get("/public/log/entries/{from}")]
pub async fn entries(
    request: HttpRequest,
    state: web::Data<State>,
    from: web::Path<u64>,
) -> Result<HttpResponse> {
    let page = read::entries(&state, i64::try_from(*from).unwrap_or(i64::MAX)).await?;
    let count = page.entries.len();
    let max_age = if count == read::PAGE { FINAL } else { GROWING };
    let body = serde_json::to_vec(&page)?;
    Ok(published(&request, "application/json", max_age, &format!("entries-{count}"), body))
}

/// The leaves of a certificate, by the digest of its snapshot, each with its proof of inclusion. Unknown digests are
/// counted by address.
#[utoipa::path(tag = "transparency", operation_id = "prove_log_inclusion", params(InclusionQuery),
    responses((status = 200, description = "The leaves and the head they are in", body = Inclusion,
        headers(("Cache-Control" = String, description = "Ten seconds")))))]
#[get("/public/log/inclusion")]
pub async fn inclusion(
    state: web::Data<State>,
    peer: Peer,
    query: Params<InclusionQuery>,
) -> Result<HttpResponse> {
    let found = read::inclusion(&state, peer, query.0.try_into()?).await?;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", format!("public, max-age={GROWING}")))
        .insert_header(("Access-Control-Allow-Origin", "*"))
        .json(found))
}

/// The proof that the tree of one size grew into that of another.
#[utoipa::path(tag = "transparency", operation_id = "prove_log_consistency", params(ConsistencyQuery),
    responses((status = 200, description = "The proof", body = Consistency,
        headers(("ETag" = String, description = "Of these two sizes"), ("Cache-Control" = String, description = "A year"))),
        (status = 304, description = "It is as in If-None-Match")))]
#[get("/public/log/consistency")]
pub async fn consistency(
    request: HttpRequest,
    state: web::Data<State>,
    query: Params<ConsistencyQuery>,
) -> Result<HttpResponse> {
    let ConsistencyQuery { from, to } = query.0;
    let proof = read::consistency(&state, from, to).await?;
    let tag = format!("from-{from}-to-{to}");
    Ok(published(&request, "application/json", FINAL, &tag, serde_json::to_vec(&proof)?))
}

/// Every public key that signed here, of certificates and of the log, under whatever name the issuer had.
#[utoipa::path(tag = "transparency", operation_id = "list_issuer_keys",
    responses((status = 200, description = "The keys", body = PublicKeys,
        headers(("Cache-Control" = String, description = "Five minutes")))))]
#[get("/public/issuer-keys")]
pub async fn issuer_keys(state: web::Data<State>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "public, max-age=300"))
        .insert_header(("Access-Control-Allow-Origin", "*"))
        .json(keys::published(&state).await?))
}

/// The feed. Nothing in it needs to be escaped: addresses, numbers and notes have no markup.
fn atom(site: &str, origin: &str, list: &[HeadRow]) -> String {
    let address = format!("{site}/api/v1/public/log/heads.atom");
    let updated = list.first().map_or_else(|| "1970-01-01T00:00:00Z".into(), |h| h.at.to_string());
    let lines = list.iter().map(|head| {
        format!(
            "  <entry>\n    <id>{address}#{size}</id>\n    <title>{size} entries</title>\n    <updated>{at}</updated>\n    \
             <content type=\"text\">{note}</content>\n  </entry>\n",
            size = head.size,
            at = head.at,
            note = head.note,
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  <id>{address}</id>\n  \
         <title>{origin}</title>\n  <updated>{updated}</updated>\n  <author><name>{origin}</name></author>\n  \
         <link rel=\"self\" href=\"{address}\"/>\n{}</feed>\n",
        lines.collect::<String>()
    )
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(checkpoint)
        .service(feed)
        .service(heads)
        .service(tile)
        .service(entries)
        .service(inclusion)
        .service(consistency)
        .service(issuer_keys);
}
