//! Attempts as whoever looks after participants sees them: who, when, and what they are worth.

use super::super::model::{AttemptFilter, AttemptRow, TestAttempt};
use super::super::policy;
use super::super::store::attempts as tries;
use super::super::store::participants::{self, Seen};
use super::{find_in, settle};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Error, Result};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

fn shown(conn: &mut Conn, rows: Vec<AttemptRow>) -> Result<Vec<TestAttempt>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.enrolment_id).collect();
    let names = participants::names(conn, &ids)?;
    let best = tries::best(conn, &ids)?;
    rows.into_iter()
        .map(|r| {
            let participant = names.get(&r.enrolment_id).cloned().ok_or_else(|| {
                Error::internal(anyhow::anyhow!("the attempt {} is nobody's", r.id))
            })?;
            let counts = best.get(&r.enrolment_id).is_some_and(|(id, _)| *id == r.id);
            Ok(TestAttempt {
                id: r.id,
                participant,
                no: r.no,
                status: r.status,
                started_at: r.started_at,
                deadline: r.deadline,
                ended_at: r.ended_at,
                score_hundredths: r.score_hundredths,
                counts,
            })
        })
        .collect()
}

/// A page of the attempts at a test that the caller sees, the newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    test: Id,
    page: PageQuery,
    filter: AttemptFilter,
) -> Result<Page<TestAttempt>> {
    caller.may(policy::TABLE, "test_attempts.read")?;
    let (limit, after, now) = (page.limit()?, page.after::<Id>()?, state.clock.now());
    settle::before_reading(state, Some(test), now).await?;
    state
        .db
        .snapshot(move |conn| {
            let (test, _) = find_in(conn, &caller, test)?;
            let whose = Seen::of(&caller);
            let rows = tries::list(conn, &whose, test.id, &filter, after, limit)?;
            let total = page.total(|| tries::total(conn, &whose, test.id, &filter))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| shown(conn, rows))
        })
        .await
}
