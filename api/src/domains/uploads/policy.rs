//! Who may send files in parts: whoever hands something in. Everybody sees only their own.

use crate::platform::auth::{PolicyRow, Role};

pub const TABLE: &[PolicyRow] =
    &[("uploads.read", &[Role::Teacher]), ("uploads.write", &[Role::Teacher])];
