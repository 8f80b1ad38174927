//! Third-party systems (API clients): client credentials with scopes of data and a part of the country,
//! made by HQ or a branch, rotated, revoked, audited; and the token endpoint (RFC 6749 §4.4).
//! It does not own what a scope opens: the slices ask `Caller::client_scope`.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
