//! A training class as a row and as documents; its states and rules; groupings; regions that train together.

mod bonds;
mod class;
mod grouping;
mod member;
mod merge;
mod rules;
mod status;

pub use bonds::{Bonds, main_region};
pub use class::{
    BatchOfClass, ClassFilter, ClassHours, ClassRow, ClassStep, ClassUpdate, TrainerOfClass,
    TrainingClass,
};
pub use grouping::{
    Grouping, GroupingCost, GroupingDeviation, GroupingPreview, GroupingReason, GroupingRefusal,
    GroupingRemedy, GroupingRequest, NewClass, NewClassOfBatch, NewGrouping, PoolTrainer,
    PreviewClass, PreviewParticipant, ReasonCode, RegionGroup, RemedyKind, SourceOfRemedy,
};
pub use member::{Member, MovesInput, MovesResult, TrainersOfClassInput};
pub use merge::{Merge, MergeFilter, MergeRow, MergeStatus, MergeStep, MergeTurn, NewMerge};
pub use rules::{Numbers, at_once, checks};
pub use status::{ClassStatus, Step};

// Stores filter by the states of what they join.
pub use crate::domains::training_batches::BatchStatus;
pub use crate::domains::training_enrolments::EnrolmentStatus;
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::Id;

/// How far somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    Scope(Scope),
    /// The classes that this account trains.
    Trained(Id),
    /// The classes that this account takes part in.
    Joined(Id),
}

impl Reach {
    /// Whoever trains or takes part sees what is their own, wherever their grant reaches.
    pub fn of(caller: &Caller) -> Self {
        match caller.role {
            Role::Trainer => Reach::Trained(caller.user),
            Role::Teacher => Reach::Joined(caller.user),
            _ => Reach::Scope(caller.scope.clone()),
        }
    }

    /// Everything; for what the system does by itself.
    pub fn everything() -> Self {
        Reach::Scope(Scope::Country)
    }
}
