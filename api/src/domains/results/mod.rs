//! Subject results (三.2): what became of a candidate in a subject on an exam date, with its history; and
//! from them, who has passed what. It does not hold exams, nor decide about certificates (`issuance`).

mod http;
mod import;
mod model;
pub mod policy;
mod service;
mod store;

use crate::domains::imports;
use crate::platform::jobs::Kind;

pub use http::routes;
pub use model::{Best, Recorded, ResultStatus, Score, Sitting, Standing, StandingFilter};
pub use service::standing::{PassMarks, record, sittings_as_of, standings, standings_of};

/// The jobs of the imports.
pub const JOBS: &[Kind] = &imports::jobs::<import::ResultImport>();
