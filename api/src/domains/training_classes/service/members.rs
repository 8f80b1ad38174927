//! Who takes part in classes, and moves between the classes of a batch.

use std::collections::{BTreeMap, HashSet};

use super::super::model::{ClassRow, ClassStatus, Member, MovesInput, MovesResult, Numbers, Reach};
use super::super::{policy, store};
use super::form::{agreed, reaches};
use super::ground::{Ground, present, regions_of};
use super::trainers::{not_own, trainers_now};
use super::{notify, shown, state_forbids, subject};
use crate::domains::training_batches::{self, BatchStatus};
use crate::domains::training_enrolments::{self as enrolments, EnrolmentStatus, Participant};
use crate::platform::audit;
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// A page of the participants of a class, in the order of enrolment. A school sees its own.
pub async fn members(
    state: &State,
    caller: Caller,
    id: Id,
    page: PageQuery,
) -> Result<Page<Member>> {
    caller.may(policy::TABLE, "training_classes.read_members")?;
    let (limit, after) = (page.limit()?, page.after::<i64>()?);
    state
        .db
        .snapshot(move |conn| {
            store::find(conn, &Reach::of(&caller), id)?;
            let mut people = enrolments::of_classes(conn, &[id])?;
            if let Scope::Institution { id: own, .. } = &caller.scope {
                people.retain(|p| p.row.institution_id == *own);
            }
            let total = page.total(|| Ok(i64::try_from(people.len()).unwrap_or(i64::MAX)))?;
            // A class has few enough to be read as a whole.
            people.retain(|p| after.is_none_or(|seq| p.row.seq > seq));
            people.truncate(usize::try_from(limit + 1).unwrap_or(usize::MAX));
            let page = Page::build(people, limit, |p| p.row.seq).of(total);
            page.remade(|people| Ok(people.into_iter().map(member).collect()))
        })
        .await
}

fn member(p: Participant) -> Member {
    Member {
        enrolment_id: p.row.id,
        user_id: p.row.user_id,
        teacher: p.teacher,
        institution: p.institution,
        region_code: p.row.region_code,
        level: p.row.level,
        status: p.row.status,
        seq: p.row.seq,
    }
}

/// Moves people between classes of their batch that have not begun, out of them or into one: all of them or none.
///
/// # Errors
/// `not_found` for a class or enrolment out of reach; `state_forbids` for a class that has begun or would be left
/// empty; `same_person` for a class that one of them trains; `not_agreed`; `rule_violated` or `rule_override_required` for what gets worse.
pub async fn moves(state: &State, caller: Caller, input: MovesInput) -> Result<MovesResult> {
    caller.may(policy::TABLE, "training_classes.set_members")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let result = state
        .db
        .write(move |conn| {
            training_batches::lock(conn, &[input.batch_id])?;
            let reach = training_batches::Reach::of(&caller);
            let batch = training_batches::find_in(conn, &reach, input.batch_id)?;
            if !batch.status.forms_classes() {
                let detail = format!("The batch is {}: nobody changes classes", batch.status);
                return Err(
                    Error::because(Code::StateForbids, detail).why("batch_forms_no_classes", [])
                );
            }
            let mut ground = Ground::of(conn, batch.id)?;
            let people = movable(conn, &ground, &caller.scope, &input)?;
            let mut classes = concerned(conn, &caller, &people, input.to, batch.id)?;
            let mut before: BTreeMap<Id, Numbers> = BTreeMap::new();
            if people.is_empty() {
                return Ok(MovesResult { classes: shown(conn, classes)? });
            }
            for row in &classes {
                before.insert(row.id, ground.numbers(conn, row)?);
            }
            let mut by_class: BTreeMap<Option<Id>, Vec<Id>> = BTreeMap::new();
            for p in &people {
                by_class.entry(p.row.class_id).or_default().push(p.row.id);
            }
            for (from, ids) in &by_class {
                enrolments::put_in_class(conn, ids, *from, input.to, now)?;
            }
            for row in &mut classes {
                let now_in = present(enrolments::of_classes(conn, &[row.id])?);
                if now_in.is_empty() {
                    return Err(state_forbids(
                        row,
                        "nobody would be left in it; dissolve it instead",
                    )
                    .why("class_would_be_empty", [("title", (&row.title).into())]));
                }
                not_own(&trainers_now(conn, row.id)?, &now_in, "/trainer_ids")?;
                let regions: Vec<String> = regions_of(&now_in).into_iter().collect();
                agreed(&ground, std::iter::once((row.title.as_str(), regions.as_slice())))?;
                let numbers = before.get(&row.id);
                ground.resettle(conn, row, numbers, &input.overrides, &caller, now)?;
                record(conn, &caller, row, &people, input.to, now)?;
            }
            let unplaced = enrolments::unplaced_count(conn, batch.id)?;
            if batch.status == BatchStatus::Enrolling && unplaced == 0 {
                let to = BatchStatus::Grouped;
                training_batches::bring(conn, &caller, followers, batch.id, to, now)?;
            }
            Ok(MovesResult { classes: shown(conn, classes)? })
        })
        .await?;
    state.wake_streams();
    Ok(result)
}

