//! Certificates as PDF files (PDF/A-3U with the credential inside), sealed so that a changed byte is noticed. It prints
//! what the snapshot says and nothing else; words and layout are those of `onex-print`.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
