//! Who may do what with papers. Branches choose among those that are published; questions and answers are for whoever
//! writes them.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, ContentEditor, HqAdmin};

const WRITERS: &[Role] = &[HqAdmin, ContentEditor];

pub const TABLE: &[PolicyRow] = &[
    ("papers.read", &[HqAdmin, ContentEditor, BranchStaff]),
    ("papers.read_questions", WRITERS),
    ("papers.create", WRITERS),
    ("papers.update", WRITERS),
    ("papers.publish", WRITERS),
    ("papers.retire", WRITERS),
];
