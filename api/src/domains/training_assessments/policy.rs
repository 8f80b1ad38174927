//! Who may do what with judgements. Which of them an expert sees is a matter of the groups that they lead.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Expert, HqAdmin, InstitutionAdmin, Teacher, Trainer};

pub const TABLE: &[PolicyRow] = &[
    (
        "training_judgements.read",
        &[HqAdmin, Expert, BranchStaff, Trainer, InstitutionAdmin, Teacher],
    ),
    ("training_judgements.export", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    // A lead of the group; not about whom they reviewed or have a conflict of interest with.
    ("training_judgements.propose", &[Expert]),
    ("training_judgements.confirm", &[Expert]),
    ("training_judgements.reopen", &[Expert]),
];
