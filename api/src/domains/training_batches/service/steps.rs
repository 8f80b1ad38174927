//! The steps of a batch as a whole.

use super::super::model::{BatchRow, BatchStatus, BatchStep, Step, TrainingBatch};
use super::super::{policy, store};
use super::{kept, notify, shown_one, state_forbids, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::follow::{self, Told};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Takes a step, if the state allows it.
///
/// # Errors
/// `version_mismatch` when somebody else was there first; `state_forbids`; 422 for `remarks` where a reason is owed.
pub async fn step(
    state: &State,
    caller: Caller,
    id: Id,
    step: Step,
    seen: IfMatch,
    input: BatchStep,
) -> Result<TrainingBatch> {
    caller.may(policy::TABLE, step.action())?;
    let (now, followers) = (state.clock.now(), state.followers);
    let remarks = input.remarks.as_deref().map(str::trim).filter(|r| !r.is_empty());
    if step.needs_reason() && remarks.is_none() {
        return Err(Error::field("/remarks", "required", "say why"));
    }
    let remarks = remarks.map(str::to_string);
    let batch = state
        .db
        .write(move |conn| {
            store::lock(conn, &[id])?;
            let mut row = kept(conn, &caller, id)?;
            seen.check(row.version)?;
            let before = row.status;
            let next = before
                .after(step)
                .ok_or_else(|| state_forbids(&row, "this step does not follow from there"))?;
            ready(conn, &row, step, now)?;
            row.status = next;
            row.remarks = remarks;
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail = serde_json::json!({
                "from": before, "to": row.status, "remarks": row.remarks, "version": row.version,
            });
            audit::record(conn, Some(&caller), now, step.event(), subject(&row), &detail)?;
            let reason = row.remarks.as_deref();
            let told =
                Told { event: step.event(), id, caller: &caller, reason, at: now, followers };
            follow::tell(conn, followers, &told)?;
            // A draft was nobody's business.
            if step == Step::Open || before != BatchStatus::Draft {
                notify::stepped(conn, &caller, step, &row, now)?;
            }
            shown_one(conn, &caller, id)
        })
        .await?;
    state.wake_streams();
    Ok(batch)
}

/// What a step asks for besides the state.
fn ready(conn: &mut Conn, row: &BatchRow, step: Step, now: Ts) -> Result<()> {
    match step {
        Step::Open | Step::Reopen if row.enrol_until <= now => {
            Err(state_forbids(row, "its enrolment has ended already; set a later end first")
                .why("enrolment_over", [("until", row.enrol_until.into())]))
        }
        Step::Finish => match store::unjudged(conn, row.id)? {
            0 => Ok(()),
            n => Err(state_forbids(row, &format!("{n} participants have no result yet"))
                .why("results_missing", [("n", n.into())])),
        },
        _ => Ok(()),
    }
}
