//! Students and teachers of one class.

use std::collections::HashSet;

use super::super::model::{
    Cohort, CohortRow, CohortStudent, Counts, StudentsChange, StudentsInput, TeachersInput,
};
use super::super::store::members as rolls;
use super::super::{policy, store};
use super::{counts_of, people, reach, shown_one, state_forbids, subject, tried};
use crate::domains::editions::OverrideInput;
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::http::{IfMatch, Page, PageQuery};
use crate::platform::state::State;

/// A page of the students of a cohort by student number.
pub async fn students(
    state: &State,
    caller: Caller,
    id: Id,
    page: PageQuery,
) -> Result<Page<CohortStudent>> {
    caller.may(policy::TABLE, "cohorts.read_students")?;
    caller.client_scope("cohorts:read")?;
    caller.client_scope("students:read")?;
    let (limit, after) = (page.limit()?, page.after::<(String, Id)>()?);
    state
        .db
        .snapshot(move |conn| {
            let cohort = store::find(conn, &reach(&caller), id)?;
            let rows = rolls::list(conn, cohort.id, after, limit)?;
            let total = page.total(|| rolls::count(conn, cohort.id))?;
            Ok(Page::build(rows, limit, |r| (r.student_no.clone(), r.student_id)).of(total))
        })
        .await
}

/// The cohort, taken for this transaction, if its members may change now.
pub(super) fn taken(conn: &mut Conn, caller: &Caller, id: Id) -> Result<(CohortRow, Counts)> {
    let row = store::find(conn, &reach(caller), id)?;
    if !row.status.members_may_change() {
        return Err(
            state_forbids(&row, "its members do not change now").why("cohort_members_stand", [])
        );
    }
    let before = counts_of(conn, id)?;
    Ok((row, before))
}

/// Writes a cohort whose members have changed, with the deviations it has now.
pub(super) fn settle_members(
    conn: &mut Conn,
    row: &mut CohortRow,
    before: Counts,
    overrides: &[OverrideInput],
    by: Id,
    at: Ts,
) -> Result<()> {
    // A draft may lack its teacher until it is submitted; a class that was approved may not lose them.
    let complete = !row.status.is_forming();
    let deviations = tried(conn, row, Some(before), complete, overrides, by, at)?;
    row.deviations = Json::of(&deviations);
    row.updated_at = at;
    row.version += 1;
    store::update(conn, row)
}

fn exchange(
    conn: &mut Conn,
    row: &CohortRow,
    add: &[Id],
    remove: &[Id],
    pointer: &str,
    at: Ts,
) -> Result<()> {
    people::joining(conn, row.institution_id, add, pointer)?;
    people::free(conn, row.edition_id, add, pointer)?;
    rolls::remove_students(conn, row.id, remove)?;
    let pairs: Vec<(Id, Id)> = add.iter().map(|&s| (row.id, s)).collect();
    rolls::add_students(conn, row.edition_id, &pairs, at)
}

/// Replaces the list of students.
pub async fn put_students(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: StudentsInput,
) -> Result<Cohort> {
    caller.may(policy::TABLE, "cohorts.set_members")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            store::lock(conn, &[id])?;
            let version = store::find(conn, &reach(&caller), id)?.version;
            seen.check(version)?;
            let (mut row, before) = taken(conn, &caller, id)?;
            let present: HashSet<Id> = rolls::student_ids(conn, id)?.into_iter().collect();
            let wanted = named_once(&input.student_ids, "/student_ids")?;
            // Pointers are those of the list as it was sent: who stays is asked nothing.
            let add: Vec<Id> =
                input.student_ids.iter().copied().filter(|s| !present.contains(s)).collect();
            let remove: Vec<Id> = present.iter().copied().filter(|s| !wanted.contains(s)).collect();
            exchange(conn, &row, &add, &remove, "/student_ids", now)
                .map_err(|e| repoint(e, &add, &input.student_ids))?;
            settle_members(conn, &mut row, before, &input.overrides, caller.user, now)?;
            record(conn, &caller, &row, &add, &remove, now)?;
            shown_one(conn, row)
        })
        .await
}

