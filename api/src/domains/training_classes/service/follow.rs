//! What steps of batches and enrolments mean for classes.

use super::super::model::{ClassRow, ClassStatus, MergeStatus};
use super::super::store::{self, merges};
use super::steps::settle_batch;
use super::{notify, subject};
use crate::domains::live_sessions::{self, ClassKind};
use crate::domains::{training_batches, training_enrolments as enrolments};
use crate::platform::audit;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::Told;

/// A batch that is called off gives up its classes, and neither it nor one that runs has regions to agree any more; who
/// drops out is missed by the trainers; who leaves without a class may be the last for whom the batch waited.
pub fn follow(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    match told.event {
        "training_batch.cancel" => {
            give_up(conn, told)?;
            end_merges(conn, told)
        }
        "training_batch.run" => end_merges(conn, told),
        "training_batch.update" => days_stand(conn, told.id),
        "training_enrolments.left" => {
            settle_batch(conn, told.caller, told.followers, told.id, told.at)
        }
        "training_enrolment.drop" => missed(conn, told),
        _ => Ok(()),
    }
}

fn give_up(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    let mut rows = store::of_batch(conn, told.id)?;
    rows.retain(|row| row.status == ClassStatus::Formed);
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    store::lock(conn, &ids)?;
    for mut row in rows {
        row.status = ClassStatus::Dissolved;
        row.remarks = told.reason.map(str::to_string);
        row.updated_at = told.at;
        row.version += 1;
        store::update(conn, &row)?;
        let detail = serde_json::json!({
            "from": ClassStatus::Formed, "to": row.status, "remarks": row.remarks,
            "version": row.version,
        });
        let event = "training_class.dissolve";
        audit::record(conn, Some(told.caller), told.at, event, subject(&row), &detail)?;
        let ahead = (ClassKind::TrainingClass, row.id);
        let reason = told.reason.unwrap_or("研修批次已取消");
        live_sessions::cancel_all(conn, told.caller, ahead, reason, told.at)?;
    }
    Ok(())
}

fn end_merges(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    for mut row in merges::open_of_batch(conn, told.id)? {
        row.status = MergeStatus::Withdrawn;
        row.ended_at = Some(told.at);
        row.version += 1;
        merges::update(conn, &row)?;
        let detail =
            serde_json::json!({ "from": "proposed", "to": row.status, "version": row.version });
        let event = "training_merge.withdraw";
        audit::record(
            conn,
            Some(told.caller),
            told.at,
            event,
            super::merges::subject(&row),
            &detail,
        )?;
        notify::merge(conn, told.caller, &row, "training_merge.withdrawn", told.at)?;
    }
    Ok(())
}

/// Classes lie within the days of their batch, whatever becomes of these.
fn days_stand(conn: &mut Conn, batch: Id) -> Result<()> {
    let batch = training_batches::by_id(conn, batch)?;
    let outside = |row: &ClassRow| {
        row.status.is_live() && (row.starts_on < batch.starts_on || row.ends_on > batch.ends_on)
    };
    let lost = store::of_batch(conn, batch.id)?.into_iter().filter(outside).count();
    if lost == 0 {
        return Ok(());
    }
    let detail = format!("{lost} classes of the batch lie outside these days; change them first");
    Err(Error::because(Code::Conflict, detail).why("classes_outside_days", [("n", lost.into())]))
}

fn missed(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    let Some(person) = enrolments::named(conn, &[told.id])?.pop() else { return Ok(()) };
    match person.row.class_id {
        Some(class) => notify::dropped(conn, told.caller, class, told.id, told.at),
        None => Ok(()),
    }
}
