//! Canonical N-Quads of any JSON-LD, by oxjsonld and oxrdf, and an error where a member would be lost.

use std::collections::HashMap;

use onex_credential::contexts;
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use serde_json::{Value, json};

/// Where terms without a meaning, and relative addresses, are led to be seen.
const UNDEFINED: &str = "https://undefined.invalid/";

/// The contexts that may be named, by address. No other is looked for.
pub struct Contexts(HashMap<String, String>);

impl Contexts {
    /// The pinned ones and `more`.
    pub fn new(more: HashMap<String, String>) -> Self {
        let pinned =
            contexts::ALL.iter().map(|(url, text)| ((*url).to_owned(), (*text).to_owned()));
        Contexts(pinned.chain(more).collect())
    }

    /// The text of one.
    pub fn get(&self, url: &str) -> Option<&str> {
        self.0.get(url).map(String::as_str)
    }

    /// The canonical N-Quads (RDFC-1.0), unless something would be lost on the way
    /// (Data Integrity 1.0 §2.4.2).
    pub fn nquads(&self, document: &Value) -> Result<String, String> {
        let mut watched = document.clone();
        let before = match &document["@context"] {
            Value::Array(before) => before.clone(),
            one => vec![one.clone()],
        };
        // First, so that a document's own vocabulary comes after it.
        let context = [json!({ "@vocab": UNDEFINED })].into_iter().chain(before).collect();
        watched["@context"] = Value::Array(context);
        let (watched, count) = self.canonical(&watched, Some(UNDEFINED))?;
        if let Some(line) = watched.lines().find(|line| line.contains(UNDEFINED)) {
            return Err(format!("a term or a relative address would be lost: {line}"));
        }
        let (plain, plain_count) = self.canonical(document, None)?;
        if count != plain_count {
            return Err("a statement would be lost".to_owned());
        }
        Ok(plain)
    }

    fn canonical(&self, document: &Value, base: Option<&str>) -> Result<(String, usize), String> {
        let text = document.to_string();
        let known = self.0.clone();
        let mut parser = JsonLdParser::new();
        if let Some(base) = base {
            parser = parser.with_base_iri(base).map_err(|e| e.to_string())?;
        }
        let parser = parser.for_slice(&text).with_load_document_callback(move |url, _| {
            let document = known.get(url).ok_or_else(|| format!("{url} is not pinned"))?;
            Ok(JsonLdRemoteDocument {
                document: document.clone().into_bytes(),
                document_url: url.to_owned(),
            })
        });
        let mut dataset = Dataset::new();
        for quad in parser {
            dataset.insert(&quad.map_err(|e| e.to_string())?);
        }
        dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
            hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
        });
        let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
        lines.sort();
        Ok((lines.concat(), lines.len()))
    }
}
