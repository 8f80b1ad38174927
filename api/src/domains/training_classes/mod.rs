//! Classes of online teacher training (二.1.(2)): how a batch is grouped into them, who trains and takes part in
//! each, their way from being formed to the end, and regions that agree to train together. It does not own who is
//! enrolled (`training_enrolments`) nor the hours that a class meets (`live_sessions`).

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use model::{ClassRow, ClassStatus, Reach};
pub use service::{by_id, cards, find_in, follow, lock, trainers_of};
pub use store::check::check;
