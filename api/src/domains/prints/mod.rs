//! Certificates as PDF files (PDF/A-3U with the credential inside), sealed so that a changed byte is noticed, one at a
//! time or in bulk: a ZIP of such files by school and class, or pages alone for the printing office. It prints what the
//! snapshot says and nothing else, with the template that was in force when it was issued (`certificate_templates`).

mod http;
mod model;
pub mod policy;
mod service;
mod store;

use crate::platform::jobs::Kind;

pub use http::routes;
pub use service::check::check;
pub use service::past::{Gone, forget};

/// The job that prints in bulk.
pub const JOBS: &[Kind] = &[service::write::KIND];
