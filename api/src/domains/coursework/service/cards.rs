//! What of class tasks waits for people on their first page.

use super::super::model::Circle;
use super::super::store::hand_ins;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;

/// Work to read for trainers; work to hand in for participants.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    Ok(match caller.role {
        Role::Trainer => {
            let n = hand_ins::unread(conn, &Circle::of(caller))?;
            vec![Card::new("tasks_to_read", n, "/training/tasks?unread=true")]
        }
        Role::Teacher => {
            let due = hand_ins::missing(conn, caller.user)?;
            let late = count(due.iter().filter(|due| **due < now).count());
            let card = Card::new("task_due", count(due.len()), "/my-training");
            vec![Card { late: (late > 0).then_some(late), ..card }]
        }
        _ => vec![],
    })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
