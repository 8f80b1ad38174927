//! What a certificate is before it becomes paper: its number, and the snapshot of all that is
//! printed on it with a digest that any change breaks.

pub mod canonical;
pub mod number;
pub mod snapshot;

pub use number::{CertificateKind, NumberError, Parts, Season};
pub use snapshot::{Snapshot, SnapshotError};
