//! Jobs as their owners see them: list, progress, cancelling. How jobs run is `platform::jobs`; what they
//! do belongs to the slice that registers their kind.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
