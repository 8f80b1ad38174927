//! Who may read notices: every person their own. A third-party system has none.

use crate::platform::auth::{PolicyRow, Role};
use Role::{
    BranchStaff, Certifier, ContentEditor, Expert, HqAdmin, InstitutionAdmin, Student, Teacher,
    Trainer,
};

pub const TABLE: &[PolicyRow] = &[(
    "notices.read",
    &[
        HqAdmin,
        ContentEditor,
        Certifier,
        Expert,
        BranchStaff,
        Trainer,
        InstitutionAdmin,
        Teacher,
        Student,
    ],
)];
