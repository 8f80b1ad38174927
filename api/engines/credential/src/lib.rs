//! What a certificate is before it becomes paper: its number, the snapshot of all that is printed
//! on it with a digest that any change breaks, and the forms in which others verify it.

pub mod achievement;
pub mod bundle;
pub mod canonical;
pub mod contexts;
pub mod data_integrity;
mod deflate;
pub mod did;
pub mod document;
pub mod instant;
pub mod jwt;
pub mod key;
pub mod multibase;
pub mod number;
pub mod qr;
pub mod rdf;
pub mod seal;
pub mod snapshot;
pub mod status;
pub mod strict;
pub mod trust;
pub mod verify;

pub use achievement::{AchievementCredential, Form};
pub use bundle::{Bundle, BundleError};
pub use data_integrity::Secured;
pub use deflate::PackedError;
pub use document::{Document, ShapeError};
pub use instant::Instant;
pub use key::{IssuerKey, KeyError, PublicKey};
pub use number::{CertificateKind, NumberError, Parts, Season};
pub use snapshot::{Snapshot, SnapshotError};
pub use status::StatusList;
pub use trust::{Trust, TrustBundle, TrustError};
