//! The rules of an edition as they were: what stands now with every later change taken back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::model::VersionKind;
use super::super::store;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Result};
use crate::platform::keys;

/// What of a rule counts: value and severity, and for a region the reason; not where it was read.
fn bare(mut fact: Value) -> Value {
    if let Some(members) = fact.as_object_mut() {
        members.remove("source");
    }
    fact
}

/// SHA-256 of the rules in a version; none for an unknown edition.
pub fn rules_digest(conn: &mut Conn, edition: Id, version: i64) -> Result<Option<String>> {
    match store::find(conn, &Scope::Country, edition) {
        Err(e) if e.code() == Code::NotFound => return Ok(None),
        other => other?,
    };
    let stored = store::rules::load(conn, edition, None)?;
    let mut facts: BTreeMap<String, Value> = BTreeMap::new();
    for r in &stored.rules {
        let fact = json!({ "value": r.value, "severity": r.severity });
        facts.insert(format!("rules.{}", r.id), fact);
    }
    for v in &stored.regional {
        let fact = json!({ "value": v.value, "severity": v.severity, "reason": v.reason });
        facts.insert(format!("rules.{}.regions.{}", v.rule, v.region), fact);
    }
    for (kind, changes) in store::versions::since(conn, edition, version)? {
        if !matches!(kind, VersionKind::Rule | VersionKind::RegionalRule) {
            continue;
        }
        for change in changes {
            match change.before {
                Value::Null => facts.remove(&change.path),
                before => facts.insert(change.path, bare(before)),
            };
        }
    }
    keys::fingerprint(&json!(facts)).map(Some)
}