/// Adds and removes students; the others stay.
pub async fn change_students(
    state: &State,
    caller: Caller,
    id: Id,
    input: StudentsChange,
) -> Result<Cohort> {
    caller.may(policy::TABLE, "cohorts.set_members")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            store::lock(conn, &[id])?;
            let (mut row, before) = taken(conn, &caller, id)?;
            let present: HashSet<Id> = rolls::student_ids(conn, id)?.into_iter().collect();
            let leaving = named_once(&input.remove, "/remove")?;
            for (i, student) in input.remove.iter().enumerate() {
                if !present.contains(student) {
                    let pointer = format!("/remove/{i}");
                    return Err(Error::field(pointer, "not_in_cohort", "is not in the cohort"));
                }
            }
            for (i, student) in input.add.iter().enumerate() {
                if leaving.contains(student) {
                    let message = "is to be added and removed at once";
                    return Err(Error::field(format!("/add/{i}"), "contradiction", message));
                }
            }
            // Who is in it already is added once more without effect, so that a repeated request does no harm.
            let add: Vec<Id> = input.add.iter().copied().filter(|s| !present.contains(s)).collect();
            exchange(conn, &row, &add, &input.remove, "/add", now)
                .map_err(|e| repoint(e, &add, &input.add))?;
            settle_members(conn, &mut row, before, &input.overrides, caller.user, now)?;
            record(conn, &caller, &row, &add, &input.remove, now)?;
            shown_one(conn, row)
        })
        .await
}

/// Replaces the list of teachers.
pub async fn put_teachers(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: TeachersInput,
) -> Result<Cohort> {
    caller.may(policy::TABLE, "cohorts.set_members")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            store::lock(conn, &[id])?;
            let version = store::find(conn, &reach(&caller), id)?.version;
            seen.check(version)?;
            let (mut row, before) = taken(conn, &caller, id)?;
            let present = rolls::teacher_ids(conn, id)?;
            let school = row.institution_id;
            people::teaching(conn, school, &input.teacher_ids, &present, "/teacher_ids")?;
            rolls::set_teachers(conn, id, &input.teacher_ids)?;
            settle_members(conn, &mut row, before, &input.overrides, caller.user, now)?;
            let detail = serde_json::json!({
                "before": present, "after": input.teacher_ids, "deviations": row.deviations.value(),
                "version": row.version,
            });
            audit::record(conn, Some(&caller), now, "cohort.teachers", subject(&row), &detail)?;
            shown_one(conn, row)
        })
        .await
}

fn record(
    conn: &mut Conn,
    caller: &Caller,
    row: &CohortRow,
    added: &[Id],
    removed: &[Id],
    at: Ts,
) -> Result<()> {
    let detail = serde_json::json!({
        "added": added, "removed": removed, "deviations": row.deviations.value(), "version": row.version,
    });
    audit::record(conn, Some(caller), at, "cohort.students", subject(row), &detail)
}

fn named_once(ids: &[Id], pointer: &str) -> Result<HashSet<Id>> {
    let mut seen = HashSet::with_capacity(ids.len());
    match ids.iter().position(|id| !seen.insert(*id)) {
        Some(i) => Err(Error::field(format!("{pointer}/{i}"), "duplicate", "is named twice")),
        None => Ok(seen),
    }
}

/// Turns pointers into a part of a list into pointers into the whole list.
fn repoint(error: Error, part: &[Id], whole: &[Id]) -> Error {
    let mut out = Error::new(error.code());
    if error.field_errors().is_empty() {
        return error;
    }
    for f in error.field_errors() {
        let (head, index) = f.pointer.rsplit_once('/').unwrap_or((&f.pointer, ""));
        let place = index
            .parse::<usize>()
            .ok()
            .and_then(|i| part.get(i))
            .and_then(|id| whole.iter().position(|w| w == id));
        let pointer = place.map_or_else(|| f.pointer.clone(), |i| format!("{head}/{i}"));
        out = out.and_field(pointer, &f.code, &f.message);
    }
    out
}
