//! Who may do what with the expert group and its reviews.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Expert, HqAdmin, Teacher, Trainer};

pub const TABLE: &[PolicyRow] = &[
    ("panels.read", &[HqAdmin]),
    ("panels.set", &[HqAdmin]),
    ("panels.allocate", &[HqAdmin]),
    // Their own, those of a branch's experts, or anybody's.
    ("expert_affiliations.read", &[HqAdmin, BranchStaff, Expert]),
    ("expert_affiliations.set", &[HqAdmin, BranchStaff, Expert]),
    ("rubrics.read", &[HqAdmin, BranchStaff, Expert, Trainer, Teacher]),
    ("rubrics.create", &[HqAdmin]),
    ("expert_reviews.read", &[HqAdmin, Expert]),
    ("expert_reviews.export", &[HqAdmin]),
    // Their own, and nobody else's.
    ("expert_reviews.write", &[Expert]),
    // Headquarters takes back what an expert cannot do.
    ("expert_reviews.release", &[HqAdmin, Expert]),
];
