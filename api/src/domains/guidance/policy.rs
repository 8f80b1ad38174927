//! Who may do what with guidance: participants ask, the trainers of their class answer, those above look on.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin, InstitutionAdmin, Teacher, Trainer};

/// Everybody who has to do with a class.
const READERS: &[Role] = &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin, Teacher];
/// Those who look after participants.
const KEEPERS: &[Role] = &[HqAdmin, BranchStaff, Trainer, InstitutionAdmin];

pub const TABLE: &[PolicyRow] = &[
    ("guidance_requests.read", READERS),
    ("guidance_requests.export", KEEPERS),
    ("guidance_requests.create", &[Teacher]),
    ("guidance_requests.withdraw", &[Teacher]),
    ("guidance_requests.answer", &[Trainer]),
    ("guidance_records.read", READERS),
    ("guidance_records.export", KEEPERS),
    ("guidance_records.create", &[Trainer]),
    ("guidance_overview.read", READERS),
    ("guidance_overview.export", KEEPERS),
];
