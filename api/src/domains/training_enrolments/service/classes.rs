//! What classes do to those who are enrolled; for the slice that keeps classes. The batch is locked.

use std::collections::HashSet;

use super::super::model::{
    EnrolmentRow, EnrolmentStatus, InstitutionOfEnrolment, TeacherOfEnrolment,
};
use super::super::store::{self, classes, people, waiting};
use super::promote::promote;
use super::{notify, subject};
use crate::domains::training_batches::{self, BatchRow};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::Told;

/// Somebody who is enrolled, with the names that classes show.
#[derive(Debug, Clone)]
pub struct Participant {
    pub row: EnrolmentRow,
    pub teacher: TeacherOfEnrolment,
    pub institution: InstitutionOfEnrolment,
}

fn with_names(conn: &mut Conn, rows: Vec<EnrolmentRow>) -> Result<Vec<Participant>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let mut names = people::names(conn, &ids)?;
    rows.into_iter()
        .map(|row| {
            let names = names.remove(&row.id).ok_or_else(|| Error::new(Code::NotFound))?;
            Ok(Participant { row, teacher: names.teacher, institution: names.institution })
        })
        .collect()
}

/// These enrolments, in the order of the ids; who is unknown is left out.
pub fn named(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Participant>> {
    let rows = store::rows(conn, ids)?;
    with_names(conn, rows)
}

/// Those of a batch who have a place and no class, in the order of enrolment.
pub fn unplaced(conn: &mut Conn, batch: Id) -> Result<Vec<Participant>> {
    let rows = classes::unplaced(conn, batch)?;
    with_names(conn, rows)
}

/// How many of a batch have a place and no class.
pub fn unplaced_count(conn: &mut Conn, batch: Id) -> Result<usize> {
    Ok(classes::unplaced(conn, batch)?.len())
}

/// Those of these classes, whatever has become of them, in the order of enrolment.
pub fn of_classes(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Participant>> {
    let rows = classes::of(conn, ids)?;
    with_names(conn, rows)
}

/// Moves people from one class to another, `None` being no class. The slice of classes records it.
///
/// # Errors
/// `conflict` if one of them is not there any more.
pub fn put_in_class(
    conn: &mut Conn,
    ids: &[Id],
    from: Option<Id>,
    to: Option<Id>,
    at: Ts,
) -> Result<()> {
    classes::put(conn, ids, from, to, at)
}

/// Ends the waiting list of a batch: its first class has begun.
pub fn expire(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    let batch = training_batches::by_id(conn, told.id)?;
    let ids = waiting::first(conn, batch.id, i64::MAX)?;
    let mut rows = store::rows(conn, &ids)?;
    for row in &mut rows {
        row.status = EnrolmentStatus::Expired;
        row.live = false;
        row.ended_at = Some(told.at);
        row.updated_at = told.at;
        row.version += 1;
        store::update(conn, row)?;
        let detail = serde_json::json!({
            "batch": batch.title, "order": row.seq, "version": row.version,
        });
        let event = "training_enrolment.expire";
        audit::record(conn, Some(told.caller), told.at, event, subject(row), &detail)?;
    }
    notify::expired(conn, &batch, &rows, told.at)
}

/// Moves whoever of a region has no class yet from one batch to another with their places, those with a place first,
/// in the order in which they were enrolled: what regions agree on that train together. Gives how many places moved.
pub fn transfer(
    conn: &mut Conn,
    caller: &Caller,
    (from, to): (&BatchRow, &BatchRow),
    region: &str,
    reason: &str,
    at: Ts,
) -> Result<i32> {
    let mut rows = store::live_of(conn, from.id)?;
    rows.retain(|r| r.region_code == region && r.status.is_free());
    rows.sort_unstable_by_key(|r| (r.status == EnrolmentStatus::Waiting, r.enrolled_at, r.seq));
    let people: Vec<Id> = rows.iter().map(|r| r.person_id).collect();
    let past = store::past(conn, from.edition_id, to.id, &people, None)?;
    let tried: HashSet<Id> = past
        .into_iter()
        .filter(|(_, past)| past.iter().any(|p| p.status.had_a_try() && p.period >= to.period))
        .map(|(person, _)| person)
        .collect();
    rows.retain(|r| !tried.contains(&r.person_id));
    let places = rows.iter().filter(|r| r.status == EnrolmentStatus::Enrolled).count();
    let places = i32::try_from(places).unwrap_or(i32::MAX);
    training_batches::change_places(conn, caller, to.id, places, at)?;
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let first = training_batches::give_seqs(conn, to.id, count)?;
    for (row, seq) in rows.iter_mut().zip(first..) {
        row.batch_id = to.id;
        row.period = to.period;
        row.seq = seq;
        row.reason = Some(reason.into());
        row.updated_at = at;
        row.version += 1;
        store::update(conn, row)?;
        let detail = serde_json::json!({
            "from": from.title, "to": to.title, "before": row.status, "after": row.status,
            "order": row.seq, "reason": row.reason, "version": row.version,
        });
        let event = "training_enrolment.move";
        audit::record(conn, Some(caller), at, event, subject(row), &detail)?;
        notify::moved(conn, caller, (from, to), row, at)?;
    }
    training_batches::change_places(conn, caller, from.id, -places, at)?;
    promote(conn, from.id, caller, at)?;
    // Who waited there stands behind the places that are free here.
    promote(conn, to.id, caller, at)?;
    Ok(places)
}
