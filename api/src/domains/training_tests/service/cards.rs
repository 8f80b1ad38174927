//! What of tests waits for participants on their first page.

use super::super::store::participants;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;

/// Tests that are open for the reader, who has none behind them or one to go on with.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    if caller.role != Role::Teacher {
        return Ok(vec![]);
    }
    let tests = participants::waiting(conn, caller.user, now)?;
    let link = match tests.as_slice() {
        [one] => format!("/my-training/test/{one}"),
        _ => "/my-training".into(),
    };
    Ok(vec![Card::new("test_open", i64::try_from(tests.len()).unwrap_or(i64::MAX), &link)])
}
