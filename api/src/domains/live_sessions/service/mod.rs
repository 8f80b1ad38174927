//! Use cases of live sessions: reading them. Planning, steps, rooms and attendance have rooms of their own.

mod attendance;
mod cards;
mod change;
mod create;
mod events;
mod export;
mod face;
mod files;
mod join;
mod notify;
mod plan;
mod review;
mod steps;
mod times;

pub use attendance::{attendance, put_attendance};
pub use cards::cards;
pub use change::{cancel, update};
pub use create::create;
pub use events::{Signature, receive};
pub use export::export;
pub use face::{
    Attended, FeedItem, Hours, Standing, attended, cancel_all, feed, follow, forget_files,
    hosts_ahead, hours, lock_plan, standing,
};
pub use files::{add_file, file, files, may_add_file};
pub use join::{end, join};
pub use plan::{plan, preview};
pub use review::{apply_file, choose_rows, discard_file};
pub use steps::hold;

use std::collections::HashMap;

use super::model::{ClassKind, LiveSession, Reach, SessionFilter, SessionRow, SessionStatus};
use super::store::{attendance as records, classes};
use super::{policy, store};
use crate::domains::accounts;
use crate::platform::audit::Subject;
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Reason, Result};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;
use classes::Class;

/// Seconds before the beginning from which a room opens: for those who hold the session, and for the others.
const EARLY: (i64, i64) = (60 * 60, 15 * 60);
/// Seconds behind the end for which it stays open.
const LATE: i64 = 30 * 60;

/// Whether this role plans and keeps the sessions of such classes, of those in its reach.
fn manages(role: Role, kind: ClassKind) -> bool {
    match kind {
        ClassKind::TrainingClass => {
            matches!(role, Role::HqAdmin | Role::BranchStaff | Role::Trainer)
        }
        ClassKind::Cohort => matches!(role, Role::InstitutionAdmin | Role::Teacher),
    }
}

/// Whether this role enters rooms of such classes, of those in its reach; and if so, as one who holds the session.
fn enters(role: Role, kind: ClassKind) -> Option<bool> {
    match (kind, role) {
        (ClassKind::TrainingClass, Role::Trainer) | (ClassKind::Cohort, Role::Teacher) => {
            Some(true)
        }
        (ClassKind::TrainingClass, Role::Teacher) | (ClassKind::Cohort, Role::Student) => {
            Some(false)
        }
        _ => None,
    }
}

/// From when the room of a session is open to whoever holds it, or to the others.
fn opens_at(row: &SessionRow, holds: bool) -> Ts {
    row.starts_at.plus_seconds(if holds { -EARLY.0 } else { -EARLY.1 })
}

/// Whether the room of a session opens for whoever holds it, or for the others. Whoever holds it comes back into one
/// that ended before its time, and opens it again.
fn is_open(row: &SessionRow, holds: bool, now: Ts) -> bool {
    if row.status == SessionStatus::Held {
        return holds && now < row.ends_at;
    }
    row.status.is_ahead() && now >= opens_at(row, holds) && now <= row.ends_at.plus_seconds(LATE)
}

fn subject(row: &SessionRow) -> Subject {
    match row.institution_id {
        Some(school) => Subject::institution("live_session", row.id, &row.region_code, school),
        None => Subject::region("live_session", row.id, &row.region_code),
    }
}

fn state_forbids(row: &SessionRow, why: &str) -> Error {
    Error::because(Code::StateForbids, format!("The session is {}; {why}", row.status))
}

/// A class whose sessions the caller keeps, its plan locked until the transaction ends.
///
/// # Errors
/// `not_found` outside the caller's reach; `forbidden` for those who only see it; `state_forbids` for a class whose
/// sessions are not planned yet, or no longer.
fn kept_class(conn: &mut Conn, caller: &Caller, kind: ClassKind, id: Id) -> Result<Class> {
    let class = managed_class(conn, caller, kind, id)?;
    if !class.is_alive() {
        return Err(does_not_change(&class));
    }
    Ok(class)
}

/// The same, in whatever state it is.
fn managed_class(conn: &mut Conn, caller: &Caller, kind: ClassKind, id: Id) -> Result<Class> {
    let reach = Reach::of_caller(caller);
    classes::find(conn, &reach, kind, id)?;
    if !manages(caller.role, kind) {
        return Err(Error::because(Code::Forbidden, "You do not plan the sessions of this class")
            .why("sessions_not_yours", []));
    }
    store::lock(conn, kind, id)?;
    // Once more: until the lock was had it may have ended.
    classes::find(conn, &reach, kind, id)
}

fn does_not_change(class: &Class) -> Error {
    let detail =
        format!("The class {} is {}; its sessions do not change", class.title, class.status);
    Error::because(Code::StateForbids, detail)
        .why("class_over_sessions", [("title", (&class.title).into())])
}

