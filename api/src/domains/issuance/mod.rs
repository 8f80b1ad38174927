//! Issuance (三.2, 三.3): a run finds out who deserves a certificate on a basis, says of everybody else why
//! not, is approved by a second certifier and then issues in one transaction. It owns runs and their
//! items; numbers and certificates belong to `certificates`, what a basis rests on to `results` and its
//! like.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use service::basis::{Grounds, Record, Recorded};
pub use service::check::check;
pub use service::jobs::JOBS;
pub use service::records::{Agreement, recompute};
