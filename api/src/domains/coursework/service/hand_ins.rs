//! Handing in and reading.

use std::collections::HashMap;

use serde_json::json;

use super::super::model::{Circle, HandIn, HandInInput, HandInLine, HandInRow, ReadInput, TaskRow};
use super::super::store::{classes, hand_ins};
use super::super::{policy, store};
use super::staying;
use crate::domains::notices;
use crate::domains::training_enrolments::{ClassMember, EnrolmentStatus, participants};
use crate::domains::uploads::{self, Finished, UploadPurpose};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::files;
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Whose the files are.
const OWNER: &str = "task_hand_in";

/// A file to download.
pub struct Sheet {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// How much of its work a class was set, and who has handed in how much of it in time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    pub set: usize,
    /// By enrolment; who is missing has handed in nothing in time.
    pub in_time: HashMap<Id, usize>,
}

/// The work of a class so far; for whoever assesses it.
pub fn work_of(conn: &mut Conn, class: Id) -> Result<Work> {
    let tasks = store::standing(conn, class)?;
    Ok(Work { set: tasks.len(), in_time: hand_ins::in_time(conn, &tasks)? })
}

/// What is recorded of a hand-in; its task is in the detail.
fn subject(of: &ClassMember) -> Subject {
    let p = &of.participant;
    Subject::institution("task_hand_in", p.enrolment_id, &p.region_code, p.institution.id)
}

