//! Who attended a session: as its room told, and as somebody enters.

use std::collections::{HashMap, HashSet};

use onex_hours::Interval;

use super::super::model::{
    Attendance, AttendanceInput, AttendanceRecord, AttendanceRow, HistoryRow, Presence,
    PresenceRow, Reach, SessionAttendance, SessionRow, SessionStatus, Source,
};
use super::super::store::classes::{self, Member};
use super::super::store::{attendance as records, presences};
use super::super::{policy, store};
use super::{enters, kept_records, manages, state_forbids, subject};
use crate::domains::accounts;
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::follow::{self, Told};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

fn interval(from: Ts, until: Ts) -> Result<Interval> {
    Interval::new(from.0, until.0).map_err(|e| Error::internal(e.into()))
}

/// Minutes of a session's plan in which it was held.
pub fn held_minutes(row: &SessionRow, from: Ts, until: Ts) -> Result<i32> {
    let planned = interval(row.starts_at, row.ends_at)?;
    let held = onex_hours::held_minutes(planned, interval(from, until)?);
    Ok(i32::try_from(held).unwrap_or(row.minutes).min(row.minutes))
}

/// The part of its plan in which a session was held; `None` for one that was not.
pub fn held_time(row: &SessionRow) -> Result<Option<Interval>> {
    let (Some(from), Some(until), SessionStatus::Held) =
        (row.actual_start, row.actual_end, row.status)
    else {
        return Ok(None);
    };
    Ok(interval(row.starts_at, row.ends_at)?.overlap(interval(from, until)?))
}

/// The most minutes that a record of a session can have.
fn most_minutes(row: &SessionRow) -> i32 {
    row.held_minutes.unwrap_or(row.minutes)
}

/// What a session's room told of each, in minutes: two devices at a time count once, and who was not seen leaving was
/// there to the end. Only accounts that were seen are in the answer.
fn told(stays: &[PresenceRow], held: Interval) -> HashMap<Id, i32> {
    let mut of: HashMap<Id, Vec<Interval>> = HashMap::new();
    for stay in stays {
        let Some(user) = stay.user_id else { continue };
        let left = stay.left_at.map_or(held.end(), |left| left.0);
        let times = of.entry(user).or_default();
        if let Ok(time) = Interval::new(stay.joined_at.0, left) {
            times.push(time);
        }
    }
    of.into_iter()
        .map(|(user, times)| {
            let minutes = onex_hours::union_minutes(&times, held);
            (user, i32::try_from(minutes).unwrap_or(i32::MAX))
        })
        .collect()
}

/// Counts again who attended, as far as the session's room told. What a file says or a person entered stays.
pub fn recount(conn: &mut Conn, row: &SessionRow, at: Ts) -> Result<()> {
    let stays = presences::of_session(conn, row.id)?;
    let Some(held) = held_time(row)?.filter(|_| !stays.is_empty()) else { return Ok(()) };
    let members = classes::members(conn, row.class_kind, row.class_id)?;
    let told = told(&stays, held);
    let standing = records::of_session(conn, row.id)?;
    for member in members {
        let Some(minutes) = told.get(&member.user_id) else { continue };
        record(conn, row, standing.get(&member.user_id), &New::of(&member, *minutes, None), at)?;
    }
    Ok(())
}

/// What is to be recorded of somebody.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub user: Id,
    pub minutes: i32,
    pub source: Source,
    pub by: Option<Id>,
    pub reason: Option<&'a str>,
}

impl New<'_> {
    fn of(member: &Member, minutes: i32, by: Option<Id>) -> Self {
        New { user: member.user_id, minutes, source: Source::Provider, by, reason: None }
    }
}

/// Records how long somebody attended, unless what stands goes before it or says the same; whether it did.
pub fn record(
    conn: &mut Conn,
    session: &SessionRow,
    standing: Option<&AttendanceRow>,
    new: &New<'_>,
    at: Ts,
) -> Result<bool> {
    let mut row = AttendanceRow {
        session_id: session.id,
        user_id: new.user,
        minutes: new.minutes.clamp(0, session.minutes),
        source: new.source,
        corrected: false,
        reason: new.reason.map(str::to_string),
        recorded_by: new.by,
        recorded_at: at,
        version: 1,
    };
    let Some(before) = standing else {
        records::insert(conn, &row)?;
        return Ok(true);
    };
    let same = before.minutes == row.minutes && before.source == row.source;
    if same || (new.source != Source::Manual && !before.gives_way_to(new.source)) {
        return Ok(false);
    }
    row.corrected = new.source == Source::Manual;
    row.version = before.version + 1;
    records::replace(conn, before.clone(), &row)?;
    Ok(true)
}

