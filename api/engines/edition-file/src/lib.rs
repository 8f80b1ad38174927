//! Files of facts: an edition as its notice states it, and the branches. Parsed from YAML, validated as a whole, every
//! error naming its place. The files themselves lie in `api/data`; this crate only receives their text.
//!
//! * [`edition`]: the edition file.
//! * [`branches`]: the file of branches.

pub mod branches;
mod check;
pub mod edition;

pub use branches::{BranchFact, ContactFact, parse_branches};
pub use edition::{
    AdmissionFacts, AssessmentFacts, CertificateFact, CertificateKind, CourseFact, EditionFile,
    InstitutionLevel, LevelMajors, MajorFacts, NamedFact, SubjectFact, TrainingFacts,
    parse_edition,
};
