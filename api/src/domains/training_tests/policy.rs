//! Who may do what with online tests. Whoever keeps a batch sets its test; participants take it.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin, InstitutionAdmin, Teacher, Trainer};

pub const TABLE: &[PolicyRow] = &[
    ("training_tests.read", &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin, Teacher]),
    ("training_tests.set", &[HqAdmin, BranchStaff]),
    ("test_attempts.read", &[HqAdmin, BranchStaff, Trainer, Teacher]),
    ("test_attempts.export", &[HqAdmin, BranchStaff, Trainer]),
    ("test_attempts.take", &[Teacher]),
];
