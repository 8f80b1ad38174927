//! Certificates (三.1–三.3): numbers, immutable snapshots, revocation, reissue, hand-over lists and the
//! verification that anyone may ask for. It does not decide who deserves one: that is `issuance`, on
//! the ground of `results` and what plugs in there.

mod data;
mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use model::{
    Batch, CertificateBasis, CertificateKind, CertificateStatus, Draft, Evidence, EvidenceResult,
    EvidenceRules, EvidenceRun, Issued, PrintedCertificate, Series, Verification,
};
pub use service::adopt::adopt;
pub use service::check::check;
pub use service::issue::{
    accounts_of, holders_of, issue, issue_many, numbers_of, revoked_of, take_turn,
};
pub use service::own;
pub use service::verify::standing;
