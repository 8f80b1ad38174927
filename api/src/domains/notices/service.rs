//! Use cases of notices.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use actix_web::HttpResponse;
use serde::Serialize;

use super::model::{Filter, Notice, Row, UnreadCount};
use super::{policy, store};
use crate::platform::auth::Caller;
use crate::platform::cards::Card;
use crate::platform::db::{Backend, Conn, Id, Json, Ts};
use crate::platform::error::Result;
use crate::platform::http::events::{self, Event, Look};
use crate::platform::http::{Page, PageQuery};
use crate::platform::ids;
use crate::platform::state::State;

/// Tells people what concerns them, in the transaction of what caused it. Who is named twice is told once.
///
/// `kind` is `<noun>.<event>` and has a sentence in the interface's catalogue `notices`; `params` holds
/// what that sentence needs and no personal number; `link` is a path of the interface.
pub fn send(
    conn: &mut Conn,
    users: &[Id],
    kind: &str,
    params: &impl Serialize,
    link: Option<&str>,
    at: Ts,
) -> Result<()> {
    let params = Json::of(params);
    let mut users = users.to_vec();
    users.sort_unstable();
    users.dedup();
    let rows: Vec<Row> = users
        .into_iter()
        .map(|user_id| Row {
            id: ids::new(),
            user_id,
            kind: kind.into(),
            params: params.clone(),
            link: link.map(str::to_string),
            created_at: at,
            read_at: None,
        })
        .collect();
    store::insert(conn, &rows)
}

/// What waits on the reader's first page.
pub fn cards(conn: &mut Conn, caller: &Caller, _now: Ts) -> Result<Vec<Card>> {
    let count = store::unread(conn, caller.user)?;
    Ok(vec![Card::new("notices_unread", count, "/notices?unread=true")])
}

/// A page of the caller's notices, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: Filter,
) -> Result<Page<Notice>> {
    caller.may(policy::TABLE, "notices.read")?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .read(move |conn| {
            let rows = store::list(conn, caller.user, &filter, after, limit)?;
            let total = page.total(|| store::count(conn, caller.user, &filter))?;
            Ok(Page::build(rows, limit, |r| r.id).of(total).map(Notice::from))
        })
        .await
}

/// How many of the caller's notices are unread.
pub async fn unread_count(state: &State, caller: Caller) -> Result<UnreadCount> {
    caller.may(policy::TABLE, "notices.read")?;
    state.db.read(move |conn| Ok(UnreadCount { count: store::unread(conn, caller.user)? })).await
}

/// Marks one of the caller's notices as read; doing it again changes nothing.
pub async fn mark_read(state: &State, caller: Caller, id: Id) -> Result<UnreadCount> {
    caller.may(policy::TABLE, "notices.read")?;
    let now = state.clock.now();
    let count = state
        .db
        .write(move |conn| {
            store::mark_read(conn, caller.user, id, now)?;
            Ok(UnreadCount { count: store::unread(conn, caller.user)? })
        })
        .await?;
    state.wake_streams();
    Ok(count)
}

/// Marks all of the caller's notices as read.
pub async fn mark_all_read(state: &State, caller: Caller) -> Result<UnreadCount> {
    caller.may(policy::TABLE, "notices.read")?;
    let now = state.clock.now();
    let count = state
        .db
        .write(move |conn| {
            store::mark_all_read(conn, caller.user, now)?;
            Ok(UnreadCount { count: store::unread(conn, caller.user)? })
        })
        .await?;
    state.wake_streams();
    Ok(count)
}

/// Tells the caller their unread count now and whenever it changes, and that a new notice came.
pub fn stream(state: &State, caller: Caller) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "notices.read")?;
    // What this node does is told by its pulse; only with other nodes beside it must the database be asked.
    let every = match state.db.backend() {
        Backend::Postgres => Duration::from_secs(3),
        Backend::Sqlite => Duration::from_secs(15),
    };
    let (db, reader) = (state.db.clone(), caller.user);
    let told = Rc::new(Cell::new(None::<(i64, Option<Id>)>));
    Ok(events::stream(state, caller, every, move || {
        let (db, told) = (db.clone(), told.clone());
        async move {
            let (count, newest) = db
                .read(move |conn| Ok((store::unread(conn, reader)?, store::newest(conn, reader)?)))
                .await?;
            let before = told.replace(Some((count, newest)));
            let mut events = Vec::new();
            if before.map(|(count, _)| count) != Some(count) {
                events.push(Event::json("unread", &UnreadCount { count })?);
            }
            if let Some(id) = newest.filter(|_| before.is_some_and(|(_, seen)| seen != newest)) {
                events.push(Event::json("notice", &serde_json::json!({ "id": id }))?);
            }
            Ok(Look { events, last: false })
        }
    }))
}
