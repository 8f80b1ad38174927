//! Who sees the board: headquarters the country, a branch its region.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin};

pub const TABLE: &[PolicyRow] = &[
    ("training_board.read", &[HqAdmin, BranchStaff]),
    ("training_board.export", &[HqAdmin, BranchStaff]),
];
