//! What the W3C's test suites speak to: `POST {base}/credentials/issue`, `/credentials/verify` and
//! `/presentations/verify`, where `{base}` is `/plain`, `/status` (each credential gets a place in a status
//! list) or `/enveloped` (as a token). Canonical N-Quads of what is of no shape of ours are made by
//! oxjsonld and oxrdf, the rules of the data model are checked here; hashing, signing, tokens and bits are those that OneX ships. The
//! keys are everybody's: a test's seed.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

mod envelope;
mod jsonld;
mod model;
mod proof;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::web::{Data, Json, JsonConfig, Path};
use actix_web::{App, HttpResponse, HttpServer, web};
use clap::Parser;
use onex_credential::status::{Bits, MAX_LENGTH, MIN_LENGTH};
use onex_credential::{Instant, IssuerKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::jsonld::Contexts;

#[derive(Parser)]
struct Options {
    #[arg(long, default_value = "127.0.0.1:40480")]
    listen: String,
    /// Where the suites find it: status lists are named by this address.
    #[arg(long, default_value = "https://localhost:40443")]
    public: String,
    /// JSON: the address of each further context, and the file that it stands in.
    #[arg(long)]
    contexts: Option<PathBuf>,
}

struct Adapter {
    public: String,
    key: (String, IssuerKey),
    contexts: Contexts,
    used: AtomicU32,
}

impl Adapter {
    fn now() -> OffsetDateTime {
        #[allow(clippy::disallowed_methods, reason = "a test's program: its time is the real one")]
        OffsetDateTime::now_utc()
    }

    fn instant() -> Result<Instant, String> {
        Instant::from_unix(Self::now().unix_timestamp())
            .ok_or_else(|| "no year of four digits".to_owned())
    }

    fn issue(&self, base: &str, mut credential: Value) -> Result<Value, String> {
        if base == "status" && credential.get("credentialStatus").is_none() {
            let list = format!("{}/status-lists/1", self.public);
            let index = self.used.fetch_add(1, Ordering::Relaxed);
            credential["credentialStatus"] = json!({
                "id": format!("{list}#{index}"), "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                "statusListIndex": index.to_string(), "statusListCredential": list,
            });
        }
        model::credential(&credential, &self.contexts)?;
        if credential["@context"][0] == model::CREDENTIALS_V1
            && let Some(all) = credential["@context"].as_array_mut()
        {
            // It defines no terms of Data Integrity (Data Integrity 1.0 §2.4.1).
            all.push(onex_credential::contexts::DATA_INTEGRITY.into());
        }
        if model::issuer(&credential) != self.key.0 {
            return Err(format!("the issuer here is {}", self.key.0));
        }
        let now = Self::instant()?;
        if base == "enveloped" {
            self.contexts.nquads(&credential)?;
            return envelope::seal(credential, &self.key.1, now);
        }
        proof::add(credential, &self.key, now, &self.contexts)
    }

    fn list(&self) -> Result<Value, String> {
        let bits =
            Bits::new(MIN_LENGTH).and_then(|bits| bits.encode()).map_err(|e| e.to_string())?;
        let id = format!("{}/status-lists/1", self.public);
        let now = Self::instant()?;
        let list = json!({
            "@context": [onex_credential::contexts::CREDENTIALS_V2], "id": id,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.key.0, "validFrom": now.to_string(),
            "credentialSubject": {
                "id": format!("{id}#list"), "type": "BitstringStatusList", "statusPurpose": "revocation",
                "encodedList": bits,
            },
        });
        proof::add(list, &self.key, now, &self.contexts)
    }

    fn verify(&self, document: &Value, options: &Value) -> Result<(), String> {
        if envelope::is(document) {
            return envelope::open(document, &self.contexts).map(drop);
        }
        model::credential(document, &self.contexts)?;
        let expected = proof::Expected {
            purpose: "assertionMethod",
            domain: options["domain"].as_str(),
            challenge: options["challenge"].as_str(),
            controller: Some(model::issuer(document)),
            now: Self::now(),
        };
        proof::verify(document, &expected, &self.contexts)?;
        let object = document.as_object().ok_or("a credential is an object")?;
        model::objects(object, "credentialStatus")?
            .into_iter()
            .filter(|status| status.get("type").is_some_and(|t| t == "BitstringStatusListEntry"))
            .try_for_each(|status| self.status(&Value::Object(status.clone())))
    }

    /// Bitstring Status List 1.0 §3.2. The only list that is known is ours.
    fn status(&self, entry: &Value) -> Result<(), String> {
        let list = self.list()?;
        if entry["statusListCredential"] != list["id"] {
            return Err("the status list is not known".to_owned());
        }
        let subject = &list["credentialSubject"];
        if entry["statusPurpose"] != subject["statusPurpose"] {
            return Err("the list is for another purpose".to_owned());
        }
        let index = entry["statusListIndex"].as_str().and_then(|text| text.parse::<u32>().ok());
        let bits = Bits::decode(subject["encodedList"].as_str().unwrap_or_default(), MAX_LENGTH);
        let set =
            bits.and_then(|bits| bits.get(index.unwrap_or(u32::MAX))).map_err(|e| e.to_string())?;
        if set { Err("the status is set".to_owned()) } else { Ok(()) }
    }

    fn verify_presentation(&self, document: &Value, options: &Value) -> Result<(), String> {
        model::presentation(document)?;
        let expected = proof::Expected {
            purpose: "authentication",
            domain: options["domain"].as_str(),
            challenge: options["challenge"].as_str(),
            controller: None,
            now: Self::now(),
        };
        proof::verify(document, &expected, &self.contexts)?;
        let object = document.as_object().ok_or("a presentation is an object")?;
        model::objects(object, "verifiableCredential")?.into_iter().try_for_each(|credential| {
            self.verify(&Value::Object(credential.clone()), &Value::Null)
        })
    }
}

fn refused(error: String) -> HttpResponse {
    HttpResponse::BadRequest().json(json!({ "verified": false, "errors": [error] }))
}

async fn issue(
    adapter: Data<Adapter>,
    base: Path<String>,
    Json(body): Json<Value>,
) -> HttpResponse {
    match adapter.issue(&base, body["credential"].clone()) {
        Ok(issued) => HttpResponse::Created().json(issued),
        Err(error) => refused(error),
    }
}

async fn verify(adapter: Data<Adapter>, Json(body): Json<Value>) -> HttpResponse {
    match adapter.verify(&body["verifiableCredential"], &body["options"]) {
        Ok(()) => HttpResponse::Ok().json(json!({ "verified": true })),
        Err(error) => refused(error),
    }
}

async fn verify_presentation(adapter: Data<Adapter>, Json(body): Json<Value>) -> HttpResponse {
    match adapter.verify_presentation(&body["verifiablePresentation"], &body["options"]) {
        Ok(()) => HttpResponse::Ok().json(json!({ "verified": true })),
        Err(error) => refused(error),
    }
}

async fn list(adapter: Data<Adapter>) -> HttpResponse {
    match adapter.list() {
        Ok(list) => HttpResponse::Ok().json(list),
        Err(error) => refused(error),
    }
}

/// The contexts of the file that names them.
fn further(file: &PathBuf) -> std::io::Result<HashMap<String, String>> {
    let files: HashMap<String, PathBuf> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    files.into_iter().map(|(url, file)| Ok((url, std::fs::read_to_string(file)?))).collect()
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let further = options.contexts.as_ref().map(further).transpose()?.unwrap_or_default();
    let key = proof::named(Sha256::digest(b"onex sample").into()).map_err(std::io::Error::other)?;
    println!("{} listens on {} for {}", key.0, options.listen, options.public);
    let adapter = Data::new(Adapter {
        public: options.public,
        key,
        contexts: Contexts::new(further),
        used: AtomicU32::new(0),
    });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(adapter.clone())
            .app_data(JsonConfig::default().limit(1 << 20))
            .route("/{base}/credentials/issue", web::post().to(issue))
            .route("/{base}/credentials/verify", web::post().to(verify))
            .route("/{base}/presentations/verify", web::post().to(verify_presentation))
            .route("/status-lists/1", web::get().to(list))
    });
    server.workers(1).bind(options.listen)?.run().await
}
