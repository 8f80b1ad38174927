//! What of judgements waits for people on their first page.

use super::super::model::{JudgementFilter, JudgementStatus};
use super::super::store::{self, Reach};
use super::reach;
use crate::domains::expert_reviews;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

/// For a lead, what is proposed and theirs to confirm.
pub fn cards(conn: &mut Conn, caller: &Caller, _now: Ts) -> Result<Vec<Card>> {
    if caller.role != Role::Expert {
        return Ok(vec![]);
    }
    let reach = reach(conn, caller)?;
    if reach == Reach::Led(vec![]) {
        return Ok(vec![]);
    }
    let filter =
        JudgementFilter { status: Some(JudgementStatus::Proposed), ..JudgementFilter::default() };
    let waiting = store::ids(conn, &reach, &filter)?;
    let enrolments: Vec<Id> = waiting.iter().map(|(_, enrolment)| *enrolment).collect();
    let barred = expert_reviews::bars(conn, caller.user, &enrolments)?;
    let count = i64::try_from(waiting.len() - barred.len()).unwrap_or(i64::MAX);
    Ok(vec![Card::new("judgements_to_confirm", count, "/judgements?status=proposed")])
}
