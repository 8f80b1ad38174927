//! Video guidance (视频指导, 二.1.(4)): what participants of a class ask for and how promptly they are answered, who
//! guided whom for how long, and who has gone without for longer than the edition allows. It does not own classes and
//! who is in them.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use service::{cards, follow, owed_by_region};
pub use store::check::check;
