//! Data Integrity with `eddsa-rdfc-2022` (Data Integrity EdDSA Cryptosuites 1.0 §3.2): the form in
//! which the signature stands in the JSON itself.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::document::{Document, ShapeError, bounded, read, words};
use crate::instant::Instant;
use crate::key::{IssuerKey, KeyError, PublicKey, SIGNATURE_LENGTH};
use crate::rdf::{self, RdfError};
use crate::{multibase, strict};

/// Why a document cannot be signed or its proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiError {
    #[error(transparent)]
    Shape(#[from] ShapeError),
    #[error(transparent)]
    Rdf(#[from] RdfError),
    #[error("there is not exactly one proof")]
    Proof,
    #[error("the proof is by another's key than the issuer's")]
    Method,
    #[error("proofValue is not `z` and base58btc of 64 bytes")]
    ProofValue,
    #[error(transparent)]
    Key(#[from] KeyError),
}

words! {
    DataIntegrityProof = "DataIntegrityProof";
    EddsaRdfc2022 = "eddsa-rdfc-2022";
    AssertionMethod = "assertionMethod";
}

/// The proof without its value (§3.2.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofConfig {
    pub r#type: DataIntegrityProof,
    pub cryptosuite: EddsaRdfc2022,
    pub created: Instant,
    /// The issuer's DID, `#`, the key's name.
    pub verification_method: String,
    pub proof_purpose: AssertionMethod,
}

/// The proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    pub r#type: DataIntegrityProof,
    pub cryptosuite: EddsaRdfc2022,
    pub created: Instant,
    pub verification_method: String,
    pub proof_purpose: AssertionMethod,
    pub proof_value: String,
}

impl Proof {
    /// What the signature is over, beside the document.
    pub fn config(&self) -> ProofConfig {
        ProofConfig {
            r#type: self.r#type,
            cryptosuite: self.cryptosuite,
            created: self.created,
            verification_method: self.verification_method.clone(),
            proof_purpose: self.proof_purpose,
        }
    }
}

impl ProofConfig {
    /// The canonical N-Quads of the configuration.
    ///
    /// # Errors
    /// [`RdfError::Iri`] for a method that is no URL.
    pub fn nquads(&self) -> Result<String, RdfError> {
        let value = serde_json::to_value(self).map_err(|e| RdfError::Term(e.to_string()))?;
        rdf::of_value(&value, "DataIntegrityProof")
    }
}

/// A document with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Secured<D> {
    #[serde(flatten)]
    pub document: D,
    /// An array of one: the only form that both of the published JSON schemas take.
    pub proof: (Proof,),
}

/// What is signed: SHA-256 of the proof's configuration, then of the document (§3.2.4).
pub fn hash(document: &str, config: &str) -> [u8; 64] {
    let mut data = [0; 64];
    data[..32].copy_from_slice(&Sha256::digest(config));
    data[32..].copy_from_slice(&Sha256::digest(document));
    data
}

/// Signs a document (§3.2.1). The same document, key and moment give the same proof.
///
/// # Errors
/// What is wrong with the document; nothing is signed then.
pub fn add<D: Document>(
    document: &D,
    key: &IssuerKey,
    created: Instant,
) -> Result<Secured<D>, DiError> {
    document.check()?;
    let config = ProofConfig {
        r#type: Default::default(),
        cryptosuite: Default::default(),
        created,
        verification_method: format!("{}#{}", document.issuer(), key.id()),
        proof_purpose: Default::default(),
    };
    let data = hash(&rdf::nquads(document)?, &config.nquads()?);
    let proof = Proof {
        r#type: config.r#type,
        cryptosuite: config.cryptosuite,
        created,
        verification_method: config.verification_method,
        proof_purpose: config.proof_purpose,
        proof_value: multibase::base58btc(&key.sign(&data)),
    };
    Ok(Secured { document: document.clone(), proof: (proof,) })
}

impl<D: Document> Secured<D> {
    /// Reads a document of exactly this shape with exactly one proof.
    ///
    /// # Errors
    /// What is not of this shape, or a proof that names no key of the issuer's.
    pub fn parse(text: &[u8]) -> Result<Self, DiError> {
        let mut value = strict::value(bounded::<D>(text)?).map_err(ShapeError::from)?;
        let members = value.as_object_mut().ok_or(DiError::Proof)?;
        let proof = members.remove("proof").ok_or(DiError::Proof)?;
        if !matches!(&proof, Value::Array(proofs) if proofs.len() == 1) {
            return Err(DiError::Proof);
        }
        let secured = Secured {
            document: read(value)?,
            proof: strict::typed(proof).map_err(ShapeError::from)?,
        };
        secured.key_id()?;
        Ok(secured)
    }

    /// The name of the key in the issuer's DID document.
    ///
    /// # Errors
    /// [`DiError::Method`] if the proof names somebody else's key.
    pub fn key_id(&self) -> Result<&str, DiError> {
        let (proof,) = &self.proof;
        proof
            .verification_method
            .strip_prefix(self.document.issuer())
            .and_then(|rest| rest.strip_prefix('#'))
            .filter(|id| crate::key::is_name(id))
            .ok_or(DiError::Method)
    }

    /// Checks the proof (§3.2.2) with the key that [`Secured::key_id`] names. Says nothing about
    /// the time or the status.
    ///
    /// # Errors
    /// Why it does not hold.
    pub fn verify(&self, key: PublicKey) -> Result<(), DiError> {
        self.document.check()?;
        self.key_id()?;
        let (proof,) = &self.proof;
        let signature: [u8; SIGNATURE_LENGTH] = multibase::from_base58btc(&proof.proof_value)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(DiError::ProofValue)?;
        let data = hash(&rdf::nquads(&self.document)?, &proof.config().nquads()?);
        Ok(key.verify_strict(&data, &signature)?)
    }

    /// The JSON, in canonical form.
    ///
    /// # Errors
    /// [`ShapeError::Json`], never for what was added or parsed.
    pub fn to_json(&self) -> Result<String, ShapeError> {
        let json = |reason: String| ShapeError::Json { reason };
        let value = serde_json::to_value(self).map_err(|e| json(e.to_string()))?;
        let bytes = crate::canonical::canonical_bytes(&value).map_err(|e| json(e.to_string()))?;
        String::from_utf8(bytes).map_err(|e| json(e.to_string()))
    }
}
