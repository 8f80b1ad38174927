//! Attendance files of meeting programs: received, read, and their names matched to the class.

use std::fs::File;

use actix_web::HttpResponse;
use onex_attendance::{AttendanceError, Export, Member as RosterMember, Roster};
use onex_sheets::Limits;

use super::super::model::{
    AttendanceFile, FileFault, FileRow, FileRowRow, FileStatus, MatchedBy, MatchedRow, Outcome,
    Person, Reach, SessionRow, SessionStatus,
};
use super::super::store::classes::{self, Member};
use super::super::store::files as rolls;
use super::super::{policy, store};
use super::{kept, manages, state_forbids, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Reason, Result};
use crate::platform::files::{self, Media};
use crate::platform::http::{IdempotencyKey, Idempotent, UploadForm};
use crate::platform::ids;
use crate::platform::state::State;

/// Whose the stored files are.
const OWNER: &str = "attendance_file";
/// Rows of a file at most: a session has a few hundred stays.
const MOST_ROWS: u32 = 5_000;
/// Characters of a shown name that are kept.
const NAME: usize = 200;

/// Refuses who may not send files before one is received.
pub fn may_add_file(caller: &Caller) -> Result<()> {
    caller.may(policy::TABLE, "attendance_files.write")
}

/// A session that was held, whose records the caller keeps.
pub fn kept_held(conn: &mut Conn, caller: &Caller, id: Id) -> Result<SessionRow> {
    held(kept(conn, caller, id)?.0)
}

/// Refuses a session that was not held.
pub fn held(row: SessionRow) -> Result<SessionRow> {
    if row.status == SessionStatus::Held {
        Ok(row)
    } else {
        Err(state_forbids(&row, "say first when it was held").why("session_not_held", []))
    }
}

/// Receives an attendance file: what is in it is shown, and counts once somebody has looked through it.
///
/// # Errors
/// `file_unreadable` for what is no attendance file, with the headers that were found.
pub async fn add_file(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    session: Id,
    mut form: UploadForm,
) -> Result<HttpResponse> {
    may_add_file(&caller)?;
    let who = caller.clone();
    // Before a file is stored; and again in the transaction.
    state.db.write(move |conn| kept_held(conn, &who, session).map(|_| ())).await?;
    let upload = form.need_file()?;
    let name = upload.name.clone();
    let source = upload.file.reopen()?;
    let limits =
        Limits { max_bytes: state.config.max_upload, max_rows: MOST_ROWS, ..Limits::default() };
    let export =
        actix_web::web::block(move || read(source, &limits)).await.map_err(Error::cancelled)??;
    let accepted = [Media::Zip, Media::Ole, Media::Text];
    let (blob, digest) = state.files.put_sealed(&state.keys, upload, &accepted).await?;
    let request = [session.0.as_bytes().as_slice(), digest.as_slice()].concat();
    let (now, by) = (state.clock.now(), caller.clone());
    key.run(state, &by, "create_attendance_file", &request, move |conn| {
        let row = kept_held(conn, &caller, session)?;
        let id = ids::new();
        let members = live(classes::members(conn, row.class_kind, row.class_id)?);
        let rows = matched(id, &export, &members);
        let file = FileRow {
            id,
            session_id: row.id,
            file_id: Some(files::attach(conn, &blob, OWNER, id, now)?),
            file_name: name,
            program: export.program.into(),
            status: FileStatus::Parsed,
            sheet: export.sheet.clone(),
            rows_read: i32::try_from(rows.len()).unwrap_or(i32::MAX),
            ignored: Json::of(&export.ignored),
            faults: Json::of(&faults(&export)),
            uploaded_by: caller.user,
            uploaded_at: now,
            settled_at: None,
            version: 1,
        };
        rolls::insert(conn, &file, &rows)?;
        let detail = serde_json::json!({
            "file": file.file_name, "program": file.program, "rows": file.rows_read,
        });
        let event = "attendance_file.create";
        audit::record(conn, Some(&caller), now, event, subject(&row), &detail)?;
        let location = format!("/api/v1/attendance-files/{id}");
        Idempotent::created(location, &whole(conn, &row, file)?)
    })
    .await
}

fn read(source: File, limits: &Limits) -> Result<Export> {
    onex_attendance::read(source, limits, time::macros::offset!(+8)).map_err(|e| unreadable(&e))
}

fn unreadable(e: &AttendanceError) -> Error {
    let sentence = e.to_string();
    let reason = match e {
        AttendanceError::Sheet(_) => None,
        AttendanceError::NoColumns { found, .. } if found.is_empty() => {
            Some(Reason::of("no_attendance_header", []))
        }
        AttendanceError::NoColumns { found, .. } => {
            Some(Reason::of("no_attendance_columns", [("found", found.clone().into())]))
        }
        AttendanceError::Nobody { row } => {
            Some(Reason::of("nobody_attended", [("row", i64::from(*row).into())]))
        }
        AttendanceError::NothingReadable { cell, .. } => {
            Some(Reason::of("no_attendance_read", [("cell", cell.into())]))
        }
    };
    Error::because(Code::FileUnreadable, format!("The file cannot be read: {sentence}"))
        .and_field("/file", e.code(), sentence)
        .for_reason(reason)
}

/// Those who are in the class now.
pub fn live(members: Vec<Member>) -> Vec<Member> {
    members.into_iter().filter(|m| !m.is_gone()).collect()
}

