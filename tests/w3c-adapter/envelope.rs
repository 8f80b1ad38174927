//! Any credential as the payload of our tokens, in the envelope of the data model (§4.13.1).

use onex_credential::contexts::CREDENTIALS_V2;
use onex_credential::{Document, Instant, IssuerKey, PublicKey, ShapeError, jwt};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::jsonld::Contexts;
use crate::model;

const MEDIA: &str = "data:application/vc+jwt,";

/// A credential of no fixed shape, with what the claims of our tokens name.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Any {
    id: String,
    valid_from: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_until: Option<Instant>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Document for Any {
    const SHAPE: &'static str = "any";
    const MAX_LENGTH: usize = 100_000;

    fn id(&self) -> &str {
        &self.id
    }

    fn issuer(&self) -> &str {
        self.rest.get("issuer").map(model::id_of).unwrap_or_default()
    }

    fn subject(&self) -> &str {
        self.rest.get("credentialSubject").map(model::id_of).unwrap_or_default()
    }

    fn valid_from(&self) -> Instant {
        self.valid_from
    }

    fn valid_until(&self) -> Option<Instant> {
        self.valid_until
    }

    /// The rest is checked where the contexts are at hand.
    fn check(&self) -> Result<(), ShapeError> {
        Ok(())
    }
}

/// The credential signed and put into an envelope.
pub fn seal(mut credential: Value, key: &IssuerKey, now: Instant) -> Result<Value, String> {
    for (member, value) in [
        ("id", "urn:uuid:00000000-0000-8000-8000-000000000000".to_owned()),
        ("validFrom", now.to_string()),
    ] {
        if credential.get(member).is_none() {
            credential[member] = value.into();
        }
    }
    let credential: Any = serde_json::from_value(credential).map_err(|e| e.to_string())?;
    let token = jwt::encode(&credential, key).map_err(|e| e.to_string())?;
    Ok(json!({
        "@context": [CREDENTIALS_V2], "type": ["EnvelopedVerifiableCredential"], "id": format!("{MEDIA}{token}"),
    }))
}

/// Whether this is an envelope; what is not is a credential or nothing.
pub fn is(document: &Value) -> bool {
    document["id"].as_str().is_some_and(|id| id.starts_with("data:"))
}

/// Opens an envelope and checks the token. Gives the credential.
pub fn open(document: &Value, known: &Contexts) -> Result<Value, String> {
    let context = match &document["@context"] {
        Value::Array(all) => all.first().unwrap_or(&Value::Null),
        one => one,
    };
    if context != CREDENTIALS_V2 {
        return Err("the envelope's @context is not the one of credentials".to_owned());
    }
    let named = match &document["type"] {
        Value::Array(all) => all.contains(&json!("EnvelopedVerifiableCredential")),
        one => one == "EnvelopedVerifiableCredential",
    };
    if !named {
        return Err("the envelope's type is not EnvelopedVerifiableCredential".to_owned());
    }
    let id = document["id"].as_str().unwrap_or_default();
    let token = id.strip_prefix(MEDIA).ok_or("the envelope's id is no token of a credential")?;
    let decoded = jwt::decode::<Any>(token).map_err(|e| e.to_string())?;
    let key =
        decoded.document.issuer().strip_prefix("did:key:").ok_or("the issuer is no did:key")?;
    if decoded.key_id() != Ok(key) {
        return Err("the token is by another's key than the issuer's".to_owned());
    }
    let key = PublicKey::from_multibase(key).map_err(|e| e.to_string())?;
    decoded.verify(key).map_err(|e| e.to_string())?;
    let credential = serde_json::to_value(decoded.document).map_err(|e| e.to_string())?;
    model::credential(&credential, known)?;
    Ok(credential)
}
