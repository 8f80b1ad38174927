//! The RDF that a credential of ours means, as canonical N-Quads (RDF Dataset Canonicalization,
//! RDFC-1.0).
//!
//! `data/terms.json` says for each of our few shapes what the pinned contexts say of its members;
//! a processor of JSON-LD would drop silently what it does not know, and follow what it is given.
//! RDFC-1.0 names blank nodes by their first-degree hashes (§4.6) as long as all differ, which our
//! shapes see to; where two are alike there is an error and no signature (§4.8 is not needed).

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::canonical::sha256_hex;
use crate::document::Document;

/// Why a document has no canonical form here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RdfError {
    #[error("two nodes without a name say the same")]
    Ambiguous,
    #[error("{0:?} is described twice")]
    Twice(String),
    #[error("{0:?} is not an absolute IRI of http, urn or did")]
    Iri(String),
    #[error("a text holds a character that is escaped in more than one way: {0:?}")]
    Literal(String),
    #[error("{0:?} has no meaning here, or another form")]
    Term(String),
    #[error("the table of terms cannot be read: {0}")]
    Table(String),
}

/// The table that the verifier in the browser reads too.
pub const TERMS: &str = include_str!("../data/terms.json");

static TABLE: LazyLock<Result<BTreeMap<String, Shape>, String>> =
    LazyLock::new(|| serde_json::from_str(TERMS).map_err(|error| error.to_string()));

const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    /// IRI of each type.
    types: BTreeMap<String, String>,
    members: BTreeMap<String, Term>,
}

/// What a member is in RDF. The first text is the property's IRI.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Term {
    Literal {
        literal: String,
        datatype: Option<String>,
    },
    Node {
        node: String,
        shape: String,
    },
    Iri {
        iri: String,
        /// Words that stand for an IRI.
        #[serde(default)]
        words: BTreeMap<String, String>,
    },
}

/// The canonical N-Quads of a document: a line each, in order of code points.
///
/// # Errors
/// [`RdfError`]; never for a credential of a sealed snapshot.
pub fn nquads<D: Document>(document: &D) -> Result<String, RdfError> {
    let value =
        serde_json::to_value(document).map_err(|error| RdfError::Term(error.to_string()))?;
    of_value(&value, D::SHAPE)
}

/// The canonical N-Quads of a value of one of the shapes.
pub(crate) fn of_value(value: &Value, shape: &str) -> Result<String, RdfError> {
    let table = TABLE.as_ref().map_err(|reason| RdfError::Table(reason.clone()))?;
    let mut graph = Graph { table, quads: Vec::new(), blanks: 0, named: HashSet::new() };
    graph.node(value, shape, true)?;
    graph.canonical()
}

/// A subject or object.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Blank(usize),
    /// An IRI or literal as N-Quads write it.
    Text(String),
}

struct Quad {
    subject: Part,
    predicate: String,
    object: Part,
}

impl Quad {
    /// The line, with blank nodes named by `label`.
    fn line(&self, label: impl Fn(usize) -> String) -> String {
        let part = |part: &Part| match part {
            Part::Blank(n) => label(*n),
            Part::Text(text) => text.clone(),
        };
        format!("{} {} {} .\n", part(&self.subject), self.predicate, part(&self.object))
    }

    fn names(&self, blank: usize) -> bool {
        [&self.subject, &self.object].into_iter().any(|part| *part == Part::Blank(blank))
    }
}

struct Graph<'a> {
    table: &'a BTreeMap<String, Shape>,
    quads: Vec<Quad>,
    blanks: usize,
    named: HashSet<String>,
}