/// Those who are named and really move.
fn movable(
    conn: &mut Conn,
    ground: &Ground,
    scope: &Scope,
    input: &MovesInput,
) -> Result<Vec<Participant>> {
    let known: BTreeMap<Id, Participant> =
        enrolments::named(conn, &input.enrolment_ids)?.into_iter().map(|p| (p.row.id, p)).collect();
    let mut unknown = Error::new(Code::NotFound);
    let mut fixed = Error::new(Code::StateForbids).why("some_do_not_move", []);
    let (mut seen, mut wrong, mut out) = (HashSet::new(), Vec::new(), Vec::new());
    for (i, id) in input.enrolment_ids.iter().enumerate() {
        let pointer = format!("/enrolment_ids/{i}");
        let reached = known.get(id).filter(|p| {
            p.row.batch_id == ground.batch.id && reaches(ground, scope, &p.row.region_code)
        });
        match reached {
            None => unknown = unknown.and_field(pointer, "unknown", "is not enrolled in the batch"),
            Some(_) if !seen.insert(*id) => {
                wrong.push(FieldError::new(pointer, "duplicate", "is named twice"));
            }
            Some(p)
                if !matches!(p.row.status, EnrolmentStatus::Enrolled | EnrolmentStatus::Placed) =>
            {
                fixed = fixed.and_field(pointer, "state", format!("is {}", p.row.status));
            }
            // Who is there already is moved once more without effect, so that a repeated request does no harm.
            Some(p) if p.row.class_id == input.to => {}
            Some(p) => out.push(p.clone()),
        }
    }
    for refusal in [unknown, Error::fields(wrong), fixed] {
        if !refusal.field_errors().is_empty() {
            return Err(refusal);
        }
    }
    Ok(out)
}

/// The classes that people leave or join, taken for this transaction; none of them has begun.
fn concerned(
    conn: &mut Conn,
    caller: &Caller,
    people: &[Participant],
    to: Option<Id>,
    batch: Id,
) -> Result<Vec<ClassRow>> {
    let mut ids: Vec<Id> = people.iter().filter_map(|p| p.row.class_id).chain(to).collect();
    ids.sort_unstable();
    ids.dedup();
    store::lock(conn, &ids)?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let row = store::find(conn, &Reach::of(caller), id)?;
        if row.batch_id != batch {
            return Err(Error::field("/to", "elsewhere", "is a class of another batch"));
        }
        if row.status != ClassStatus::Formed {
            return Err(state_forbids(&row, "its participants stand once it has begun")
                .why("class_begun_members", [("title", (&row.title).into())]));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn record(
    conn: &mut Conn,
    caller: &Caller,
    row: &ClassRow,
    people: &[Participant],
    to: Option<Id>,
    at: crate::platform::db::Ts,
) -> Result<()> {
    let comes = to == Some(row.id);
    let left = |p: &&Participant| p.row.class_id == Some(row.id);
    let came: Vec<Participant> = if comes { people.to_vec() } else { vec![] };
    let went: Vec<Participant> = people.iter().filter(left).cloned().collect();
    let ids = |people: &[Participant]| people.iter().map(|p| p.row.id).collect::<Vec<Id>>();
    let detail = serde_json::json!({
        "added": ids(&came), "removed": ids(&went), "to": to,
        "deviations": row.deviations.value(), "version": row.version,
    });
    audit::record(conn, Some(caller), at, "training_class.move", subject(row), &detail)?;
    // Who only changes classes is told of the new one.
    let told = if to.is_none() { went.as_slice() } else { &[] };
    notify::moved(conn, caller, row, &came, told, at)
}
