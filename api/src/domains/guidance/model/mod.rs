//! Requests for guidance, records of it, and where each participant stands.

mod record;
mod request;
mod standing;

pub use record::{Given, GuidanceKind, GuidanceRecord, NewRecord, RecordFilter, RecordRow};
pub use request::{
    Answer, AnswerInput, GuidanceRequest, NewRequest, RequestFilter, RequestRow, RequestStatus,
};
pub use standing::{Last, OpenRequest, Standing, StandingFilter, Terms, Waits};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::domains::training_enrolments::Circle;
pub use crate::domains::training_enrolments::participants::{self, Among};
use crate::platform::db::Id;

/// Who guided.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = GuidanceGiver)]
pub struct Giver {
    pub id: Id,
    #[schema(example = "窦线娘")]
    pub name: String,
}
