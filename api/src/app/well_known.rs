//! What stands at the issuer's own address: its DID document, where did:web says it is to be found, and what
//! certificates name.

use actix_web::{HttpResponse, web};
use onex_credential::did::DidDocument;

use crate::domains::{credentials, status_lists};
use crate::platform::error::{Error, Result};
use crate::platform::issuer;
use crate::platform::state::State;

/// Mounts the document at `/.well-known/did.json`; for an address with a path at `/PATH/did.json`, and at `/did.json`
/// for a proxy that takes the path away (did:web Method Specification §2.5.2). Beside it the status lists
/// and achievements, which certificates name by the same address.
pub fn routes(config: &mut web::ServiceConfig, did: &str) {
    status_lists::plain_routes(config, "");
    credentials::plain_routes(config, "");
    // `did:web:HOST:PATH:PATH`
    let path: Vec<&str> = did.split(':').skip(3).collect();
    if path.is_empty() {
        config.route("/.well-known/did.json", web::get().to(document));
    } else {
        let base = format!("/{}", path.join("/"));
        config.route(&format!("{base}/did.json"), web::get().to(document));
        config.route("/did.json", web::get().to(document));
        status_lists::plain_routes(config, &base);
        credentials::plain_routes(config, &base);
    }
}

/// Every key that signed under this name, the one that signs first: some software takes the first when a signature
/// names none. Kept for minutes only, or what a new key signs could not be verified for as long.
async fn document(state: web::Data<State>) -> Result<HttpResponse> {
    let did = state.issuer.did().to_owned();
    let document = state
        .db
        .read(move |conn| {
            let keys = issuer::published(conn, &did)?;
            DidDocument::new(&did, &keys).map_err(|e| Error::internal(e.into()))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("application/did+json")
        .insert_header(("Cache-Control", "public, max-age=300"))
        // Verifiers in a browser ask from elsewhere; there is nothing to steal.
        .insert_header(("Access-Control-Allow-Origin", "*"))
        .body(serde_json::to_vec(&document)?))
}
