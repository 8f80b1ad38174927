//! Whom a change of the plan concerns, and what they are told.

use serde_json::json;

use super::super::model::SessionRow;
use super::super::store::classes::{self, Class};
use super::times::local;
use crate::domains::notices;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

/// Everybody of a class, and these who hold sessions, but for whoever did it.
fn concerned(
    conn: &mut Conn,
    caller: Option<&Caller>,
    class: &Class,
    hosts: impl Iterator<Item = Id>,
) -> Result<Vec<Id>> {
    let members = classes::members(conn, class.kind, class.id)?;
    let mut users: Vec<Id> =
        members.into_iter().filter(|m| !m.is_gone()).map(|m| m.user_id).collect();
    users.extend(hosts);
    users.retain(|u| caller.is_none_or(|c| c.user != *u));
    Ok(users)
}

/// Where the reader finds what they are told of: the session, or all of the class's.
fn link(class: &Class, rows: &[SessionRow]) -> String {
    match rows {
        [one] => format!("/live-sessions/{}", one.id),
        _ => format!("/live-sessions?class_kind={}&class_id={}", class.kind, class.id),
    }
}

/// Tells of sessions that were planned, in one notice.
pub fn planned(
    conn: &mut Conn,
    caller: &Caller,
    class: &Class,
    rows: &[SessionRow],
    at: Ts,
) -> Result<()> {
    let users = concerned(conn, Some(caller), class, rows.iter().map(|r| r.host_user_id))?;
    let first = rows.iter().min_by_key(|r| r.starts_at);
    let params = json!({
        "class": class.title, "title": first.map(|r| r.title.as_str()), "count": rows.len(),
        "starts_at": first.map(|r| local(r.starts_at)),
    });
    let link = link(class, rows);
    notices::send(conn, &users, "live_session.planned", &params, Some(&link), at)
}

/// Tells of a session that was moved or that somebody else holds.
pub fn changed(
    conn: &mut Conn,
    caller: &Caller,
    class: &Class,
    (before, row): (&SessionRow, &SessionRow),
    at: Ts,
) -> Result<()> {
    let link = link(class, std::slice::from_ref(row));
    let hosts = [before.host_user_id, row.host_user_id];
    let params = json!({
        "class": class.title, "title": row.title, "before": local(before.starts_at),
        "starts_at": local(row.starts_at), "remarks": row.remarks,
    });
    let moved = (before.starts_at, before.ends_at) != (row.starts_at, row.ends_at);
    let users = match moved {
        true => concerned(conn, Some(caller), class, hosts.into_iter())?,
        false if hosts[0] != hosts[1] => hosts.into_iter().filter(|u| *u != caller.user).collect(),
        false => return Ok(()),
    };
    notices::send(conn, &users, "live_session.moved", &params, Some(&link), at)
}

/// Tells of sessions that do not take place, in one notice.
pub fn cancelled(
    conn: &mut Conn,
    caller: Option<&Caller>,
    class: &Class,
    rows: &[SessionRow],
    at: Ts,
) -> Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let users = concerned(conn, caller, class, rows.iter().map(|r| r.host_user_id))?;
    let params = json!({
        "class": class.title, "title": first.title, "count": rows.len(),
        "starts_at": local(first.starts_at), "reason": first.remarks,
    });
    let link = link(class, rows);
    notices::send(conn, &users, "live_session.cancelled", &params, Some(&link), at)
}
