//! Enrolments of teachers in batches of online training (二.1, 四.2): who has a place, who waits for one and in which
//! order, singly and from spreadsheets; withdrawals, moves between batches, and the waiting list that moves up by
//! itself. It does not own batches (`training_batches`) and their classes.
//!
//! Order is decided by the locked row of the batch and held by its numbers (docs/decisions/0020-waiting-list.md).

mod http;
mod import;
mod model;
pub mod policy;
mod service;
mod store;

use crate::domains::imports;
use crate::platform::jobs::Kind;

pub use http::routes;
pub use model::{
    Circle, ClassMember, ClassOfParticipant, EnrolmentStatus, InClass, InstitutionOfEnrolment,
    TeacherOfEnrolment,
};
pub use service::{
    Participant, cards, follow, named, of_classes, put_in_class, settle, transfer, unplaced,
    unplaced_count, unsettle,
};
pub use store::check::check;
pub use store::participants;

/// The jobs of the import.
pub const JOBS: &[Kind] = &imports::jobs::<import::EnrolmentImport>();
