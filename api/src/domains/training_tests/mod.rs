//! The online test of a batch of teacher training (notice 三.1): when it is open, attempts, answers saved as they are
//! given, and what they are worth. When an attempt must end is settled as it begins, and held by this slice and by the
//! database; that it has ended is found by whoever reads it next, and once a day (docs/decisions/0024-deadlines.md).
//! Of several attempts the best counts. It does not own questions (`papers`).

mod http;
mod model;
pub mod policy;
mod service;
mod store;

use crate::platform::jobs::Kind;

pub use http::routes;
pub use service::{best, cards, check, settle_overdue};

/// The job of the day: marks what is over, tells who may take a test, and who has not.
pub const SWEEP: Kind =
    Kind { name: "training_test.sweep", restart: true, run: service::sweep::run };

pub const JOBS: &[Kind] = &[SWEEP];
