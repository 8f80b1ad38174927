//! Use cases of class tasks: reading and setting them. What is handed in has a room of its own.

mod cards;
mod export;
mod hand_ins;

pub use cards::cards;
pub use export::export;
pub use hand_ins::{Work, file, hand_in, list_lines, mark_read, work_of};

use std::collections::{HashMap, HashSet};

use actix_web::HttpResponse;
use serde_json::json;

use super::model::{
    Circle, ClassTask, Counts, HandIn, NewTask, Setter, TaskFilter, TaskRow, TaskUpdate,
};
use super::store::classes::{self, Class};
use super::store::hand_ins as rows_of;
use super::{policy, store};
use crate::domains::training_enrolments::{
    ClassMember, ClassOfParticipant, EnrolmentStatus, participants,
};
use crate::domains::{accounts, notices};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::{self, Told};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
use crate::platform::state::State;

fn there<T>(found: Option<T>) -> Result<T> {
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a class task without its class")))
}

fn subject(id: Id, class: &Class) -> Subject {
    Subject::region("class_task", id, &class.region_code)
}

/// Those of a class who have not left it, as far as a circle goes.
fn staying(conn: &mut Conn, circle: &Circle, class: Id) -> Result<Vec<ClassMember>> {
    let mut members = participants::of_class(conn, circle, class)?;
    members.retain(|m| m.status != EnrolmentStatus::Dropped);
    Ok(members)
}

/// Tasks as they are shown, each kind of fact read once for all of them.
fn shown(conn: &mut Conn, circle: &Circle, rows: Vec<TaskRow>, now: Ts) -> Result<Vec<ClassTask>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let of: HashSet<Id> = rows.iter().map(|r| r.class_id).collect();
    let of: Vec<Id> = of.into_iter().collect();
    let titles = classes::by_ids(conn, &of)?;
    let mut members: HashMap<Id, HashSet<Id>> = HashMap::new();
    for class in of {
        let those = staying(conn, circle, class)?;
        let those = those.into_iter().map(|m| m.participant.enrolment_id).collect();
        members.insert(class, those);
    }
    let class_of: HashMap<Id, Id> = rows.iter().map(|r| (r.id, r.class_id)).collect();
    let mut counts: HashMap<Id, Counts> = HashMap::new();
    for (task, enrolment, late, unread) in rows_of::flags(conn, &ids)? {
        let inside = class_of.get(&task).and_then(|class| members.get(class));
        if inside.is_some_and(|those| those.contains(&enrolment)) {
            let counts = counts.entry(task).or_default();
            counts.handed_in += 1;
            counts.late += i64::from(late);
            counts.unread += i64::from(unread);
        }
    }
    let mut own: HashMap<Id, HandIn> = HashMap::new();
    if matches!(circle, Circle::Own(_)) {
        let mine: Vec<Id> = members.values().flatten().copied().collect();
        own.extend(rows_of::of(conn, &ids, &mine)?.into_iter().map(|h| (h.task_id, h)));
    }
    let setters: Vec<Id> = rows.iter().map(|r| r.created_by).collect();
    let names = accounts::names(conn, &setters)?;
    rows.into_iter()
        .map(|r| {
            let mut counts = counts.remove(&r.id).unwrap_or_default();
            let of = members.get(&r.class_id).map_or(0, HashSet::len);
            counts.participants = i64::try_from(of).unwrap_or(i64::MAX);
            let class = there(titles.get(&r.class_id))?;
            Ok(ClassTask {
                id: r.id,
                class: ClassOfParticipant { id: class.id, title: class.title.clone() },
                title: r.title,
                description: r.description,
                due_at: r.due_at,
                overdue: r.due_at < now,
                set_by: Setter {
                    id: r.created_by,
                    name: there(names.get(&r.created_by).cloned())?,
                },
                created_at: r.created_at,
                updated_at: r.updated_at,
                withdrawn_at: r.withdrawn_at,
                counts,
                own: own.remove(&r.id),
                version: r.version,
            })
        })
        .collect()
}

fn shown_one(conn: &mut Conn, circle: &Circle, row: TaskRow, now: Ts) -> Result<ClassTask> {
    shown(conn, circle, vec![row], now)?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// A page of the tasks in the caller's circle.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: TaskFilter,
) -> Result<Page<ClassTask>> {
    caller.may(policy::TABLE, "class_tasks.read")?;
    let (limit, after, now) = (page.limit()?, page.after::<Id>()?, state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let circle = Circle::of(&caller);
            let rows = store::list(conn, &circle, &filter, after, limit)?;
            let total = page.total(|| store::total(conn, &circle, &filter))?;
            let page = Page::build(rows, limit, |r| r.id).of(total);
            page.remade(|rows| shown(conn, &circle, rows, now))
        })
        .await
}

/// One task.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<ClassTask> {
    caller.may(policy::TABLE, "class_tasks.read")?;
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let circle = Circle::of(&caller);
            let row = store::find(conn, &circle, id)?;
            shown_one(conn, &circle, row, now)
        })
        .await
}

/// Refuses what is set for a class that is over.
fn goes_on(class: &Class) -> Result<()> {
    among(class, &["formed", "running"], "it is set no more work")
}

/// What was set can be taken back or be due later while its participants are judged: a day mistyped holds nobody up.
fn may_mend(class: &Class) -> Result<()> {
    among(class, &["formed", "running", "finished"], "nothing of its work changes")
}

