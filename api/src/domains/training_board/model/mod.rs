//! What is counted.

mod plan;
mod risk;

pub use plan::{PlanFilter, PlanRow};
pub use risk::{AtRisk, Attended, OwnHours, RiskFilter, percent};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::db::Id;

/// By which states is counted.
pub use crate::domains::certificates::{CertificateKind, CertificateStatus};
pub use crate::domains::training_batches::BatchStatus;
pub use crate::domains::training_enrolments::participants::{self, Among};
pub use crate::domains::training_enrolments::{Circle, EnrolmentStatus};

/// A region in a period of teacher training.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingBoardRegion)]
pub struct BoardRegion {
    /// Teacher-training period of the edition (四.2).
    #[schema(minimum = 1, maximum = 9)]
    pub period: i32,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
    /// Batches that take teachers of the region, drafts and those called off aside.
    #[schema(minimum = 0)]
    pub batches: i64,
    /// Teachers of the region who have a place, whatever has become of them since.
    #[schema(minimum = 0)]
    pub enrolled: i64,
    /// Teachers of the region on waiting lists.
    #[schema(minimum = 0)]
    pub waiting: i64,
    /// Classes with teachers of the region, those aside that were dissolved.
    #[schema(minimum = 0)]
    pub classes: i64,
    /// Class hours that these classes have held live (二.1.(4)).
    #[schema(minimum = 0, example = 72)]
    pub held_hours: i64,
    /// Participants of classes that run who are owed video guidance.
    #[schema(minimum = 0)]
    pub without_guidance: i64,
    /// Participants of classes that run who have missed too much of them (training.min_attendance).
    #[schema(minimum = 0)]
    pub at_risk: i64,
    /// Participants whose training certificate is valid.
    #[schema(minimum = 0)]
    pub certified: i64,
}

/// Of which edition and period.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardFilter {
    /// The current one unless told.
    pub edition_id: Option<Id>,
    /// All periods unless told.
    pub period: Option<i32>,
}
