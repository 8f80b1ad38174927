//! The audit trail as people read it. Events are written by `platform::audit` in the transactions of the
//! slices; nobody changes or deletes them.

mod http;
mod model;
pub mod policy;
mod service;
mod store;
mod words;

pub use http::routes;
