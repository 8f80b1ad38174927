//! Participants of classes, for the slices about what happens in a class.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::enrolment::{InstitutionOfEnrolment, TeacherOfEnrolment};
use super::status::EnrolmentStatus;
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Id, Ts};

/// Whose participants somebody has to do with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Circle {
    Country,
    /// Those of a region, whatever the class.
    Region(String),
    /// The teachers of a school.
    Institution(Id),
    /// Those of the classes that this account trains.
    Trainer(Id),
    /// One's own part in classes.
    Own(Id),
    Nobody,
}

impl Circle {
    /// Whoever trains or takes part has to do with their own classes, wherever their grant reaches.
    pub fn of(caller: &Caller) -> Self {
        match (caller.role, &caller.scope) {
            (Role::Trainer, _) => Circle::Trainer(caller.user),
            (Role::Teacher, _) => Circle::Own(caller.user),
            (_, Scope::Country) => Circle::Country,
            (_, Scope::Region(region)) => Circle::Region(region.clone()),
            (_, Scope::Institution { id, .. }) => Circle::Institution(*id),
            (_, Scope::Class { .. } | Scope::Own { .. }) => Circle::Nobody,
        }
    }
}

/// The class of a participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingClassOfParticipant)]
pub struct ClassOfParticipant {
    pub id: Id,
    #[schema(example = "江苏 1 班")]
    pub title: String,
}

/// Somebody who takes part in a class.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingParticipant)]
pub struct InClass {
    pub enrolment_id: Id,
    pub class: ClassOfParticipant,
    pub teacher: TeacherOfEnrolment,
    pub institution: InstitutionOfEnrolment,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
}

/// A participant with what decides about them.
#[derive(Debug, Clone)]
pub struct ClassMember {
    pub participant: InClass,
    pub user_id: Id,
    pub edition_id: Id,
    pub status: EnrolmentStatus,
    /// As the row of the class has it.
    pub class_status: String,
    pub started_at: Option<Ts>,
    pub finished_at: Option<Ts>,
}

impl ClassMember {
    /// Whether the class has begun and not ended, with them in it.
    pub fn takes_part(&self) -> bool {
        self.status == EnrolmentStatus::Placed && self.class_status == "running"
    }

    /// Whether what belongs to the class can still be brought to an end with them.
    pub fn took_part(&self) -> bool {
        self.status != EnrolmentStatus::Dropped
            && matches!(self.class_status.as_str(), "running" | "finished")
    }
}
