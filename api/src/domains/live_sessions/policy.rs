//! Who may do what with live sessions: those of training classes are planned by their trainers and the branch, those of
//! cohorts by their teachers and the school.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin, InstitutionAdmin, Student, Teacher, Trainer};

const READERS: &[Role] = &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin, Teacher, Student];
/// Each of them for one kind of classes: see `service::manages`.
const KEEPERS: &[Role] = &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin, Teacher];

pub const TABLE: &[PolicyRow] = &[
    ("live_sessions.read", READERS),
    ("live_sessions.export", &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin]),
    ("live_sessions.plan", KEEPERS),
    ("live_sessions.update", KEEPERS),
    ("live_sessions.cancel", KEEPERS),
    ("live_sessions.join", &[Trainer, Teacher, Student]),
    ("live_sessions.hold", KEEPERS),
    ("live_attendance.read", READERS),
    ("live_attendance.write", KEEPERS),
    ("attendance_files.read", KEEPERS),
    ("attendance_files.write", KEEPERS),
];
