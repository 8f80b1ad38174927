//! Our canonical N-Quads are those of JSON-LD and RDFC-1.0.

use onex_credential::{AchievementCredential, Document, Form, contexts, rdf};
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use proptest::prelude::*;

use crate::support::{self, foreign, rich, skill, training};

/// N-Quads by a processor of JSON-LD that knows nothing of us, and the pinned contexts.
pub fn oracle<D: Document>(document: &D) -> String {
    canonical(&serde_json::to_string(document).unwrap(), &contexts::ALL)
}

/// The canonical N-Quads of any JSON-LD, with these contexts, by address, and no other.
pub fn canonical(json: &str, known: &[(&str, &str)]) -> String {
    let mut dataset = Dataset::new();
    let known: Vec<(String, String)> =
        known.iter().map(|(url, text)| ((*url).to_owned(), (*text).to_owned())).collect();
    let parser = JsonLdParser::new().for_slice(json).with_load_document_callback(move |url, _| {
        let (_, text) = known
            .iter()
            .find(|(address, _)| *address == url)
            .ok_or_else(|| format!("{url} is not pinned"))?;
        Ok(JsonLdRemoteDocument {
            document: text.clone().into_bytes(),
            document_url: url.to_owned(),
        })
    });
    for quad in parser {
        dataset.insert(&quad.unwrap());
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort();
    lines.concat()
}

fn of(snapshot: &onex_credential::Snapshot) -> AchievementCredential {
    AchievementCredential::of(snapshot, Form::DataIntegrity).unwrap()
}

#[test]
fn the_sample_is_the_n_quads_of_foreign_software() {
    assert_eq!(rdf::nquads(&of(&skill())).unwrap(), foreign::CREDENTIAL_NQ);
    assert_eq!(oracle(&of(&skill())), foreign::CREDENTIAL_NQ);
}

#[test]
fn every_kind_of_certificate_is_the_oracles_n_quads() {
    for snapshot in [rich(), training()] {
        for form in [Form::VcJwt, Form::DataIntegrity] {
            let credential = AchievementCredential::of(&snapshot, form).unwrap();
            assert_eq!(rdf::nquads(&credential).unwrap(), oracle(&credential));
        }
    }
}

proptest! {
    // Each case reads the contexts anew.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_sealed_snapshot_is_the_oracles_n_quads(snapshot in support::snapshots()) {
        prop_assume!(snapshot.seal().is_ok());
        let credential = of(&snapshot);
        prop_assert_eq!(rdf::nquads(&credential), Ok(oracle(&credential)));
    }
}