/// Refuses to hold sessions of a class that does not meet.
///
/// # Errors
/// `state_forbids`.
fn met(class: &Class) -> Result<()> {
    if class.meets() {
        return Ok(());
    }
    let title = [("title", (&class.title).into())];
    let (why, reason) = if class.is_alive() {
        ("start the class first", Reason::of("class_not_begun", title))
    } else {
        ("its sessions are over", Reason::of("class_over_sessions", title))
    };
    let detail = format!("The class {} is {}; {why}", class.title, class.status);
    Err(Error::because(Code::StateForbids, detail).for_reason(reason))
}

/// A session that the caller keeps, with its class, the plan locked.
fn kept(conn: &mut Conn, caller: &Caller, id: Id) -> Result<(SessionRow, Class)> {
    let reach = Reach::of_caller(caller);
    let row = store::find(conn, &reach, id)?;
    let class = kept_class(conn, caller, row.class_kind, row.class_id)?;
    Ok((store::find(conn, &reach, id)?, class))
}

/// A session whose records the caller keeps, with its class, the plan locked: longer than the class lasts.
fn kept_records(conn: &mut Conn, caller: &Caller, id: Id) -> Result<(SessionRow, Class)> {
    let reach = Reach::of_caller(caller);
    let row = store::find(conn, &reach, id)?;
    let class = managed_class(conn, caller, row.class_kind, row.class_id)?;
    if !class.keeps_records() {
        return Err(does_not_change(&class));
    }
    Ok((store::find(conn, &reach, id)?, class))
}

/// Sessions as they are shown to somebody, each kind of fact read once for all of them.
fn shown(
    conn: &mut Conn,
    caller: &Caller,
    rows: Vec<SessionRow>,
    now: Ts,
) -> Result<Vec<LiveSession>> {
    let mut of_classes: HashMap<Id, (String, bool)> = HashMap::new();
    for kind in ClassKind::ALL {
        let mut of: Vec<Id> =
            rows.iter().filter(|r| r.class_kind == *kind).map(|r| r.class_id).collect();
        of.sort_unstable();
        of.dedup();
        let known = classes::titles(conn, *kind, of)?.into_iter();
        of_classes.extend(known.map(|(id, title, status)| {
            let meets = classes::meets(*kind, &status);
            (id, (title, meets))
        }));
    }
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let attended = records::counts(conn, &ids)?;
    let mut hosts: Vec<Id> = rows.iter().map(|r| r.host_user_id).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let names = accounts::names(conn, &hosts)?;
    let one = |r: SessionRow| LiveSession {
        opens_at: opens_at(&r, enters(caller.role, r.class_kind).unwrap_or_default()),
        can_join: of_classes.get(&r.class_id).is_some_and(|(_, meets)| *meets)
            && enters(caller.role, r.class_kind).is_some_and(|holds| is_open(&r, holds, now)),
        manages: manages(caller.role, r.class_kind),
        id: r.id,
        class_kind: r.class_kind,
        class_id: r.class_id,
        class_title: of_classes.get(&r.class_id).map(|(t, _)| t.clone()).unwrap_or_default(),
        title: r.title,
        host_user_id: r.host_user_id,
        host_name: names.get(&r.host_user_id).cloned().unwrap_or_default(),
        starts_at: r.starts_at,
        ends_at: r.ends_at,
        minutes: r.minutes,
        provider: r.provider,
        status: r.status,
        actual_start: r.actual_start,
        actual_end: r.actual_end.filter(|_| r.status == SessionStatus::Held),
        held_minutes: r.held_minutes,
        attended: attended.get(&r.id).copied().unwrap_or_default(),
        unrecorded: r.unrecorded,
        remarks: r.remarks,
        created_at: r.created_at,
        updated_at: r.updated_at,
        version: r.version,
    };
    Ok(rows.into_iter().map(one).collect())
}

fn shown_one(conn: &mut Conn, caller: &Caller, row: SessionRow, now: Ts) -> Result<LiveSession> {
    shown(conn, caller, vec![row], now)?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// A page of the sessions in the caller's reach, by their beginning.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: SessionFilter,
) -> Result<Page<LiveSession>> {
    caller.may(policy::TABLE, "live_sessions.read")?;
    let (limit, after) = (page.limit()?, page.after::<(Ts, Id)>()?);
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let reach = Reach::of_caller(&caller);
            let rows = store::list(conn, &reach, &filter, now, after, limit)?;
            let total = page.total(|| store::total(conn, &reach, &filter, now))?;
            let page = Page::build(rows, limit, |r| (r.starts_at, r.id)).of(total);
            page.remade(|rows| shown(conn, &caller, rows, now))
        })
        .await
}

/// One session.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<LiveSession> {
    caller.may(policy::TABLE, "live_sessions.read")?;
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &Reach::of_caller(&caller), id)?;
            shown_one(conn, &caller, row, now)
        })
        .await
}
