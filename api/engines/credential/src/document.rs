//! What the credentials that we sign have in common: our certificates and the status lists.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::instant::Instant;
use crate::strict;

/// Why a document is not of our shape, or none can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    #[error("the snapshot has layout 1, from which no credential is derived")]
    Layout,
    #[error("{member} is not as this shape has it")]
    Member { member: &'static str },
    #[error("the document is not of this shape: {reason}")]
    Json { reason: String },
    #[error("the text is longer than {max} bytes")]
    Long { max: usize },
}

impl From<strict::StrictError> for ShapeError {
    fn from(error: strict::StrictError) -> Self {
        ShapeError::Json { reason: error.0 }
    }
}

/// A credential of a fixed shape (Verifiable Credentials Data Model 2.0).
pub trait Document: Serialize + DeserializeOwned + Clone {
    /// The name of the shape in `data/terms.json`.
    const SHAPE: &'static str;
    /// The longest text that is read as this document, in bytes.
    const MAX_LENGTH: usize;

    /// The URL of the credential.
    fn id(&self) -> &str;
    /// The issuer's DID.
    fn issuer(&self) -> &str;
    /// The URL of what the credential speaks of.
    fn subject(&self) -> &str;
    fn valid_from(&self) -> Instant;
    fn valid_until(&self) -> Option<Instant>;

    /// Checks what the types alone do not.
    ///
    /// # Errors
    /// The member that is not as we write it.
    fn check(&self) -> Result<(), ShapeError>;
}

/// Refuses what nobody of ours wrote before any time is spent on it.
pub(crate) fn bounded<D: Document>(text: &[u8]) -> Result<&[u8], ShapeError> {
    // Beside the document there are a proof, or claims.
    let max = D::MAX_LENGTH + 4096;
    if text.len() > max { Err(ShapeError::Long { max }) } else { Ok(text) }
}

/// The document that is written as exactly this value.
pub(crate) fn read<D: Document>(value: serde_json::Value) -> Result<D, ShapeError> {
    let document: D = strict::typed(value)?;
    document.check()?;
    Ok(document)
}

/// Types with one value, which stands in JSON as a fixed text.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            #[default]
            #[serde(rename = $text)]
            It,
        }
    )*};
}
pub(crate) use words;

words! {
    VerifiableCredential = "VerifiableCredential";
    CredentialsContext = "https://www.w3.org/ns/credentials/v2";
}