impl Graph<'_> {
    fn node(&mut self, value: &Value, shape: &str, root: bool) -> Result<Part, RdfError> {
        let unknown = |what: &str| RdfError::Term(what.to_owned());
        let shape = self.table.get(shape).ok_or_else(|| unknown(shape))?;
        let members = value.as_object().ok_or_else(|| unknown(&value.to_string()))?;
        let subject = match members.get("id") {
            Some(id) => {
                let id = id.as_str().ok_or_else(|| unknown("id"))?;
                // Described twice, members could wander from one place to the other unnoticed.
                if !self.named.insert(id.to_owned()) {
                    return Err(RdfError::Twice(id.to_owned()));
                }
                iri(id)?
            }
            None => {
                self.blanks += 1;
                Part::Blank(self.blanks - 1)
            }
        };
        for (name, value) in members {
            match name.as_str() {
                "id" => {}
                "@context" if root => {}
                "type" => {
                    for r#type in items(value) {
                        let name = r#type.as_str().unwrap_or_default();
                        let object = shape.types.get(name).ok_or_else(|| unknown(name))?;
                        self.add(&subject, RDF_TYPE, iri(object)?);
                    }
                }
                _ => {
                    let term = shape.members.get(name).ok_or_else(|| unknown(name))?;
                    for value in items(value) {
                        self.member(&subject, name, term, value)?;
                    }
                }
            }
        }
        Ok(subject)
    }

    fn member(
        &mut self,
        subject: &Part,
        name: &str,
        term: &Term,
        value: &Value,
    ) -> Result<(), RdfError> {
        let other = || RdfError::Term(name.to_owned());
        match term {
            Term::Node { node, shape } => {
                let object = self.node(value, shape, false)?;
                self.add(subject, node, object);
            }
            Term::Iri { iri: property, words } => {
                let word = value.as_str().ok_or_else(other)?;
                let object = iri(words.get(word).map_or(word, String::as_str))?;
                self.add(subject, property, object);
            }
            Term::Literal { literal, datatype } => {
                let text = match value {
                    Value::String(text) => escaped(text)?,
                    Value::Bool(truth) => truth.to_string(),
                    _ => return Err(other()),
                };
                let object = match datatype {
                    Some(datatype) => format!("\"{text}\"^^<{datatype}>"),
                    None => format!("\"{text}\""),
                };
                self.add(subject, literal, Part::Text(object));
            }
        }
        Ok(())
    }

    fn add(&mut self, subject: &Part, predicate: &str, object: Part) {
        self.quads.push(Quad {
            subject: subject.clone(),
            predicate: format!("<{predicate}>"),
            object,
        });
    }

    /// RDFC-1.0 §4.4, as far as its step 4.
    fn canonical(&self) -> Result<String, RdfError> {
        let mut hashes: Vec<(String, usize)> =
            (0..self.blanks).map(|blank| (self.first_degree(blank), blank)).collect();
        hashes.sort();
        if hashes.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(RdfError::Ambiguous);
        }
        let mut labels = vec![0; self.blanks];
        for (label, (_, blank)) in hashes.iter().enumerate() {
            labels[*blank] = label;
        }
        let mut lines: Vec<String> =
            self.quads.iter().map(|quad| quad.line(|n| format!("_:c14n{}", labels[n]))).collect();
        lines.sort();
        lines.dedup();
        Ok(lines.concat())
    }

    /// RDFC-1.0 §4.6.
    fn first_degree(&self, blank: usize) -> String {
        let label = |n| if n == blank { "_:a".to_owned() } else { "_:z".to_owned() };
        let mut lines: Vec<String> =
            self.quads.iter().filter(|q| q.names(blank)).map(|q| q.line(label)).collect();
        lines.sort();
        sha256_hex(lines.concat().as_bytes())
    }
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// An IRI that no context takes for a short one and no base changes (RFC 3987, in ASCII).
fn iri(text: &str) -> Result<Part, RdfError> {
    let scheme = ["https://", "http://", "urn:", "did:"].iter().any(|s| text.starts_with(s));
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    if scheme && text.bytes().all(plain) {
        Ok(Part::Text(format!("<{text}>")))
    } else {
        Err(RdfError::Iri(text.to_owned()))
    }
}

/// A literal's text (RDFC-1.0 §5). What is left out here is escaped as `\t`, `\u0001` and so on, or
/// not at all by older canonicalisers.
fn escaped(text: &str) -> Result<String, RdfError> {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0'..'\u{20}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => {
                return Err(RdfError::Literal(text.to_owned()));
            }
            other => out.push(other),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
