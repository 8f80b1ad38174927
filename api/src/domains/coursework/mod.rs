//! Work that the trainers of a class set (三.1: part of the learning record), and what participants hand in for it, in
//! time or late. It does not own classes and who is in them; what the work is worth is for the assessment to say.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use service::{Work, cards, work_of};
pub use store::check::check;
