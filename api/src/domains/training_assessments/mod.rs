//! What participants of teacher training come to (综合评定, 三.1): the learning record out of its sources, the online
//! test and the teaching design, the composite with its arithmetic, and what the expert group confirms. It owns
//! judgements alone: what they rest on is read where it lies.

mod http;
mod jobs;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use jobs::{DAILY, JOBS};
pub use model::{Candidate, Judged, Part, StandingFilter, TrainingOutcome};
pub use service::check::check;
pub use service::{cards, follow, judged_as_of, standings, standings_of};
