//! Who sees the board: headquarters the country, a branch its region. Those at risk are seen by whoever looks after
//! them.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin, InstitutionAdmin, Teacher, Trainer};

pub const TABLE: &[PolicyRow] = &[
    ("training_board.read", &[HqAdmin, BranchStaff]),
    ("training_board.export", &[HqAdmin, BranchStaff]),
    ("training_risks.read", &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin]),
    ("training_risks.export", &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin]),
    ("training_hours.read_own", &[Teacher]),
    ("national_plan_hours.export", &[HqAdmin, BranchStaff]),
];
