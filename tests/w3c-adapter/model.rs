//! What Verifiable Credentials Data Model 2.0 asks of any credential; ours have one fixed shape and
//! need none of this.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use onex_credential::contexts::CREDENTIALS_V2;
use oxrdf::NamedNode;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::jsonld::Contexts;

/// The context of the data model before, which the suite of Data Integrity signs with.
pub const CREDENTIALS_V1: &str = "https://www.w3.org/2018/credentials/v1";

type Object = Map<String, Value>;

/// Checks a credential, with or without a proof.
pub fn credential(document: &Value, known: &Contexts) -> Result<(), String> {
    let object = document.as_object().ok_or("a credential is an object")?;
    context(object, &[CREDENTIALS_V2, CREDENTIALS_V1])?;
    types(object, Some("VerifiableCredential"))?;
    id(object, false)?;
    match object.get("issuer") {
        Some(Value::String(issuer)) => url(issuer)?,
        Some(Value::Object(issuer)) => {
            id(issuer, true)?;
            texts(issuer)?;
        }
        _ => return Err("issuer is an address, or an object with one".to_owned()),
    }
    texts(object)?;
    let subjects = objects(object, "credentialSubject")?;
    if subjects.is_empty() || subjects.iter().any(|subject| subject.is_empty()) {
        return Err("credentialSubject says something of each subject".to_owned());
    }
    subjects.iter().try_for_each(|subject| id(subject, false))?;
    period(object)?;
    for (member, needs_id) in [
        ("credentialStatus", false),
        ("credentialSchema", true),
        ("termsOfUse", false),
        ("refreshService", false),
        ("evidence", false),
        ("proof", false),
    ] {
        for each in objects(object, member)? {
            types(each, None).map_err(|e| format!("{member}: {e}"))?;
            id(each, needs_id).map_err(|e| format!("{member}: {e}"))?;
        }
    }
    resources(object, known)
}

/// Checks a presentation, but not the credentials in it.
pub fn presentation(document: &Value) -> Result<(), String> {
    let object = document.as_object().ok_or("a presentation is an object")?;
    context(object, &[CREDENTIALS_V2])?;
    types(object, Some("VerifiablePresentation"))?;
    id(object, false)?;
    match object.get("holder") {
        None => {}
        Some(Value::String(holder)) => url(holder)?,
        Some(Value::Object(holder)) => id(holder, true)?,
        Some(_) => return Err("holder is an address, or an object with one".to_owned()),
    }
    objects(object, "verifiableCredential").map(drop)
}

/// The issuer's address.
pub fn issuer(document: &Value) -> &str {
    id_of(&document["issuer"])
}

/// The address that a member is, or has.
pub fn id_of(value: &Value) -> &str {
    value.as_str().or_else(|| value["id"].as_str()).unwrap_or_default()
}

/// A text of XML Schema's dateTimeStamp; `loose` also without a zone, which then is UTC.
pub fn moment(value: &Value, loose: bool) -> Result<OffsetDateTime, String> {
    let text = value.as_str().ok_or("a moment is a text")?;
    OffsetDateTime::parse(text, &Rfc3339)
        .or_else(|error| match loose {
            true => OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339),
            false => Err(error),
        })
        .map_err(|_| format!("{text} is no moment with a zone"))
}

/// The member as a list: nothing, an object, or several.
pub fn objects<'a>(of: &'a Object, member: &str) -> Result<Vec<&'a Object>, String> {
    let all: Vec<&Value> = match of.get(member) {
        None => Vec::new(),
        Some(Value::Array(all)) => all.iter().collect(),
        Some(one) => vec![one],
    };
    all.into_iter()
        .map(|each| each.as_object().ok_or_else(|| format!("{member} holds objects only")))
        .collect()
}

fn context(object: &Object, first: &[&str]) -> Result<(), String> {
    let all = object.get("@context").and_then(Value::as_array).ok_or("@context is a list")?;
    if !all.first().and_then(Value::as_str).is_some_and(|url| first.contains(&url)) {
        return Err("@context does not begin with the one of credentials".to_owned());
    }
    all.iter().try_for_each(|each| match each {
        Value::String(address) => url(address),
        Value::Object(terms) => terms
            .iter()
            .filter(|(term, meaning)| !term.starts_with('@') && meaning.is_string())
            .try_for_each(|(_, meaning)| url(meaning.as_str().unwrap_or_default())),
        _ => Err("@context holds addresses and objects".to_owned()),
    })
}

fn types(object: &Object, needed: Option<&str>) -> Result<(), String> {
    let all: Option<Vec<&str>> = match object.get("type") {
        Some(Value::String(one)) => Some(vec![one]),
        Some(Value::Array(all)) => all.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let all = all.filter(|all| !all.is_empty()).ok_or("type is one or more texts")?;
    match needed {
        Some(needed) if !all.contains(&needed) => Err(format!("type has no {needed}")),
        _ => Ok(()),
    }
}

fn id(object: &Object, needed: bool) -> Result<(), String> {
    match object.get("id") {
        None if !needed => Ok(()),
        Some(Value::String(id)) => url(id),
        _ => Err("id is one address".to_owned()),
    }
}

fn url(text: &str) -> Result<(), String> {
    NamedNode::new(text).map(drop).map_err(|_| format!("{text:?} is no address"))
}

/// §11.1: name and description are texts, or texts with a language and a direction.
fn texts(object: &Object) -> Result<(), String> {
    let one = |value: &Value| match value {
        Value::String(_) => true,
        Value::Object(members) => {
            members.get("@value").is_some_and(Value::is_string)
                && members.keys().all(|m| ["@value", "@language", "@direction"].contains(&&**m))
        }
        _ => false,
    };
    for member in ["name", "description"] {
        let right = match object.get(member) {
            None => true,
            Some(Value::Array(all)) => all.iter().all(one),
            Some(value) => one(value),
        };
        if !right {
            return Err(format!("{member} is no text, with or without a language"));
        }
    }
    Ok(())
}

fn period(object: &Object) -> Result<(), String> {
    let at = |member| object.get(member).map(|value| moment(value, false)).transpose();
    match (at("validFrom")?, at("validUntil")?) {
        (Some(from), Some(until)) if from > until => Err("it ends before it begins".to_owned()),
        _ => Ok(()),
    }
}

/// §5.3: each resource once, with a digest, which is compared where we hold the resource.
fn resources(object: &Object, known: &Contexts) -> Result<(), String> {
    let mut seen = Vec::new();
    for resource in objects(object, "relatedResource")? {
        id(resource, true)?;
        let address = resource.get("id").and_then(Value::as_str).unwrap_or_default();
        if seen.contains(&address) {
            return Err(format!("{address} is named twice"));
        }
        seen.push(address);
        let digests =
            ["digestSRI", "digestMultibase"].map(|m| resource.get(m).and_then(Value::as_str));
        if digests.iter().all(Option::is_none) {
            return Err(format!("{address} has no digest"));
        }
        let Some(text) = known.get(address) else { continue };
        let right = [
            format!("sha384-{}", STANDARD.encode(Sha384::digest(text))),
            format!("u{}", URL_SAFE_NO_PAD.encode(Sha256::digest(text))),
        ];
        if digests.iter().zip(&right).any(|(said, right)| said.is_some_and(|said| said != right)) {
            return Err(format!("{address} has another digest"));
        }
    }
    Ok(())
}