/// Whose records somebody sees of a session.
fn visible(caller: &Caller, row: &SessionRow, member: &Member) -> bool {
    let holds = enters(caller.role, row.class_kind) == Some(true);
    let reach = Reach::of_caller(caller);
    match (reach.own_only(holds), &reach) {
        (Some(own), _) => member.user_id == own,
        (None, Reach::Institution(school)) => member.institution_id == *school,
        _ => true,
    }
}

/// Who attended a session, as far as the caller may see.
pub async fn attendance(state: &State, caller: Caller, id: Id) -> Result<SessionAttendance> {
    caller.may(policy::TABLE, "live_attendance.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &Reach::of_caller(&caller), id)?;
            shown(conn, &caller, &row)
        })
        .await
}

fn shown(conn: &mut Conn, caller: &Caller, row: &SessionRow) -> Result<SessionAttendance> {
    let members = classes::members(conn, row.class_kind, row.class_id)?;
    let standing = records::of_session(conn, row.id)?;
    let mut past = records::history(conn, row.id)?;
    let by: Vec<Id> = standing
        .values()
        .filter_map(|r| r.recorded_by)
        .chain(past.values().flatten().filter_map(|r| r.recorded_by))
        .collect();
    let names = accounts::names(conn, &by)?;
    let unknown = match manages(caller.role, row.class_kind) {
        true => unknown(conn, row, &members)?,
        false => vec![],
    };
    let rows = members
        .into_iter()
        .filter(|m| visible(caller, row, m))
        // Whoever left the class and attended nothing of it is no matter here.
        .filter(|m| !m.is_gone() || standing.contains_key(&m.user_id))
        .map(|m| Attendance {
            gone: m.is_gone(),
            record: standing
                .get(&m.user_id)
                .map(|r| document(&HistoryRow::from(r.clone()), &names)),
            history: past
                .remove(&m.user_id)
                .unwrap_or_default()
                .iter()
                .map(|r| document(r, &names))
                .collect(),
            user_id: m.user_id,
            name: m.name,
            number: m.number,
            institution: m.institution,
        })
        .collect();
    Ok(SessionAttendance { most_minutes: most_minutes(row), rows, unknown, version: row.version })
}

fn document(row: &HistoryRow, names: &HashMap<Id, String>) -> AttendanceRecord {
    AttendanceRecord {
        minutes: row.minutes,
        source: row.source,
        corrected: row.corrected,
        reason: row.reason.clone(),
        recorded_by: row.recorded_by.and_then(|id| names.get(&id).cloned()),
        recorded_at: row.recorded_at,
        version: row.version,
    }
}

/// Who was in the room and is neither of the class nor holds its sessions.
fn unknown(conn: &mut Conn, row: &SessionRow, members: &[Member]) -> Result<Vec<Presence>> {
    let mut known: HashSet<Id> = members.iter().map(|m| m.user_id).collect();
    let hosts = classes::hosts(conn, row.class_kind, row.class_id)?;
    known.extend(hosts.iter().map(|h| h.user_id));
    known.insert(row.host_user_id);
    let stays = presences::of_session(conn, row.id)?;
    Ok(stays
        .into_iter()
        .filter(|s| s.user_id.is_none_or(|id| !known.contains(&id)))
        .map(|s| Presence { shown_name: s.shown_name, joined_at: s.joined_at, left_at: s.left_at })
        .collect())
}

/// Enters who attended a session that was held; or why nobody's attendance is recorded.
///
/// # Errors
/// 422 with a pointer to each who is not of the class or attended longer than was held, and for a reason that is owed:
/// where a record changes. `state_forbids` for a session that was not held, and for who has a result already.
pub async fn put_attendance(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: AttendanceInput,
) -> Result<SessionAttendance> {
    caller.may(policy::TABLE, "live_attendance.write")?;
    let (now, followers) = (state.clock.now(), state.followers);
    state
        .db
        .write(move |conn| {
            let (mut row, class) = kept_records(conn, &caller, id)?;
            seen.check(row.version)?;
            if row.status != SessionStatus::Held {
                return Err(
                    state_forbids(&row, "say first when it was held").why("session_not_held", [])
                );
            }
            let reason = input.reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
            let standing = records::of_session(conn, id)?;
            let members = classes::members(conn, row.class_kind, row.class_id)?;
            let mut written = Vec::new();
            if input.rows.is_empty() {
                let reason = reason.ok_or_else(|| {
                    Error::field("/reason", "required", "say why nobody's attendance is recorded")
                })?;
                if !standing.is_empty() {
                    return Err(state_forbids(&row, "attendance is recorded; correct the records")
                        .why("attendance_recorded", []));
                }
                row.unrecorded = Some(reason.to_string());
            } else {
                checked(&row, &members, &input, &standing, reason)?;
                for one in &input.rows {
                    let before = standing.get(&one.user_id);
                    if before.is_some_and(|b| b.minutes == one.minutes) {
                        continue;
                    }
                    let new = New {
                        user: one.user_id,
                        minutes: one.minutes,
                        source: Source::Manual,
                        by: Some(caller.user),
                        reason,
                    };
                    record(conn, &row, before, &new, now)?;
                    written.push(serde_json::json!({
                        "user": one.user_id, "minutes": one.minutes,
                        "before": before.map(|b| b.minutes),
                    }));
                }
                row.unrecorded = None;
            }
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail = serde_json::json!({ "records": written, "reason": reason });
            let event = "live_attendance.record";
            audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
            if class.has_ended() {
                let told = Told { event, id, caller: &caller, reason: None, at: now, followers };
                follow::tell(conn, followers, &told)?;
            }
            shown(conn, &caller, &row)
        })
        .await
}

