//! Calendar feeds: secret addresses at which other programs read somebody's live sessions (RFC 5545), until they are
//! revoked. What is in them belongs to `live_sessions`.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
