//! What other slices ask of sessions: hours, who attended, and what a class's end means for them.

use std::collections::HashMap;

use super::super::model::{ClassKind, Reach, SessionFilter, SessionRow, SessionStatus};
use super::super::store;
use super::super::store::{attendance as records, classes, files};
use super::{change, notify};
use crate::domains::accounts;
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::follow::Told;

/// The hours of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours {
    /// Minutes planned, those that were held among them.
    pub planned: i64,
    /// Minutes held.
    pub held: i64,
}

/// The hours of classes of a kind; a class that is not in the answer has no sessions.
pub fn hours(conn: &mut Conn, kind: ClassKind, ids: &[Id]) -> Result<HashMap<Id, Hours>> {
    let minutes = store::minutes(conn, kind, ids)?;
    Ok(minutes.into_iter().map(|(id, (planned, held))| (id, Hours { planned, held })).collect())
}

/// Takes a class's plan for this transaction, before it begins or ends: no session is planned, moved or held meanwhile.
pub fn lock_plan(conn: &mut Conn, kind: ClassKind, id: Id) -> Result<()> {
    store::lock(conn, kind, id)
}

/// Who holds sessions of a class that are ahead, and how many each: they stay in it until others hold them.
pub fn hosts_ahead(conn: &mut Conn, kind: ClassKind, id: Id) -> Result<HashMap<Id, i64>> {
    store::hosts_ahead(conn, kind, id)
}

/// What of a class's sessions stands in the way of its end, by their titles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Those that somebody has entered and nobody has ended.
    pub open: Vec<String>,
    /// Those that were held, with neither a record of anybody's attendance nor a reason for it.
    pub unrecorded: Vec<String>,
    /// Those with an attendance file that nobody has looked through.
    pub unreviewed: Vec<String>,
}

/// How the sessions of a class stand.
pub fn standing(conn: &mut Conn, kind: ClassKind, id: Id) -> Result<Standing> {
    let rows = store::of_class(conn, kind, id, &[SessionStatus::Open, SessionStatus::Held])?;
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let recorded = records::counts(conn, &ids)?;
    let parsed = files::parsed(conn, &ids)?;
    let mut out = Standing::default();
    for row in rows {
        if parsed.contains(&row.id) {
            out.unreviewed.push(row.title.clone());
        }
        match row.status {
            SessionStatus::Open => out.open.push(row.title),
            _ if row.unrecorded.is_none() && !recorded.contains_key(&row.id) => {
                out.unrecorded.push(row.title);
            }
            _ => {}
        }
    }
    Ok(out)
}

/// What of the held sessions of a class its people attended. Sessions of which nobody's attendance is recorded are left
/// out: they say nothing.
#[derive(Debug, Clone, Default)]
pub struct Attended {
    /// Each session's id and minutes held, in their order.
    sessions: Vec<(Id, i64)>,
    /// Minutes by session and account.
    minutes: HashMap<(Id, Id), i64>,
}

impl Attended {
    /// Of each session the minutes held, and those that somebody attended; whoever has no record attended none.
    pub fn of(&self, user: Id) -> Vec<(i64, i64)> {
        let of = |(session, held): &(Id, i64)| {
            let minutes = self.minutes.get(&(*session, user)).copied().unwrap_or_default();
            (*held, minutes.min(*held))
        };
        self.sessions.iter().map(of).collect()
    }
}

/// What was attended of classes of a kind; a class that is not in the answer has no records.
pub fn attended(conn: &mut Conn, kind: ClassKind, ids: &[Id]) -> Result<HashMap<Id, Attended>> {
    let held = records::recorded(conn, kind, ids)?;
    let class_of: HashMap<Id, Id> = held.iter().map(|(class, id, _)| (*id, *class)).collect();
    let sessions: Vec<Id> = held.iter().map(|(_, id, _)| *id).collect();
    let mut out: HashMap<Id, Attended> = HashMap::new();
    for (class, id, minutes) in held {
        out.entry(class).or_default().sessions.push((id, minutes.into()));
    }
    for (session, user, minutes) in records::of_sessions(conn, &sessions)? {
        if let Some(of) = class_of.get(&session).and_then(|class| out.get_mut(class)) {
            of.minutes.insert((session, user), minutes.into());
        }
    }
    Ok(out)
}

/// Cancels what is ahead of a class that does not go on; everybody of it is told once.
pub fn cancel_all(
    conn: &mut Conn,
    caller: &Caller,
    (kind, id): (ClassKind, Id),
    reason: &str,
    at: Ts,
) -> Result<()> {
    store::lock(conn, kind, id)?;
    let class = classes::find(conn, &Reach::Country, kind, id)?;
    let ahead = [SessionStatus::Planned, SessionStatus::Open];
    let mut rows = store::of_class(conn, kind, id, &ahead)?;
    for row in &mut rows {
        change::cancelled(conn, caller, row, &class.title, reason, at)?;
    }
    notify::cancelled(conn, Some(caller), &class, &rows, at)
}

/// What the end of a class means for its sessions.
pub fn follow(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    let (kind, reason) = match told.event {
        "training_class.dissolve" => (ClassKind::TrainingClass, "研修班已解散"),
        "cohort.dissolve" => (ClassKind::Cohort, "班级已解散"),
        // What is still ahead does not take place; a training class cancels its own before it tells.
        "cohort.finish" => (ClassKind::Cohort, "班级已结业"),
        _ => return Ok(()),
    };
    let reason = told.reason.unwrap_or(reason);
    cancel_all(conn, told.caller, (kind, told.id), reason, told.at)
}

/// A session as a calendar shows it.
#[derive(Debug, Clone)]
pub struct FeedItem {
    pub session: SessionRow,
    pub class_title: String,
    pub host_name: String,
}

/// The sessions that somebody holds or takes part in with a grant, within a time, for their calendar.
pub fn feed(
    conn: &mut Conn,
    (role, scope, user): (Role, &Scope, Id),
    (from, until): (Ts, Ts),
    most: i64,
) -> Result<Vec<FeedItem>> {
    let filter = SessionFilter { from: Some(from), until: Some(until), ..SessionFilter::default() };
    let reach = match Reach::of(role, scope, user) {
        own @ (Reach::Trainer(_) | Reach::Teacher { .. } | Reach::Student(_)) => own,
        // Those who look after sessions neither hold them nor take part.
        _ => Reach::Nothing,
    };
    let mut rows = store::list(conn, &reach, &filter, from, None, most)?;
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let mut titles: HashMap<Id, String> = HashMap::new();
    for kind in ClassKind::ALL {
        let of = rows.iter().filter(|r| r.class_kind == *kind).map(|r| r.class_id).collect();
        let known = classes::titles(conn, *kind, of)?;
        titles.extend(known.into_iter().map(|(id, title, _)| (id, title)));
    }
    let hosts: Vec<Id> = rows.iter().map(|r| r.host_user_id).collect();
    let names = accounts::names(conn, &hosts)?;
    let item = |session: SessionRow| FeedItem {
        class_title: titles.get(&session.class_id).cloned().unwrap_or_default(),
        host_name: names.get(&session.host_user_id).cloned().unwrap_or_default(),
        session,
    };
    Ok(rows.into_iter().map(item).collect())
}

/// Forgets attendance files that were sent before an instant; the records made of them stay. How many, and the blobs
/// that were theirs.
pub fn forget_files(conn: &mut Conn, before: Ts) -> Result<(usize, Vec<Vec<u8>>)> {
    files::forget(conn, before)
}