fn among(class: &Class, states: &[&str], why: &str) -> Result<()> {
    if states.contains(&class.status.as_str()) {
        return Ok(());
    }
    Err(Error::because(Code::StateForbids, format!("The class is {}: {why}", class.status))
        .why("class_work_fixed", []))
}

fn to_come(due_at: Ts, now: Ts) -> Result<()> {
    if due_at > now {
        return Ok(());
    }
    Err(Error::field("/due_at", "past", "must lie after now"))
}

/// Tells the participants of a class what becomes of a task.
fn tell(conn: &mut Conn, class: &Class, row: &TaskRow, kind: &str, now: Ts) -> Result<()> {
    let users: Vec<Id> =
        staying(conn, &Circle::Country, class.id)?.into_iter().map(|m| m.user_id).collect();
    let params =
        json!({ "task": row.title, "class": class.title, "until": row.due_at.programme_date() });
    notices::send(conn, &users, kind, &params, Some("/my-training"), now)
}

/// Sets a class work.
///
/// # Errors
/// `not_found` for another's class; `state_forbids` once it is over; 422 for a day that is past.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewTask,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "class_tasks.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "create_class_task", &request, move |conn| {
            let circle = Circle::of(&caller);
            let class = classes::find(conn, &circle, new.class_id)?;
            goes_on(&class)?;
            to_come(new.due_at, now)?;
            let row = TaskRow {
                id: ids::new(),
                class_id: class.id,
                title: new.title.trim().into(),
                description: new.description.trim().into(),
                due_at: new.due_at,
                created_by: caller.user,
                created_at: now,
                updated_at: now,
                withdrawn_at: None,
                version: 1,
            };
            store::insert(conn, &row)?;
            let detail = json!({ "class": class.title, "title": row.title, "due_at": row.due_at });
            let about = subject(row.id, &class);
            audit::record(conn, Some(&caller), now, "class_task.create", about, &detail)?;
            tell(conn, &class, &row, "class_task.set", now)?;
            let location = format!("/api/v1/class-tasks/{}", row.id);
            Idempotent::created(location, &shown_one(conn, &circle, row, now)?)
        })
        .await?;
    state.wake_streams();
    Ok(answer)
}

/// A task of the caller's that somebody has seen and that stands, taken for this transaction.
fn kept(conn: &mut Conn, caller: &Caller, id: Id, seen: &IfMatch) -> Result<(TaskRow, Class)> {
    let circle = Circle::of(caller);
    store::find(conn, &circle, id)?;
    store::lock(conn, id)?;
    let row = store::find(conn, &circle, id)?;
    seen.check(row.version)?;
    let class = classes::find(conn, &circle, row.class_id)?;
    may_mend(&class)?;
    if row.withdrawn_at.is_some() {
        let detail = "The task was taken back; nothing of it changes any more";
        return Err(Error::because(Code::StateForbids, detail).why("task_withdrawn", []));
    }
    Ok((row, class))
}

/// Changes a task. When it is due later, what was handed in late is in time.
///
/// # Errors
/// `state_forbids` once it is taken back or the class dissolved; 422 for a day that is past.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: TaskUpdate,
) -> Result<ClassTask> {
    caller.may(policy::TABLE, "class_tasks.update")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let task = state
        .db
        .write(move |conn| {
            let (mut row, class) = kept(conn, &caller, id, &seen)?;
            let mut changed = Vec::new();
            if let Some(title) = change.title {
                row.title = title.trim().into();
                changed.push("title");
            }
            if let Some(description) = change.description {
                row.description = description.trim().into();
                changed.push("description");
            }
            if let Some(due_at) = change.due_at {
                to_come(due_at, now)?;
                row.due_at = due_at;
                changed.push("due_at");
                rows_of::none_late(conn, id)?;
            }
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail =
                json!({ "class": class.title, "changed": changed, "version": row.version });
            let about = subject(id, &class);
            let event = "class_task.update";
            audit::record(conn, Some(&caller), now, event, about, &detail)?;
            let told = Told { event, id, caller: &caller, reason: None, at: now, followers };
            follow::tell(conn, followers, &told)?;
            if !changed.is_empty() {
                tell(conn, &class, &row, "class_task.changed", now)?;
            }
            shown_one(conn, &Circle::of(&caller), row, now)
        })
        .await?;
    state.wake_streams();
    Ok(task)
}

/// Takes a task back: nobody owes it any more, and what was handed in for it no longer counts.
///
/// # Errors
/// `state_forbids` once it is taken back or the class over.
pub async fn withdraw(state: &State, caller: Caller, id: Id, seen: IfMatch) -> Result<ClassTask> {
    caller.may(policy::TABLE, "class_tasks.withdraw")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let task = state
        .db
        .write(move |conn| {
            let (mut row, class) = kept(conn, &caller, id, &seen)?;
            row.withdrawn_at = Some(now);
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail =
                json!({ "class": class.title, "title": row.title, "version": row.version });
            let about = subject(id, &class);
            let event = "class_task.withdraw";
            audit::record(conn, Some(&caller), now, event, about, &detail)?;
            let told = Told { event, id, caller: &caller, reason: None, at: now, followers };
            follow::tell(conn, followers, &told)?;
            tell(conn, &class, &row, "class_task.withdrawn", now)?;
            shown_one(conn, &Circle::of(&caller), row, now)
        })
        .await?;
    state.wake_streams();
    Ok(task)
}
