//! An enrolment as a row and as documents; its states; who may be enrolled.

mod admission;
mod enrolment;
mod participant;
mod reach;
mod status;

pub use admission::{Applicant, Past, Refusal, admit};
pub use enrolment::{
    BatchOfEnrolment, ClassOfEnrolment, DropInput, Enrolment, EnrolmentFilter, EnrolmentImportForm,
    EnrolmentResult, EnrolmentResults, EnrolmentRow, InstitutionOfEnrolment, MoveInput,
    NewEnrolments, RowOutcome, TeacherOfEnrolment, WithdrawInput,
};
pub use participant::{Circle, ClassMember, ClassOfParticipant, InClass};
pub use reach::Reach;
pub use status::EnrolmentStatus;

/// Where the batch of an enrolment stands.
pub use crate::domains::training_batches::BatchStatus;
