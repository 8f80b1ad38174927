//! Certificates (三.1–三.3): numbers, immutable snapshots, revocation, reissue and hand-over lists. It does not decide
//! who deserves one: that is `issuance`, on the ground of `results` and what plugs in there. What others are given of a
//! certificate is made by `credentials`, and what anyone may ask about one is answered by `verification`.

mod data;
mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use data::{criteria, title};
pub use http::routes;
pub use model::{
    Batch, CertificateBasis, CertificateKind, CertificateRow, CertificateStatus, Draft, Evidence,
    EvidenceReissue, EvidenceResult, EvidenceRules, EvidenceRun, Issued, Lot, PrintedCertificate,
    SealRow, Series, Title,
};
pub use service::adopt::adopt;
pub use service::check::{check, reissue_agrees};
pub use service::issue::{
    PORTION, holders_of, issue, issue_from, issue_many, make_forms, numbers_of, revoked_of,
    take_turn,
};
pub use service::paper::{Paper, Said, specimen};
pub use service::{has_issued, printed, seen};

/// The job that makes the open forms of what was issued. It is enqueued where certificates are issued and done by
/// `credentials`, which knows this slice and is not known to it.
pub const MAKE_FORMS: &str = "credentials.make_forms";
