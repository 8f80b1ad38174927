//! Whoever holds live sessions or takes part in them has a calendar of them.

use crate::platform::auth::{PolicyRow, Role};
use Role::{Student, Teacher, Trainer};

const OWNERS: &[Role] = &[Trainer, Teacher, Student];

pub const TABLE: &[PolicyRow] = &[
    ("calendar_feeds.read", OWNERS),
    ("calendar_feeds.create", OWNERS),
    ("calendar_feeds.revoke", OWNERS),
];
