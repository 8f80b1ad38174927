//! What of designs waits for participants on their first page.

use super::super::store;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;

/// Designs that the reader has not handed in and that are due.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    if caller.role != Role::Teacher {
        return Ok(vec![]);
    }
    let owed = store::owed(conn, caller.user, now)?;
    Ok(vec![Card::new("design_due", owed, "/my-training/design")])
}
