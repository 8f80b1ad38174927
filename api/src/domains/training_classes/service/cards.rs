//! What of classes waits for people on their first page.

use super::super::model::{MergeFilter, Reach};
use super::super::store::{self, merges};
use super::hours;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;

/// Classes with fewer hours planned than they must have, late from their first day on; for branches also proposals
/// that wait for them. Who is without a class is counted where enrolments are kept.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    if !matches!(caller.role, Role::HqAdmin | Role::BranchStaff | Role::Trainer) {
        return Ok(vec![]);
    }
    let live = store::live(conn, &Reach::of(caller))?;
    let hours = hours::of(conn, &live)?;
    let today = now.programme_date();
    let (mut short, mut late) = (0, 0);
    for class in &live {
        if hours.get(&class.id).is_some_and(|h| h.planned < h.least) {
            short += 1;
            late += i64::from(class.starts_on <= today);
        }
    }
    let link = "/training/classes?short_of_hours=true";
    let mut out =
        vec![Card { late: Some(late), ..Card::new("classes_short_of_hours", short, link) }];
    if caller.role != Role::Trainer {
        let filter = MergeFilter { waiting: Some(true), ..MergeFilter::default() };
        let open = merges::total(conn, &caller.scope, &filter)?;
        out.push(Card::new("merges_open", open, "/training/merges?waiting=true"));
    }
    Ok(out)
}
