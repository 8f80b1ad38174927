//! What registries outside are told of issued certificates, and what they answer: exports by date and run as a workbook
//! or JSON lines, and the national platform's numbers and receipts. What is in an export is what the log held when it
//! was asked for, so its rows, its counts and the exports that follow it fit each other, whatever is issued or revoked
//! while it is being written. It issues and ends nothing (`certificates`), and keeps no second copy of a certificate.

mod http;
mod model;
pub mod policy;
mod receipts;
mod service;
mod store;

use crate::domains::imports;
use crate::platform::jobs::Kind;

pub use http::routes;
pub use service::check::check;
pub use service::past::{Gone, forget};

/// The job that writes an export, and those of the imports.
pub const JOBS: &[Kind] = &{
    let [parse, commit] = imports::jobs::<receipts::ReceiptImport>();
    [service::write::KIND, parse, commit]
};
