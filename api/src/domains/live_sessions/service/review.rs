//! Looking through an attendance file: deciding on rows, and letting it count or not.

use std::collections::{HashMap, HashSet};

use onex_attendance::Row;
use onex_hours::Interval;

use super::super::model::{
    AttendanceFile, AttendanceFileResult, FileRow, FileRowRow, FileStatus, MatchedBy, Outcome,
    RowChoices, SessionRow, Source,
};
use super::super::store::attendance as records;
use super::super::store::classes::{self, Class, Member};
use super::super::store::files as rolls;
use super::super::{policy, store};
use super::attendance::{self, New};
use super::files::{found, held, live, whole};
use super::{kept_records, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::follow::{self, Told};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// A file that waits to be looked through, on the version somebody has seen; its session's plan is locked.
fn open(
    conn: &mut Conn,
    caller: &Caller,
    id: Id,
    seen: IfMatch,
) -> Result<(FileRow, SessionRow, Class)> {
    let (_, session) = found(conn, caller, id)?;
    let (session, class) = kept_records(conn, caller, session.id)?;
    let session = held(session)?;
    let row = rolls::find(conn, id)?;
    seen.check(row.version)?;
    if row.status != FileStatus::Parsed {
        let detail = format!("The file is {}; send it again to change what counts", row.status);
        return Err(Error::because(Code::StateForbids, detail).why("file_decided", []));
    }
    Ok((row, session, class))
}

/// Decides whom rows mean.
///
/// # Errors
/// 422 with a pointer to each row that the file does not have, or that is to mean somebody who is not of the class.
pub async fn choose_rows(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: RowChoices,
) -> Result<AttendanceFile> {
    caller.may(policy::TABLE, "attendance_files.write")?;
    state
        .db
        .write(move |conn| {
            let (mut file, session, _) = open(conn, &caller, id, seen)?;
            let rows = rolls::rows(conn, id)?;
            let members: HashSet<Id> =
                live(classes::members(conn, session.class_kind, session.class_id)?)
                    .into_iter()
                    .map(|m| m.user_id)
                    .collect();
            for row in chosen(rows, &members, &input)? {
                rolls::update_row(conn, &row)?;
            }
            file.version += 1;
            rolls::update(conn, &file)?;
            whole(conn, &session, file)
        })
        .await
}

fn chosen(
    rows: Vec<FileRowRow>,
    members: &HashSet<Id>,
    input: &RowChoices,
) -> Result<Vec<FileRowRow>> {
    let mut of: HashMap<i32, FileRowRow> = rows.into_iter().map(|r| (r.row_no, r)).collect();
    let (mut out, mut wrong) = (Vec::new(), Vec::new());
    let mut blame = |pointer: String, message: &str| {
        wrong.push(FieldError::new(pointer, "unknown", message));
    };
    for (i, choice) in input.rows.iter().enumerate() {
        if choice.user_id.is_some_and(|id| !members.contains(&id)) {
            blame(format!("/rows/{i}/user_id"), "is nobody of the class");
        }
        let Some(mut row) = of.remove(&choice.row_no) else {
            blame(format!("/rows/{i}/row_no"), "is no row of the file, or named twice");
            continue;
        };
        row.user_id = choice.user_id;
        (row.outcome, row.matched_by) = match choice.user_id {
            Some(_) => (Outcome::Matched, Some(MatchedBy::Chosen)),
            None => (Outcome::Ignored, None),
        };
        out.push(row);
    }
    if wrong.is_empty() { Ok(out) } else { Err(Error::fields(wrong)) }
}

/// Lets a file count: the minutes of each whom its rows mean. What somebody entered by hand stays, and what a result
/// rests on.
///
/// # Errors
/// `state_forbids` while there are rows that nobody has decided on.
pub async fn apply_file(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
) -> Result<AttendanceFileResult> {
    caller.may(policy::TABLE, "attendance_files.write")?;
    let (now, followers) = (state.clock.now(), state.followers);
    state
        .db
        .write(move |conn| {
            let (mut file, mut session, class) = open(conn, &caller, id, seen)?;
            let rows = rolls::rows(conn, id)?;
            let undecided = rows
                .iter()
                .filter(|r| matches!(r.outcome, Outcome::Ambiguous | Outcome::Unmatched))
                .count();
            if undecided > 0 {
                let detail =
                    format!("{undecided} rows are undecided: say whom each means, or ignore it");
                return Err(Error::because(Code::StateForbids, detail)
                    .why("rows_undecided", [("n", undecided.into())]));
            }
            let (recorded, kept) = counted(conn, &session, &rows, caller.user, now)?;
            file.status = FileStatus::Applied;
            settle(conn, &mut file, now)?;
            // Whoever has the records before them sees that they changed.
            if recorded > 0 {
                session.unrecorded = None;
                session.updated_at = now;
                session.version += 1;
                store::update(conn, &session)?;
            }
            let detail = serde_json::json!({
                "file": file.file_name, "recorded": recorded, "kept": kept,
            });
            let event = "attendance_file.apply";
            audit::record(conn, Some(&caller), now, event, subject(&session), &detail)?;
            if recorded > 0 && class.has_ended() {
                let id = session.id;
                let told = Told { event, id, caller: &caller, reason: None, at: now, followers };
                follow::tell(conn, followers, &told)?;
            }
            Ok(AttendanceFileResult { file: whole(conn, &session, file)?, recorded, kept })
        })
        .await
}

fn settle(conn: &mut Conn, file: &mut FileRow, now: Ts) -> Result<()> {
    file.settled_at = Some(now);
    file.version += 1;
    rolls::update(conn, file)
}

/// Records the minutes of each whom rows mean: how many records were made or changed, and how many stayed.
fn counted(
    conn: &mut Conn,
    session: &SessionRow,
    rows: &[FileRowRow],
    by: Id,
    now: Ts,
) -> Result<(i64, i64)> {
    let Some(held) = attendance::held_time(session)? else { return Ok((0, 0)) };
    let standing = records::of_session(conn, session.id)?;
    let judged: HashSet<Id> = classes::members(conn, session.class_kind, session.class_id)?
        .into_iter()
        .filter(Member::has_result)
        .map(|m| m.user_id)
        .collect();
    let mut of: HashMap<Id, Vec<Row>> = HashMap::new();
    for row in rows {
        if let Some(user) = row.user_id {
            of.entry(user).or_default().push(as_read(row));
        }
    }
    let mut of: Vec<(Id, Vec<Row>)> = of.into_iter().collect();
    of.sort_unstable_by_key(|(user, _)| *user);
    let (mut recorded, mut kept) = (0, 0);
    for (user, rows) in of {
        let new = New {
            user,
            minutes: minutes(&rows, held),
            source: Source::File,
            by: Some(by),
            reason: None,
        };
        let before = standing.get(&user);
        if judged.contains(&user) {
            kept += 1;
        } else if attendance::record(conn, session, before, &new, now)? {
            recorded += 1;
        } else if before.is_some_and(|b| b.source == Source::Manual) {
            kept += 1;
        }
    }
    Ok((recorded, kept))
}

fn minutes(rows: &[Row], held: Interval) -> i32 {
    i32::try_from(onex_attendance::attended_minutes(rows, held)).unwrap_or(i32::MAX)
}

fn as_read(row: &FileRowRow) -> Row {
    Row {
        row: u32::try_from(row.row_no).unwrap_or_default(),
        shown: row.shown_name.clone(),
        joined: row.joined_at.map(|at| at.0),
        left: row.left_at.map(|at| at.0),
        seconds: row.seconds.and_then(|s| u32::try_from(s).ok()),
        phone: None,
    }
}

/// Lays a file aside: nothing of it counts.
pub async fn discard_file(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
) -> Result<AttendanceFile> {
    caller.may(policy::TABLE, "attendance_files.write")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let (mut file, session, _) = open(conn, &caller, id, seen)?;
            file.status = FileStatus::Discarded;
            settle(conn, &mut file, now)?;
            let detail = serde_json::json!({ "file": file.file_name });
            let event = "attendance_file.discard";
            audit::record(conn, Some(&caller), now, event, subject(&session), &detail)?;
            whole(conn, &session, file)
        })
        .await
}