fn checked(
    row: &SessionRow,
    members: &[Member],
    input: &AttendanceInput,
    standing: &HashMap<Id, AttendanceRow>,
    reason: Option<&str>,
) -> Result<()> {
    let judged: HashSet<Id> =
        members.iter().filter(|m| m.has_result()).map(|m| m.user_id).collect();
    let members: HashSet<Id> = members
        .iter()
        .filter(|m| !m.is_gone() || standing.contains_key(&m.user_id))
        .map(|m| m.user_id)
        .collect();
    let most = most_minutes(row);
    let (mut seen, mut wrong) = (HashSet::new(), Vec::new());
    let blame = |wrong: &mut Vec<FieldError>, pointer: String, code: &str, message: &str| {
        wrong.push(FieldError::new(pointer, code, message));
    };
    for (i, one) in input.rows.iter().enumerate() {
        if !members.contains(&one.user_id) {
            blame(&mut wrong, format!("/rows/{i}/user_id"), "unknown", "is nobody of the class");
        } else if !seen.insert(one.user_id) {
            blame(&mut wrong, format!("/rows/{i}/user_id"), "duplicate", "is named twice");
        }
        if one.minutes > most {
            let message = format!("the session was held for {most} minutes");
            wrong.push(
                FieldError::new(format!("/rows/{i}/minutes"), "too_long", message)
                    .with([("minutes", most.into())]),
            );
        }
    }
    let changes = input
        .rows
        .iter()
        .any(|one| standing.get(&one.user_id).is_some_and(|b| b.minutes != one.minutes));
    if changes && reason.is_none() {
        blame(&mut wrong, "/reason".into(), "required", "say why a record is changed");
    }
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    let mut settled = Error::because(Code::StateForbids, JUDGED).why("attendance_judged", []);
    for (i, one) in input.rows.iter().enumerate() {
        let same = standing.get(&one.user_id).is_some_and(|b| b.minutes == one.minutes);
        if judged.contains(&one.user_id) && !same {
            settled = settled.and_field(format!("/rows/{i}/user_id"), "judged", JUDGED);
        }
    }
    if settled.field_errors().is_empty() { Ok(()) } else { Err(settled) }
}

/// What a result rests on does not change under it.
const JUDGED: &str = "has a result, which rests on what is recorded; reopen it first";

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000;

    fn stay(user: Id, joined: i64, left: Option<i64>) -> PresenceRow {
        PresenceRow {
            id: Id::NIL,
            session_id: Id::NIL,
            external_id: String::new(),
            user_id: Some(user),
            shown_name: String::new(),
            joined_at: Ts(joined * MINUTE),
            left_at: left.map(|m| Ts(m * MINUTE)),
        }
    }

    #[test]
    fn two_devices_count_once_and_who_was_not_seen_leaving_stayed() {
        let held = Interval::new(0, 90 * MINUTE).unwrap();
        let (a, b) = (Id::NIL, crate::platform::ids::new());
        let stays = [stay(a, -10, Some(30)), stay(a, 20, Some(40)), stay(b, 60, None)];
        assert_eq!(told(&stays, held), HashMap::from([(a, 40), (b, 30)]));
    }

    #[test]
    fn who_came_when_it_was_over_attended_nothing() {
        let held = Interval::new(0, 10 * MINUTE).unwrap();
        let stays = [stay(Id::NIL, 12, None), stay(Id::NIL, 11, Some(15))];
        assert_eq!(told(&stays, held), HashMap::from([(Id::NIL, 0)]));
    }
}
