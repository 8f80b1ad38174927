//! Use cases of imports, the same for every kind.

use onex_sheets::{Column, XlsxTable, read_table};
use std::collections::HashMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use actix_web::HttpResponse;
use serde::Serialize;

use super::kind::{ImportKind, Target};
use super::model::{
    CommitOrder, Counts, Import, ImportRecord, ImportStarted, ImportStatus, ImportedRow, JobInput,
    JobStarted, RowFilter, RowProblem,
};
use super::{parse, reasons, store};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::{Code, Error, Result};
use crate::platform::files::{self, Media};
use crate::platform::http::{IdempotencyKey, Idempotent, Page, PageQuery, UploadForm};
use crate::platform::ids;
use crate::platform::jobs::Jobs;
use crate::platform::state::State;

/// What an audit event of an import is about.
pub fn subject<K: ImportKind>(import: &ImportRecord) -> Subject {
    Subject {
        kind: K::NAME,
        id: Some(import.id),
        region_code: import.region_code.clone(),
        institution_id: import.institution_id,
    }
}

/// Receives a file and starts its dry run.
///
/// # Errors
/// `file_unreadable` for a file that is no spreadsheet by its content.
pub async fn start<K: ImportKind>(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    mut form: UploadForm,
) -> Result<HttpResponse> {
    caller.may(K::POLICY, K::ACTION)?;
    let upload = form.need_file()?;
    let fields = form.fields;
    let (who, given) = (caller.clone(), fields.clone());
    // The place is checked before the file is stored, and again in the transaction.
    state.db.read(move |conn| K::target(conn, &who, &given)).await?;
    let name = upload.name.clone();
    let accepted = [Media::Zip, Media::Ole, Media::Text];
    let (blob, digest) =
        state.files.put_sealed(&state.keys, upload, &accepted).await.map_err(|e| {
            if e.code() != Code::UnsupportedMediaType {
                return e;
            }
            let sentence =
                "this is no spreadsheet, whatever its name says; send an .xlsx, .xls or .csv file";
            Error::because(Code::FileUnreadable, format!("The file cannot be read: {sentence}"))
                .and_field("/file", "not_a_spreadsheet", sentence)
        })?;
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort();
    let request = [digest.as_slice(), format!("{sorted:?}").as_bytes()].concat();
    let (now, jobs, who) = (state.clock.now(), state.jobs.clone(), caller.clone());
    let answer = key
        .run(state, &caller, K::NAME, &request, move |conn| {
            let target = K::target(conn, &who, &fields)?;
            let id = ids::new();
            let file = files::attach(conn, &blob, K::NAME, id, now)?;
            let job = Jobs::enqueue(
                conn,
                &who,
                K::PARSE,
                Some(id),
                &JobInput { role: who.role, reason: None },
            )?;
            let record = ImportRecord {
                id,
                kind: K::NAME.into(),
                institution_id: target.institution_id,
                region_code: target.region_code,
                subject_id: target.subject_id,
                file_id: Some(file),
                file_name: name,
                owner_id: who.user,
                status: ImportStatus::Parsing,
                rows_new: 0,
                rows_changed: 0,
                rows_unchanged: 0,
                rows_refused: 0,
                ignored: Json::of(&[(); 0]),
                problem: None,
                job_id: Some(job.id),
                created_at: now,
                settled_at: None,
                version: 1,
            };
            store::insert(conn, &record)?;
            let detail = serde_json::json!({ "bytes": blob.size });
            let action = format!("{}.upload", K::NAME);
            audit::record(conn, Some(&who), now, &action, subject::<K>(&record), &detail)?;
            let location = format!("/api/v1/jobs/{}", job.id);
            Idempotent::accepted(location, &ImportStarted { import: record.into(), job })
        })
        .await?;
    jobs.wake();
    Ok(answer)
}

/// One import.
pub async fn find<K: ImportKind>(state: &State, caller: Caller, id: Id) -> Result<Import> {
    caller.may(K::POLICY, K::ACTION)?;
    state
        .db
        .snapshot(move |conn| {
            let record = store::find(conn, &caller.scope, K::NAME, id)?;
            let outlook = match record.status {
                ImportStatus::Ready => K::outlook(conn, &record)?,
                _ => None,
            };
            Ok(Import { outlook, ..record.into() })
        })
        .await
}

/// The imports in the caller's scope, newest first.
pub async fn list<K: ImportKind>(
    state: &State,
    caller: Caller,
    page: PageQuery,
) -> Result<Page<Import>> {
    caller.may(K::POLICY, K::ACTION)?;
    let (limit, before) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .read(move |conn| {
            let rows = store::list(conn, &caller.scope, K::NAME, before, limit + 1)?;
            let total = page.total(|| store::total(conn, &caller.scope, K::NAME))?;
            Ok(Page::build(rows, limit, |r| r.id).of(total).map(Import::from))
        })
        .await
}

