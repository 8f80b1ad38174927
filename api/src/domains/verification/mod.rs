//! Verification: what anyone may ask of a number and a name, and what a verifier without a network is given to go by.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use model::Verification;
pub use service::verify::standing;
