//! New ids: UUIDv7, so that keys sort by creation and pages of the newest come for free.

use crate::platform::db::Id;

/// A new id, later than every id this process gave out before.
#[allow(clippy::disallowed_methods, reason = "this is the one place that makes ids")]
pub fn new() -> Id {
    Id(uuid::Uuid::now_v7())
}