fn shown(conn: &mut Conn, row: &HandInRow) -> Result<HandIn> {
    let found = hand_ins::of(conn, &[row.task_id], &[row.enrolment_id])?.pop();
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// The participants of the task's class, each with what they handed in.
pub async fn list_lines(state: &State, caller: Caller, task: Id) -> Result<Vec<HandInLine>> {
    caller.may(policy::TABLE, "hand_ins.read")?;
    state
        .db
        .snapshot(move |conn| {
            let circle = Circle::of(&caller);
            let task = store::find(conn, &circle, task)?;
            let members = staying(conn, &circle, task.class_id)?;
            let those: Vec<Id> = members.iter().map(|m| m.participant.enrolment_id).collect();
            let found = hand_ins::of(conn, &[task.id], &those)?;
            let mut found: HashMap<Id, HandIn> =
                found.into_iter().map(|h| (h.enrolment_id, h)).collect();
            let line = |m: ClassMember| HandInLine {
                hand_in: found.remove(&m.participant.enrolment_id),
                participant: m.participant,
            };
            Ok(members.into_iter().map(line).collect())
        })
        .await
}

/// The caller's own place in the class of a task that takes work now.
fn own(conn: &mut Conn, caller: &Caller, id: Id) -> Result<(TaskRow, ClassMember)> {
    let circle = Circle::of(caller);
    let task = store::find(conn, &circle, id)?;
    // Whoever was in it twice is in it now with the last of their enrolments.
    let of = participants::of_class(conn, &circle, task.class_id)?
        .into_iter()
        .max_by_key(|m| m.participant.enrolment_id)
        .ok_or_else(|| Error::new(Code::NotFound))?;
    if task.withdrawn_at.is_some() {
        let detail = "The task was taken back; nothing is handed in for it";
        return Err(Error::because(Code::StateForbids, detail).why("task_withdrawn_own", []));
    }
    // What was due later is still handed in when the class is over, until its participant has a result.
    if !(of.status == EnrolmentStatus::Placed && of.took_part()) {
        let detail = format!("The class is {}, the participant {}", of.class_status, of.status);
        return Err(Error::because(Code::StateForbids, detail).why("no_hand_ins_now", []));
    }
    Ok((task, of))
}

/// Refuses late work in the place of work that was in time.
fn timely(task: &TaskRow, before: Option<&HandInRow>, now: Ts) -> Result<()> {
    if now > task.due_at && before.is_some_and(|before| !before.late) {
        let detail = format!(
            "The task was due {}; what you handed in in time stands and counts",
            task.due_at
        );
        return Err(Error::because(Code::DeadlinePassed, detail)
            .why("task_was_due", [("due", task.due_at.into())]));
    }
    Ok(())
}

/// Hands in work for a task, in the place of what was handed in before.
///
/// # Errors
/// `state_forbids` unless the class has begun, the task stands and the participant has no result yet; `deadline_passed` when that would replace work that was
/// in time by work that is late; 422 with neither a text nor a file; those of [`uploads::finish`] for the file.
pub async fn hand_in(
    state: &State,
    caller: Caller,
    task: Id,
    input: HandInInput,
) -> Result<HandIn> {
    caller.may(policy::TABLE, "hand_ins.write")?;
    let now = state.clock.now();
    let body = input.body.map(|b| b.trim().to_string()).filter(|b| !b.is_empty());
    let finished = match input.upload_id {
        None if body.is_none() => {
            return Err(Error::field("/body", "required", "hand in a text or a file"));
        }
        None => None,
        Some(upload) => {
            let who = caller.clone();
            // Before the file is looked at, which takes a while; and again in the transaction.
            state
                .db
                .read(move |conn| {
                    let (task, of) = own(conn, &who, task)?;
                    let before = hand_ins::find(conn, task.id, of.participant.enrolment_id)?;
                    timely(&task, before.as_ref(), now)
                })
                .await?;
            Some(uploads::finish(state, caller.user, upload, UploadPurpose::Task).await?)
        }
    };
    let taken = finished.clone();
    let handed_in =
        state.db.write(move |conn| put(conn, &caller, task, (body, taken.as_ref()), now)).await?;
    if let Some(finished) = &finished {
        uploads::drop_taken(state, finished).await;
    }
    Ok(handed_in)
}

fn put(
    conn: &mut Conn,
    caller: &Caller,
    task: Id,
    (body, finished): (Option<String>, Option<&Finished>),
    now: Ts,
) -> Result<HandIn> {
    store::find(conn, &Circle::of(caller), task)?;
    store::lock(conn, task)?;
    let (task, of) = own(conn, caller, task)?;
    let before = hand_ins::find(conn, task.id, of.participant.enrolment_id)?;
    timely(&task, before.as_ref(), now)?;
    let file = match finished {
        None => None,
        Some(finished) => {
            uploads::take(conn, finished)?;
            Some(files::attach(conn, &finished.blob, OWNER, task.id, now)?)
        }
    };
    let row = HandInRow {
        task_id: task.id,
        enrolment_id: of.participant.enrolment_id,
        body,
        file_id: file,
        handed_in_at: now,
        late: now > task.due_at,
        read_by: None,
        read_at: None,
        remarks: None,
        version: before.map_or(1, |before| before.version + 1),
    };
    hand_ins::put(conn, &row)?;
    let detail = json!({
        "class": of.participant.class.title, "task": task.title, "late": row.late,
        "version": row.version,
    });
    let event = "task_hand_in.hand_in";
    audit::record(conn, Some(caller), now, event, subject(&of), &detail)?;
    shown(conn, &row)
}

/// A hand-in in the caller's circle, with its task.
fn found(
    conn: &mut Conn,
    caller: &Caller,
    (task, enrolment): (Id, Id),
) -> Result<(TaskRow, ClassMember, HandInRow)> {
    let circle = Circle::of(caller);
    let task = store::find(conn, &circle, task)?;
    let of = participants::find(conn, &circle, enrolment)?;
    let row = hand_ins::find(conn, task.id, enrolment)?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok((task, of, row))
}

/// Marks work as read, with what there is to say to it.
///
/// # Errors
/// `version_mismatch` when it was handed in again meanwhile.
pub async fn mark_read(
    state: &State,
    caller: Caller,
    ids: (Id, Id),
    seen: IfMatch,
    input: ReadInput,
) -> Result<HandIn> {
    caller.may(policy::TABLE, "hand_ins.mark_read")?;
    let now = state.clock.now();
    let remarks = input.remarks.map(|r| r.trim().to_string()).filter(|r| !r.is_empty());
    let shown = state
        .db
        .write(move |conn| {
            let (task, of, mut row) = found(conn, &caller, ids)?;
            seen.check(row.version)?;
            let class = classes::find(conn, &Circle::of(&caller), task.class_id)?;
            row.read_by = Some(caller.user);
            row.read_at = Some(now);
            row.remarks = remarks;
            row.version += 1;
            hand_ins::update(conn, &row)?;
            let detail = json!({
                "class": class.title, "task": task.title, "remarks": row.remarks,
                "version": row.version,
            });
            let event = "task_hand_in.mark_read";
            audit::record(conn, Some(&caller), now, event, subject(&of), &detail)?;
            if row.remarks.is_some() {
                let params = json!({ "task": task.title, "class": class.title });
                let (kind, link) = ("class_task.remarked", Some("/my-training"));
                notices::send(conn, &[of.user_id], kind, &params, link, now)?;
            }
            shown(conn, &row)
        })
        .await?;
    state.wake_streams();
    Ok(shown)
}

/// The file that was handed in.
///
/// # Errors
/// `not_found` also where there is only a text.
pub async fn file(state: &State, caller: Caller, ids: (Id, Id)) -> Result<Sheet> {
    caller.may(policy::TABLE, "hand_ins.read")?;
    let file = state
        .db
        .snapshot(move |conn| {
            let (_, _, row) = found(conn, &caller, ids)?;
            let file = row.file_id.ok_or_else(|| Error::new(Code::NotFound))?;
            files::find(conn, file, OWNER, row.task_id)
        })
        .await?;
    let bytes = state.files.get(&file.sha256).await?;
    Ok(Sheet { name: file.name, media_type: file.media_type, bytes })
}