/// A page of the rows of an import, in the order of the file.
pub async fn rows<K: ImportKind>(
    state: &State,
    caller: Caller,
    id: Id,
    page: PageQuery,
    filter: RowFilter,
) -> Result<Page<ImportedRow>> {
    caller.may(K::POLICY, K::ACTION)?;
    let (limit, after) = (page.limit()?, page.after::<i32>()?);
    state
        .db
        .snapshot(move |conn| {
            let import = store::find(conn, &caller.scope, K::NAME, id)?;
            let rows = store::rows(conn, import.id, &filter, after, limit + 1)?;
            let total = page.total(|| store::rows_total(conn, import.id, &filter))?;
            Ok(Page::build(rows, limit, |r| r.row_no).of(total).map(ImportedRow::from))
        })
        .await
}

/// What the trail is told of a commit.
#[derive(Serialize)]
pub struct Told<'a> {
    #[serde(flatten)]
    pub counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
}

/// Starts the commit.
///
/// # Errors
/// `state_forbids` unless the import is ready; 422 for `reason` when what stands would be changed without.
pub async fn commit<K: ImportKind>(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    id: Id,
    order: CommitOrder,
) -> Result<HttpResponse> {
    caller.may(K::POLICY, K::ACTION)?;
    let now = state.clock.now();
    let reason = order.reason.map(|r| r.trim().to_string()).filter(|r| !r.is_empty());
    let by = caller.clone();
    let request = serde_json::to_vec(&(id, &reason))?;
    let answer = key
        .run(state, &by, K::COMMIT, &request, move |conn| {
            let import = store::find(conn, &caller.scope, K::NAME, id)?;
            if K::CHANGES_NEED_REASON && import.rows_changed > 0 && reason.is_none() {
                return Err(Error::field(
                    "/reason",
                    "required",
                    format!("{} rows change what stands; say why", import.rows_changed),
                ));
            }
            let input = JobInput { role: caller.role, reason: reason.clone() };
            let job = Jobs::enqueue(conn, &caller, K::COMMIT, Some(id), &input)?;
            // A commit whose job was given up left nothing behind: it may be started again.
            let lost =
                import.status == ImportStatus::Committing && store::job_ended(conn, &import)?;
            let from = if lost { [ImportStatus::Committing] } else { [ImportStatus::Ready] };
            store::step(conn, id, &from, ImportStatus::Committing, Some(job.id))?;
            let counts = Counts {
                new: import.rows_new,
                changed: import.rows_changed,
                unchanged: import.rows_unchanged,
                refused: import.rows_refused,
            };
            let told = Told { counts, reason: reason.as_deref() };
            let action = format!("{}.start_commit", K::NAME);
            audit::record(conn, Some(&caller), now, &action, subject::<K>(&import), &told)?;
            let location = format!("/api/v1/jobs/{}", job.id);
            Idempotent::accepted(location, &JobStarted { job })
        })
        .await?;
    state.jobs.wake();
    Ok(answer)
}

/// Throws an import away: its rows and its file. `state_forbids` once it is being committed.
pub async fn discard<K: ImportKind>(state: &State, caller: Caller, id: Id) -> Result<Import> {
    caller.may(K::POLICY, K::ACTION)?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let import = store::find(conn, &caller.scope, K::NAME, id)?;
            let lost = import.status == ImportStatus::Parsing && store::job_ended(conn, &import)?;
            let mut from = vec![ImportStatus::Ready, ImportStatus::Failed];
            if lost {
                from.push(ImportStatus::Parsing);
            }
            store::step(conn, id, &from, ImportStatus::Discarded, None)?;
            store::delete_rows(conn, id)?;
            store::forget_file(conn, &import)?;
            store::settle(conn, id, now)?;
            let action = format!("{}.discard", K::NAME);
            let detail = serde_json::json!({});
            audit::record(conn, Some(&caller), now, &action, subject::<K>(&import), &detail)?;
            Ok(store::load(conn, id)?.into())
        })
        .await
}

/// What was read of a row that was refused for one reason alone; for what follows from such a refusal.
///
/// # Errors
/// `not_found` for a row outside the caller's scope, or refused for something else.
pub fn refused_row<K: ImportKind>(
    conn: &mut Conn,
    caller: &Caller,
    id: Id,
    row_no: i32,
    code: &str,
) -> Result<(Target, K::Payload)> {
    caller.may(K::POLICY, K::ACTION)?;
    let import = store::find(conn, &caller.scope, K::NAME, id)?;
    let row = store::row(conn, id, row_no)?;
    let problems: Vec<RowProblem> = row.problems.read()?;
    let payload = row.payload.filter(|_| problems.iter().any(|p| p.code == code));
    let payload = payload.ok_or_else(|| Error::new(Code::NotFound))?;
    let target = Target {
        institution_id: import.institution_id,
        region_code: import.region_code,
        subject_id: import.subject_id,
    };
    Ok((target, payload.read()?))
}

/// The sheet of a template that shows how rows look.
const EXAMPLES: &str = "填写示例";

