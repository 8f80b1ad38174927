//! Rows of `audit_events`, read only.

use diesel::prelude::*;

use super::model::{AuditEvent, Filter};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts, prefix_end};
use crate::platform::error::Result;
use crate::schema::{api_clients, audit_events, users};

#[derive(Queryable)]
struct Row {
    id: Id,
    at: Ts,
    actor_id: Option<Id>,
    actor_role: Option<String>,
    action: String,
    subject_kind: String,
    subject_id: Option<Id>,
    region_code: Option<String>,
    institution_id: Option<Id>,
    detail: Json,
    request_id: String,
    user_name: Option<String>,
    client_name: Option<String>,
}

impl From<Row> for AuditEvent {
    fn from(r: Row) -> Self {
        AuditEvent {
            id: r.id,
            at: r.at,
            actor_id: r.actor_id,
            actor_name: r.user_name.or(r.client_name),
            actor_role: r.actor_role,
            action: r.action,
            subject_kind: r.subject_kind,
            subject_id: r.subject_id,
            region_code: r.region_code,
            institution_id: r.institution_id,
            detail: r.detail.value(),
            request_id: r.request_id,
        }
    }
}

macro_rules! narrowed {
    ($query:expr, $scope:expr, $filter:expr) => {{
        let (mut q, filter): (_, &Filter) = ($query, $filter);
        q = match $scope {
            Scope::Country => q,
            Scope::Region(code) => q.filter(audit_events::region_code.eq(code.clone())),
            Scope::Institution { id, .. } => q.filter(audit_events::institution_id.eq(*id)),
            // No role with such a scope reads the trail.
            Scope::Class { .. } | Scope::Own { .. } => q.filter(audit_events::id.eq(Id::NIL)),
        };
        if let Some(actor) = filter.actor {
            q = q.filter(audit_events::actor_id.eq(actor));
        }
        if let Some(action) = &filter.action {
            q = q.filter(audit_events::action.ge(action.clone()));
            if let Some(end) = prefix_end(action) {
                q = q.filter(audit_events::action.lt(end));
            }
        }
        if let Some(subject) = filter.subject_id {
            q = q.filter(audit_events::subject_id.eq(subject));
        }
        if let Some(from) = filter.from {
            q = q.filter(audit_events::at.ge(Ts::start_of(from)));
        }
        if let Some(end) = filter.to.and_then(time::Date::next_day) {
            q = q.filter(audit_events::at.lt(Ts::start_of(end)));
        }
        q
    }};
}

/// How many events of the scope fit.
pub fn count(conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<i64> {
    let q = narrowed!(audit_events::table.into_boxed(), scope, filter);
    Ok(q.count().get_result(conn)?)
}

/// A page of events within the scope, newest first, after the one with this id.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<AuditEvent>> {
    let mut q = audit_events::table
        .left_join(users::table.on(users::id.nullable().eq(audit_events::actor_id)))
        .left_join(api_clients::table.on(api_clients::id.nullable().eq(audit_events::actor_id)))
        .order(audit_events::id.desc())
        .limit(limit + 1)
        .select((
            audit_events::id,
            audit_events::at,
            audit_events::actor_id,
            audit_events::actor_role,
            audit_events::action,
            audit_events::subject_kind,
            audit_events::subject_id,
            audit_events::region_code,
            audit_events::institution_id,
            audit_events::detail,
            audit_events::request_id,
            users::display_name.nullable(),
            api_clients::name.nullable(),
        ))
        .into_boxed();
    q = narrowed!(q, scope, filter);
    if let Some(after) = after {
        q = q.filter(audit_events::id.lt(after));
    }
    Ok(q.load::<Row>(conn)?.into_iter().map(AuditEvent::from).collect())
}