fn faults(export: &Export) -> Vec<FileFault> {
    let faults = export.faults.iter().take(100);
    faults
        .map(|f| FileFault {
            row: f.row,
            shown_name: f.shown.chars().take(NAME).collect(),
            cell: f.cell.clone(),
            message: f.fault.to_string(),
        })
        .collect()
}

/// The rows of a file with whom their names mean.
fn matched(file: Id, export: &Export, members: &[Member]) -> Vec<FileRowRow> {
    let roster: Vec<RosterMember<Id>> = members
        .iter()
        .map(|m| RosterMember {
            id: m.user_id,
            name: m.name.clone(),
            number: Some(m.number.clone()),
        })
        .collect();
    let mut schools: Vec<String> = members.iter().map(|m| m.institution.clone()).collect();
    schools.sort_unstable();
    schools.dedup();
    let shown: Vec<&str> = export.rows.iter().map(|r| r.shown.as_str()).collect();
    let found =
        onex_attendance::match_names(&shown, &Roster { members: &roster, schools: &schools });
    let pairs = export.rows.iter().zip(found);
    pairs
        .map(|(row, found)| {
            let (outcome, matched_by, candidates, user_id) = match found {
                onex_attendance::Match::One { id, by } => {
                    (Outcome::Matched, Some(MatchedBy::from(by)), vec![id], Some(id))
                }
                onex_attendance::Match::Several { ids } => (Outcome::Ambiguous, None, ids, None),
                onex_attendance::Match::Nobody => (Outcome::Unmatched, None, vec![], None),
            };
            FileRowRow {
                file_id: file,
                row_no: i32::try_from(row.row).unwrap_or(i32::MAX),
                shown_name: row.shown.chars().take(NAME).collect(),
                joined_at: row.joined.map(Ts),
                left_at: row.left.map(Ts),
                seconds: row.seconds.map(|s| i32::try_from(s).unwrap_or(i32::MAX)),
                outcome,
                matched_by,
                candidates: Json::of(&candidates),
                user_id,
            }
        })
        .collect()
}

/// Files as they are listed, without their rows.
fn listed(conn: &mut Conn, rows: Vec<FileRow>) -> Result<Vec<AttendanceFile>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let open = rolls::open_rows(conn, &ids)?;
    rows.into_iter()
        .map(|r| {
            Ok(AttendanceFile {
                open_rows: open.get(&r.id).copied().unwrap_or_default(),
                id: r.id,
                session_id: r.session_id,
                file_name: r.file_name,
                program: r.program,
                status: r.status,
                sheet: r.sheet,
                ignored: r.ignored.read()?,
                faults: r.faults.read()?,
                rows_read: r.rows_read,
                rows: vec![],
                members: vec![],
                uploaded_at: r.uploaded_at,
                settled_at: r.settled_at,
                version: r.version,
            })
        })
        .collect()
}

fn person(m: &Member) -> Person {
    Person { user_id: m.user_id, name: m.name.clone(), number: m.number.clone() }
}

/// A file with its rows, and the class to choose from.
pub fn whole(conn: &mut Conn, session: &SessionRow, row: FileRow) -> Result<AttendanceFile> {
    let members = live(classes::members(conn, session.class_kind, session.class_id)?);
    let rows = rolls::rows(conn, row.id)?;
    let listed = listed(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
    let rows = rows
        .into_iter()
        .map(|r| {
            let ids: Vec<Id> = r.candidates.read()?;
            Ok(MatchedRow {
                row_no: r.row_no,
                shown_name: r.shown_name,
                joined_at: r.joined_at,
                left_at: r.left_at,
                seconds: r.seconds,
                outcome: r.outcome,
                matched_by: r.matched_by,
                user_id: r.user_id,
                candidates: members
                    .iter()
                    .filter(|m| ids.contains(&m.user_id))
                    .map(person)
                    .collect(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(AttendanceFile { rows, members: members.iter().map(person).collect(), ..listed })
}

/// A file and its session, for those who keep its records.
pub fn found(conn: &mut Conn, caller: &Caller, id: Id) -> Result<(FileRow, SessionRow)> {
    let row = rolls::find(conn, id)?;
    let session = store::find(conn, &Reach::of_caller(caller), row.session_id)?;
    if !manages(caller.role, session.class_kind) {
        return Err(Error::because(Code::Forbidden, "You do not keep the records of this session")
            .why("session_not_yours", []));
    }
    Ok((row, session))
}

/// The files of a session, the newest first.
pub async fn files(state: &State, caller: Caller, session: Id) -> Result<Vec<AttendanceFile>> {
    caller.may(policy::TABLE, "attendance_files.read")?;
    state
        .db
        .snapshot(move |conn| {
            let session = store::find(conn, &Reach::of_caller(&caller), session)?;
            if !manages(caller.role, session.class_kind) {
                let detail = "You do not keep the records of this session";
                return Err(Error::because(Code::Forbidden, detail).why("session_not_yours", []));
            }
            let rows = rolls::of_session(conn, session.id)?;
            listed(conn, rows)
        })
        .await
}

/// One file with its rows.
pub async fn file(state: &State, caller: Caller, id: Id) -> Result<AttendanceFile> {
    caller.may(policy::TABLE, "attendance_files.read")?;
    state
        .db
        .snapshot(move |conn| {
            let (row, session) = found(conn, &caller, id)?;
            whole(conn, &session, row)
        })
        .await
}