/// The template to fill in. Only the sheet that is to be filled in is read: sent as it is, it has no rows.
pub fn template<K: ImportKind>() -> Result<Vec<u8>> {
    let columns = K::template();
    XlsxTable::new(K::SHEET, &columns)
        .and_then(|table| table.examples(EXAMPLES, &columns, K::EXAMPLES))
        .and_then(XlsxTable::finish)
        .map_err(not_written)
}

/// The refused rows as a workbook: the columns of the file as they stood, and one with the reasons.
/// Reasons are in Chinese, for the clerk who mends the file; sent again it is read like any other.
pub async fn refused<K: ImportKind>(
    state: &State,
    caller: Caller,
    id: Id,
) -> Result<(String, Vec<u8>)> {
    caller.may(K::POLICY, K::ACTION)?;
    let now = state.clock.now();
    let (import, problems) = state
        .db
        .write(move |conn| {
            let import = store::find(conn, &caller.scope, K::NAME, id)?;
            if import.file_id.is_none() || import.status == ImportStatus::Parsing {
                return Err(Error::because(
                    Code::StateForbids,
                    "There are rows to download once the dry run is done, until the import is discarded or its file has served its time",
                ).why("import_without_rows", []));
            }
            let action = format!("{}.download_refused", K::NAME);
            let detail = serde_json::json!({ "rows": import.rows_refused });
            audit::record(conn, Some(&caller), now, &action, subject::<K>(&import), &detail)?;
            let problems = store::refused(conn, id)?;
            Ok((import, problems))
        })
        .await?;
    let state = state.clone();
    actix_web::web::block(move || {
        let bytes = file(&state, &import)?;
        let stem = import.file_name.rsplit_once('.').map_or(import.file_name.as_str(), |(s, _)| s);
        let name = format!("{stem}-{}.xlsx", reasons::REFUSED);
        Ok((name, refused_table::<K>(&state, &bytes, problems)?))
    })
    .await
    .map_err(Error::cancelled)?
}

fn refused_table<K: ImportKind>(
    state: &State,
    bytes: &[u8],
    problems: Vec<(i32, Json)>,
) -> Result<Vec<u8>> {
    let problems: HashMap<i32, Json> = problems.into_iter().collect();
    let mut table: Option<XlsxTable> = None;
    let mut fault = None;
    let limits = parse::limits(state);
    read_table(Cursor::new(bytes), &limits, Some(K::SHEET), K::COLUMNS, |row| {
        let number = i32::try_from(row.row).unwrap_or(i32::MAX);
        let Some(found) = problems.get(&number) else { return ControlFlow::Continue(()) };
        // The reasons of an earlier round give way to those of this one.
        let kept: Vec<usize> = (0..row.header.titles.len())
            .filter(|c| row.header.titles.get(*c).is_some_and(|t| t != reasons::TITLE))
            .collect();
        let mut write = || {
            if table.is_none() {
                let columns: Vec<Column> = kept
                    .iter()
                    .map(|c| Column::text(row.header.titles.get(*c).cloned().unwrap_or_default()))
                    .chain([Column::text(reasons::TITLE).width(60.0)])
                    .collect();
                table = Some(XlsxTable::new(K::SHEET, &columns)?);
            }
            let Some(table) = table.as_mut() else { return Ok(()) };
            let reason = sentence::<K>(&found.read::<Vec<RowProblem>>().unwrap_or_default());
            let cells = kept.iter().map(|c| row.cells.get(*c).map_or("", |cell| cell.display()));
            table.row(cells.chain([reason.as_str()]))?;
            Ok(())
        };
        match write() {
            Ok(()) => ControlFlow::Continue(()),
            Err(e) => {
                fault = Some(e);
                ControlFlow::Break(())
            }
        }
    })
    .map_err(|e| parse::unreadable(&e))?;
    if let Some(fault) = fault {
        return Err(not_written(fault));
    }
    match table {
        Some(table) => table.finish().map_err(not_written),
        None => template::<K>(),
    }
}

/// The reasons of a row as the clerk reads them.
fn sentence<K: ImportKind>(problems: &[RowProblem]) -> String {
    let title = |field: &str| {
        K::COLUMNS.iter().find(|c| c.field == field).and_then(|c| c.titles.first().copied())
    };
    let parts: Vec<String> = problems
        .iter()
        .map(|p| {
            let text = reasons::text(&p.code, p.other_row).unwrap_or_else(|| p.message.clone());
            format!("{}：{text}", title(&p.column).unwrap_or(&p.column))
        })
        .collect();
    parts.join("；")
}

/// The uploaded file, opened. For threads that may block.
pub fn file(state: &State, import: &ImportRecord) -> Result<Vec<u8>> {
    let id = import.file_id.ok_or_else(|| Error::new(Code::NotFound))?;
    let row = state.db.read_blocking(|conn| files::find(conn, id, &import.kind, import.id))?;
    state.files.get_sealed_blocking(&state.keys, &row.sha256)
}

fn not_written(e: onex_sheets::SheetError) -> Error {
    Error::internal(e.into())
}
