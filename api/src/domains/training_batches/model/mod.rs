//! A training batch as a row and as documents; its states; its pool of trainers, their absences, its materials.

mod absence;
mod batch;
mod material;
mod status;
mod trainers;

pub use absence::{Absence, AbsenceFilter, AbsenceRow, NewAbsence};
pub use batch::{
    BatchFilter, BatchRow, BatchStep, BatchUpdate, BatchWarning, NewBatch, TrainingBatch,
};
pub use material::{Material, MaterialForm, MaterialRow};
pub use status::{BatchStatus, Step};
pub use trainers::{Away, BatchTrainer, PoolRow, TrainerInput, TrainersInput};

use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::Id;

/// How far somebody sees: their scope, and whether also what is not open yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    pub scope: Scope,
    /// Drafts are seen by headquarters and by the branch that prepares them.
    pub drafts: bool,
}

impl Reach {
    /// Whoever trains or takes part sees what is their own, wherever their grant reaches.
    pub fn of(caller: &Caller) -> Self {
        let scope = match caller.role {
            Role::Trainer | Role::Teacher => Scope::Own { user: caller.user, institution: None },
            _ => caller.scope.clone(),
        };
        let drafts = matches!(caller.role, Role::HqAdmin | Role::BranchStaff);
        Reach { scope, drafts }
    }

    /// Everything; for what the system does by itself.
    pub fn everything() -> Self {
        Reach { scope: Scope::Country, drafts: true }
    }

    /// The account whose own things are seen, if it is no more than these.
    pub fn own(&self) -> Option<Id> {
        match self.scope {
            Scope::Own { user, .. } => Some(user),
            _ => None,
        }
    }
}
