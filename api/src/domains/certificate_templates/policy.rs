//! Who may do what with templates: they are the programme's.

use crate::platform::auth::{PolicyRow, Role};
use Role::{Certifier, HqAdmin};

pub const TABLE: &[PolicyRow] = &[
    ("certificate_templates.read", &[HqAdmin, Certifier]),
    ("certificate_templates.create", &[HqAdmin]),
];
