//! Who may do what with training batches. A branch looks after those it opened itself.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, ContentEditor, HqAdmin, InstitutionAdmin, Teacher, Trainer};

/// Headquarters and the branches.
const KEEPERS: &[Role] = &[HqAdmin, BranchStaff];

pub const TABLE: &[PolicyRow] = &[
    (
        "training_batches.read",
        &[HqAdmin, ContentEditor, Certifier, BranchStaff, Trainer, InstitutionAdmin, Teacher],
    ),
    ("training_batches.export", &[HqAdmin, Certifier, BranchStaff]),
    ("training_batches.create", KEEPERS),
    ("training_batches.update", KEEPERS),
    ("training_batches.open", KEEPERS),
    ("training_batches.reopen", KEEPERS),
    ("training_batches.finish", KEEPERS),
    ("training_batches.cancel", KEEPERS),
    ("training_batches.set_trainers", KEEPERS),
    ("training_materials.write", &[HqAdmin, ContentEditor, BranchStaff]),
    ("trainer_absences.read", &[HqAdmin, BranchStaff, Trainer]),
    ("trainer_absences.write", &[HqAdmin, BranchStaff, Trainer]),
];
