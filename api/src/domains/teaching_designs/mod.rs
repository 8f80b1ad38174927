//! Teaching designs (教学设计, 三.1) that participants of teacher training hand in: versions until the deadline of the
//! batch, each whole and of a kind that others can open. Which version is judged, and by whom, belongs to whoever lets
//! experts review them; once one is fixed ([`judge`]) no other comes. Bytes on their way belong to `uploads`.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

use crate::platform::jobs::Kind;

pub use http::routes;
pub use model::{DesignKind, Handed};
pub use service::cards::cards;
pub use store::{check, handed_in, judge, lock, version_file};

/// The job of the day: reminds those who have handed in nothing.
pub const SWEEP: Kind =
    Kind { name: "teaching_design.sweep", restart: true, run: service::sweep::run };

pub const JOBS: &[Kind] = &[SWEEP];
