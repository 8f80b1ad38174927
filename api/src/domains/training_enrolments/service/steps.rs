//! Taking an enrolment back, moving it to another batch, and leaving a class that runs.

use super::super::model::{
    DropInput, Enrolment, EnrolmentRow, EnrolmentStatus, MoveInput, Reach, WithdrawInput,
};
use super::super::store::{people as others, waiting};
use super::super::{policy, store};
use super::promote::promote;
use super::{fitting, notify, open_batch, shown_one, subject};
use crate::domains::people;
use crate::domains::training_batches::{self, BatchRow, BatchStatus};
use crate::platform::audit;
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Reason, Result};
use crate::platform::follow::{self, Follower, Told};
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
    let (mend, reason) = if row.status == EnrolmentStatus::Placed {
        ("; take it out of its class first", Reason::of("enrolment_placed", []))
    } else {
        ("", Reason::of("enrolment_stands", []))
    };
    let detail = format!("The enrolment is {}, its batch {}{mend}", row.status, batch.status);
    Err(Error::because(Code::StateForbids, detail).for_reason(reason))
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
            left(conn, followers, &caller, batch.id, now)?;
            shown_one(conn, row)
        })
        .await?;
    state.wake_streams();
    Ok(enrolment)
}

/// Tells that a batch has one less who waits for a class of it.
fn left(conn: &mut Conn, followers: &[Follower], caller: &Caller, batch: Id, at: Ts) -> Result<()> {
    let told =
        Told { event: "training_enrolments.left", id: batch, caller, reason: None, at, followers };
    follow::tell(conn, followers, &told)
}

/// Moves an enrolment to another batch of the edition: into a free place there, or onto its waiting list. Its old
/// place goes to the next who waits.
///
/// # Errors
/// Those of [`open_batch`] for a batch that enrols nobody now; `state_forbids` for one of another edition, and for a
/// teacher who could not be enrolled there.
pub async fn move_to(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: MoveInput,
) -> Result<Enrolment> {
    caller.may(policy::TABLE, "training_enrolments.move")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let enrolment = state
        .db
        .write(move |conn| {
            let (mut row, from) = taken(conn, &caller, id, &seen, &[input.batch_id])?;
            may_leave(&row, &from)?;
            let to = target(conn, &caller, &row, input.batch_id, now)?;
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
            left(conn, followers, &caller, from.id, now)?;
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
            let class = others::classes(conn, &[id])?.remove(&id);
            let runs = class.as_ref().is_some_and(|class| class.status == "running");
            if row.status != EnrolmentStatus::Placed || !runs {
                let detail = format!(
                    "The enrolment is {}: only who is in a class that runs drops out",
                    row.status
                );
                return Err(
                    Error::because(Code::StateForbids, detail).why("not_in_running_class", [])
                );
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
            follow::tell(
                conn,
                followers,
                &Told { event, id, caller: &caller, reason, at: now, followers },
            )?;
            shown_one(conn, row)
        })
        .await?;
    state.wake_streams();
    Ok(enrolment)
}

/// The batch that an enrolment may go to: by the rules by which somebody is enrolled there.
fn target(
    conn: &mut Conn,
    caller: &Caller,
    row: &EnrolmentRow,
    id: Id,
    now: Ts,
) -> Result<BatchRow> {
    let to = open_batch(conn, &training_batches::Reach::of(caller), id, now)?;
    let no = |why: &str| Error::because(Code::StateForbids, format!("The batch {why}"));
    if to.id == row.batch_id {
        return Err(no("is the one it is in").why("same_batch", []));
    }
    if to.edition_id != row.edition_id {
        return Err(no("is of another edition").why("batch_of_other_edition", []));
    }
    let teacher = people::teachers_in(conn, &Scope::Country, &[row.teacher_id])?;
    for verdict in fitting(conn, &to, &teacher, Some(row.id))? {
        verdict.map_err(|refusal| {
            Error::because(refusal.error(), refusal.message()).for_reason(refusal.reason())
        })?;
    }
    Ok(to)
}
