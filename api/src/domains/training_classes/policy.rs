//! Who may do what with training classes: headquarters and branches form them, trainers run their own.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin, InstitutionAdmin, Teacher, Trainer};

/// Headquarters and the branches.
const KEEPERS: &[Role] = &[HqAdmin, BranchStaff];
/// Those, and whoever trains the class.
const RUNNERS: &[Role] = &[HqAdmin, BranchStaff, Trainer];

pub const TABLE: &[PolicyRow] = &[
    (
        "training_classes.read",
        &[HqAdmin, Certifier, BranchStaff, Trainer, InstitutionAdmin, Teacher],
    ),
    // Who takes part does not see who else does.
    (
        "training_classes.read_members",
        &[HqAdmin, Certifier, BranchStaff, Trainer, InstitutionAdmin],
    ),
    ("training_classes.export", &[HqAdmin, Certifier, BranchStaff]),
    ("training_classes.form", KEEPERS),
    ("training_classes.update", KEEPERS),
    ("training_classes.set_members", KEEPERS),
    ("training_classes.set_trainers", KEEPERS),
    ("training_classes.start", RUNNERS),
    ("training_classes.finish", RUNNERS),
    ("training_classes.dissolve", KEEPERS),
    ("training_merges.read", KEEPERS),
    ("training_merges.propose", KEEPERS),
    ("training_merges.agree", &[BranchStaff]),
    ("training_merges.refuse", &[BranchStaff]),
    ("training_merges.withdraw", KEEPERS),
];
