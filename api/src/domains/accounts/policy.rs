//! Who may do what with accounts. Whether the thing lies in the caller's scope is checked in the service.

use crate::platform::auth::{PolicyRow, Role, ScopeKind};
use Role::{
    BranchStaff, Certifier, ContentEditor, Expert, HqAdmin, InstitutionAdmin, Partner, Student,
    Teacher, Trainer,
};

pub const TABLE: &[PolicyRow] = &[
    // A third-party system has no account of its own.
    (
        "account.own",
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
    ),
    ("users.list", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("users.export", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("users.create", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("users.update", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("users.reset_password", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("users.activation_code", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("users.disable", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("users.sessions", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("grants.give", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("grants.withdraw", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("institutions.handover", &[HqAdmin, BranchStaff, InstitutionAdmin]),
];

/// Roles that a holder of `giver` may give to others, each within the giver's scope.
pub fn grantable(giver: Role) -> &'static [Role] {
    match giver {
        HqAdmin => &[
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
        BranchStaff => &[Expert, BranchStaff, Trainer, InstitutionAdmin, Teacher, Student],
        InstitutionAdmin => &[InstitutionAdmin, Teacher, Student],
        ContentEditor | Certifier | Expert | Trainer | Teacher | Student | Partner => &[],
    }
}

/// The kinds of scope in which a role makes sense.
pub fn scope_kinds(role: Role) -> &'static [ScopeKind] {
    use ScopeKind::{Class, Country, Institution, Own, Region};
    match role {
        HqAdmin | ContentEditor | Certifier => &[Country],
        Expert | Trainer => &[Country, Region],
        BranchStaff => &[Region],
        InstitutionAdmin => &[Institution],
        Teacher => &[Institution, Class],
        Student => &[Own],
        Partner => &[Country, Region, Institution],
    }
}
