//! Who did what to which thing, when, in which role: written in the transaction of what it records.

use diesel::prelude::*;
use serde::Serialize;

use super::auth::{Caller, Role};
use super::db::{Conn, Id, Json, Ts};
use super::error::Result;
use crate::schema::audit_events;

/// What an event is about.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Option<Id>,
    pub region_code: Option<String>,
    pub institution_id: Option<Id>,
}

impl Subject {
    /// A thing that belongs to no region: seen only by HQ.
    pub fn country(kind: &'static str, id: Id) -> Self {
        Subject { kind, id: Some(id), ..Default::default() }
    }
    /// A thing of a region.
    pub fn region(kind: &'static str, id: Id, region: &str) -> Self {
        Subject { kind, id: Some(id), region_code: Some(region.into()), institution_id: None }
    }
    /// A thing of an institution.
    pub fn institution(kind: &'static str, id: Id, region: &str, institution: Id) -> Self {
        Subject {
            kind,
            id: Some(id),
            region_code: Some(region.into()),
            institution_id: Some(institution),
        }
    }
}

/// Records one event. `action` is `<noun>.<verb>`; `detail` holds no personal number and no secret.
pub fn record(
    conn: &mut Conn,
    caller: Option<&Caller>,
    at: Ts,
    action: &str,
    subject: Subject,
    detail: &impl Serialize,
) -> Result<()> {
    let actor = caller.map(|c| Actor { user: c.user, role: c.role });
    record_as(conn, actor, at, action, subject, detail)
}

/// Somebody in a role, where no caller is at hand: the owner of a job.
#[derive(Debug, Clone, Copy)]
pub struct Actor {
    pub user: Id,
    pub role: Role,
}

/// [`record`] on behalf of somebody, for jobs.
pub fn record_as(
    conn: &mut Conn,
    actor: Option<Actor>,
    at: Ts,
    action: &str,
    subject: Subject,
    detail: &impl Serialize,
) -> Result<()> {
    let (user, role) = (actor.map(|a| a.user), actor.map(|a| a.role));
    write(conn, user, role, at, action, subject, detail)
}

/// What somebody did to their own account before they acted in any role.
pub fn record_own(
    conn: &mut Conn,
    user: Id,
    at: Ts,
    action: &str,
    detail: &impl Serialize,
) -> Result<()> {
    write(conn, Some(user), None, at, action, Subject::country("user", user), detail)
}

fn write(
    conn: &mut Conn,
    actor: Option<Id>,
    role: Option<Role>,
    at: Ts,
    action: &str,
    subject: Subject,
    detail: &impl Serialize,
) -> Result<()> {
    diesel::insert_into(audit_events::table)
        .values((
            audit_events::id.eq(super::ids::new()),
            audit_events::at.eq(at),
            audit_events::actor_id.eq(actor),
            audit_events::actor_role.eq(role.map(Role::as_str)),
            audit_events::action.eq(action),
            audit_events::subject_kind.eq(subject.kind),
            audit_events::subject_id.eq(subject.id),
            audit_events::region_code.eq(subject.region_code),
            audit_events::institution_id.eq(subject.institution_id),
            audit_events::detail.eq(Json::of(detail)),
            audit_events::request_id.eq(super::http::request_id::current()),
        ))
        .execute(conn)?;
    Ok(())
}
