//! Who may do what with the work of a class: its trainers set and read it, participants hand in, those above look on.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin, Teacher, Trainer};

/// Everybody who has to do with a class.
const READERS: &[Role] = &[HqAdmin, BranchStaff, Trainer, Teacher];

pub const TABLE: &[PolicyRow] = &[
    ("class_tasks.read", READERS),
    ("class_tasks.create", &[Trainer]),
    ("class_tasks.update", &[Trainer]),
    ("class_tasks.withdraw", &[Trainer]),
    ("hand_ins.read", READERS),
    ("hand_ins.export", &[HqAdmin, BranchStaff, Trainer]),
    ("hand_ins.write", &[Teacher]),
    ("hand_ins.mark_read", &[Trainer]),
];
