//! Who may do what with teaching designs. Experts read them through their reviews alone, where they are nobody's.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin, InstitutionAdmin, Teacher, Trainer};

pub const TABLE: &[PolicyRow] = &[
    ("teaching_designs.read", &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin, Teacher]),
    ("teaching_designs.hand_in", &[Teacher]),
];
