//! Taking an enrolment back, moving it to another batch, and leaving a class that runs.

use super::super::model::{
    DropInput, Enrolment, EnrolmentRow, EnrolmentStatus, MoveInput, Past, Reach, Refusal,
    WithdrawInput,
};
use super::super::store::{people, waiting};
use super::super::{policy, store};
use super::promote::promote;
use super::{notify, shown_one, subject};
use crate::domains::training_batches::{self, BatchRow, BatchStatus};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::{self, Told};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// An enrolment with its batch, both taken for this transaction, together with other batches.
fn taken(
    conn: &mut Conn,
    caller: &Caller,
    id: Id,
    seen: &IfMatch,
    others: &[Id],
) -> Result<(EnrolmentRow, BatchRow)> {
    let reach = Reach::of(caller);
    let batch = store::find(conn, &reach, id)?.batch_id;
    let mut batches = others.to_vec();
    batches.push(batch);
    training_batches::lock(conn, &batches)?;
    let row = store::find(conn, &reach, id)?;
    seen.check(row.version)?;
    if row.batch_id != batch {
        // It was moved while we waited, without another version: nothing does that.
        return Err(Error::new(Code::VersionMismatch));
    }
    let batch = training_batches::by_id(conn, batch)?;
    Ok((row, batch))
}

/// Refuses to let go who is in a class, and who has ended.
fn may_leave(row: &EnrolmentRow, batch: &BatchRow) -> Result<()> {
    // Whose class was dissolved while others run is free as well.
    let stranded = batch.status == BatchStatus::Running && row.status == EnrolmentStatus::Enrolled;
    if row.status.is_free() && (batch.status.takes_people() || stranded) {
        return Ok(());
    }
    let mend =
        if row.status == EnrolmentStatus::Placed { "; take it out of its class first" } else { "" };
    let detail = format!("The enrolment is {}, its batch {}{mend}", row.status, batch.status);
    Err(Error::because(Code::StateForbids, detail))
}

/// Takes an enrolment back; the next who waits gets the place.
///
/// # Errors
/// `state_forbids` once it is in a class or over.
pub async fn withdraw(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: WithdrawInput,
) -> Result<Enrolment> {
    caller.may(policy::TABLE, "training_enrolments.withdraw")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let enrolment = state
        .db
        .write(move |conn| {
            let (mut row, batch) = taken(conn, &caller, id, &seen, &[])?;
            may_leave(&row, &batch)?;
            let before = row.status;
            row.status = EnrolmentStatus::Withdrawn;
            row.live = false;
            row.ended_at = Some(now);
            row.reason = Some(input.reason.trim().into());
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail = serde_json::json!({
                "from": before, "to": row.status, "batch": batch.title, "reason": row.reason,
                "version": row.version,
            });
            let event = "training_enrolment.withdraw";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            notify::withdrawn(conn, &caller, &batch, &row, now)?;
            promote(conn, batch.id, &caller, now)?;
            let reason = row.reason.as_deref();
            follow::tell(conn, followers, &Told { event, id, caller: &caller, reason, at: now })?;
            shown_one(conn, row)
        })
        .await?;
    state.wake_streams();
    Ok(enrolment)
}

/// Moves an enrolment to another batch of the edition: into a free place there, or onto its waiting list. Its old
/// place goes to the next who waits.
///
/// # Errors
/// `not_found` for a batch out of reach; `state_forbids` for one that does not enrol, is of another edition or
/// region, or of a period that the teacher had a try in.
pub async fn move_to(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: MoveInput,
) -> Result<Enrolment> {
    caller.may(policy::TABLE, "training_enrolments.move")?;
    let now = state.clock.now();
    let enrolment = state
        .db
        .write(move |conn| {
            let (mut row, from) = taken(conn, &caller, id, &seen, &[input.batch_id])?;
            may_leave(&row, &from)?;
            let reach = training_batches::Reach::of(&caller);
            let to = training_batches::find_in(conn, &reach, input.batch_id)?;
            fits(conn, &row, &to)?;
            let before = row.status;
            let full = to.taken >= to.places || waiting::any(conn, to.id)?;
            row.status = if full { EnrolmentStatus::Waiting } else { EnrolmentStatus::Enrolled };
            row.batch_id = to.id;
            row.period = to.period;
            row.seq = training_batches::give_seqs(conn, to.id, 1)?;
            row.promoted_at = None;
            row.reason = Some(input.reason.trim().into());
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail = serde_json::json!({
                "from": from.title, "to": to.title, "before": before, "after": row.status,
                "order": row.seq, "reason": row.reason, "version": row.version,
            });
            let event = "training_enrolment.move";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            notify::moved(conn, &caller, (&from, &to), &row, now)?;
            promote(conn, from.id, &caller, now)?;
            shown_one(conn, row)
        })
        .await?;
    state.wake_streams();
    Ok(enrolment)
}

/// Lets somebody leave a class that runs; the place stays taken.
///
/// # Errors
/// `state_forbids` unless the class runs.
pub async fn drop_out(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: DropInput,
) -> Result<Enrolment> {
    caller.may(policy::TABLE, "training_enrolments.drop")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let enrolment = state
        .db
        .write(move |conn| {
            let (mut row, batch) = taken(conn, &caller, id, &seen, &[])?;
            let class = people::classes(conn, &[id])?.remove(&id);
            let runs = class.as_ref().is_some_and(|class| class.status == "running");
            if row.status != EnrolmentStatus::Placed || !runs {
                let detail = format!(
                    "The enrolment is {}: only who is in a class that runs drops out",
                    row.status
                );
                return Err(Error::because(Code::StateForbids, detail));
            }
            row.status = EnrolmentStatus::Dropped;
            row.live = false;
            row.ended_at = Some(now);
            row.reason = Some(input.reason.trim().into());
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail = serde_json::json!({
                "batch": batch.title, "class": class.map(|c| c.title), "reason": row.reason,
                "version": row.version,
            });
            let event = "training_enrolment.drop";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            notify::dropped(conn, &caller, &batch, &row, now)?;
            let reason = row.reason.as_deref();
            follow::tell(conn, followers, &Told { event, id, caller: &caller, reason, at: now })?;
            shown_one(conn, row)
        })
        .await?;
    state.wake_streams();
    Ok(enrolment)
}

/// Whether an enrolment may go to this batch.
fn fits(conn: &mut Conn, row: &EnrolmentRow, to: &BatchRow) -> Result<()> {
    let no = |why: &str| Err(Error::because(Code::StateForbids, format!("The batch {why}")));
    if to.id == row.batch_id {
        return no("is the one it is in");
    }
    if to.edition_id != row.edition_id {
        return no("is of another edition");
    }
    if to.status != BatchStatus::Enrolling {
        return no(&format!("is {}: nobody is enrolled now", to.status));
    }
    if !training_batches::regions_of(conn, to.id)?.contains(&row.region_code) {
        return no("does not take teachers of this region");
    }
    let past = store::past(conn, row.edition_id, to.id, &[row.person_id])?;
    let tried = |p: &Past| p.status.had_a_try() && p.period >= to.period;
    if past.get(&row.person_id).is_some_and(|past| past.iter().any(tried)) {
        return Err(Error::because(Code::StateForbids, Refusal::LaterPeriod.message()));
    }
    Ok(())
}
