//! Use cases of registries.

mod book;
pub mod check;
mod json_lines;
pub mod past;
mod rows;
pub mod write;

use std::collections::HashMap;

use actix_web::HttpResponse;

use super::model::{
    ExportRow, NewRegistryExport, RegistryExport, RegistryExportStarted, RegistryFilter, Window,
};
use super::receipts::ReceiptImport;
use super::{policy, store};
use crate::domains::{accounts, certificates, imports, transparency_log};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Reason, Result};
use crate::platform::files;
use crate::platform::http::{IdempotencyKey, Idempotent, Page, PageQuery, download};
use crate::platform::ids;
use crate::platform::jobs::{Job, Jobs};
use crate::platform::keys::sha256;
use crate::platform::made_files::{self, JobInput, Made, MadeStatus};
use crate::platform::state::State;

/// Rows of one file at most.
const MOST: i64 = 100_000;

/// Whose files they are.
pub const OWNER: &str = ExportRow::NOUN;

/// What an event of an export is about.
fn subject(row: &ExportRow) -> Subject {
    Subject {
        kind: OWNER,
        id: Some(row.id),
        region_code: row.region_code.clone(),
        institution_id: None,
    }
}

/// The same with the names of who asked.
fn told(conn: &mut Conn, rows: Vec<ExportRow>) -> Result<Vec<RegistryExport>> {
    let people: Vec<Id> = rows.iter().map(|r| r.created_by).collect();
    let names: HashMap<Id, String> = accounts::names(conn, &people)?;
    let name = |id: &Id| names.get(id).cloned().unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|r| {
            let by = name(&r.created_by);
            RegistryExport::of(r, by)
        })
        .collect())
}

fn one(conn: &mut Conn, row: ExportRow) -> Result<RegistryExport> {
    told(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// A page of exports, newest first.
pub async fn list(state: &State, caller: Caller, page: PageQuery) -> Result<Page<RegistryExport>> {
    caller.may(policy::TABLE, "registry_exports.read")?;
    let (limit, before) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let rows = store::list(conn, &caller.scope, before, limit + 1)?;
            let total = page.total(|| store::count(conn, &caller.scope))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| told(conn, rows))
        })
        .await
}

/// One export.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<RegistryExport> {
    caller.may(policy::TABLE, "registry_exports.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            one(conn, row)
        })
        .await
}

/// Asks for an export; a job writes its file. What is in it is fixed by this transaction.
///
/// # Errors
/// `forbidden` for whole document numbers to anyone but HQ; `invalid` for a filter that cannot be, or takes too much.
pub async fn request(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewRegistryExport,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "registry_exports.create")?;
    if new.with_document_numbers {
        caller.may(policy::TABLE, "registry_exports.reveal")?;
    }
    let reason = reason(&new)?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "create_registry_export", &request, move |conn| {
            let (filter, after) = resolve(conn, &caller.scope, &new)?;
            let window = Window {
                from: after.as_ref().map_or(0, |a| a.log_to),
                to: transparency_log::size(conn)?,
                filter,
            };
            let rows = store::lines::count(conn, &window)?;
            if rows > MOST {
                return Err(Error::field(
                    "/filter",
                    "too_many",
                    format!("{rows} certificates fit, a file has at most {MOST}; narrow it by date, region or run"),
                ));
            }
            let id = ids::new();
            let input = JobInput { role: caller.role };
            let job = Jobs::enqueue(conn, &caller, write::KIND.name, Some(id), &input)?;
            let row = asked_for(id, &new, window, after, reason, &caller, &job, now);
            store::insert(conn, &row)?;
            record(conn, &caller, now, "registry_export.create", &row)?;
            started(conn, row, job)
        })
        .await?;
    state.jobs.wake();
    Ok(answer)
}

/// The reason for whole document numbers; there is one exactly if they are asked for.
fn reason(new: &NewRegistryExport) -> Result<Option<String>> {
    let given = new.reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
    match (new.with_document_numbers, given) {
        (true, None) => {
            Err(Error::field("/reason", "required", "say why the whole numbers are needed"))
        }
        (false, Some(_)) => Err(Error::field(
            "/reason",
            "forbidden",
            "only an export with whole document numbers takes a reason; leave it out",
        )),
        (_, reason) => Ok(reason.map(str::to_string)),
    }
}

#[allow(clippy::too_many_arguments, reason = "a row has that many origins")]
fn asked_for(
    id: Id,
    new: &NewRegistryExport,
    window: Window,
    after: Option<ExportRow>,
    reason: Option<String>,
    caller: &Caller,
    job: &Job,
    now: Ts,
) -> ExportRow {
    ExportRow {
        id,
        format: new.format,
        status: MadeStatus::Making,
        filter: Json::of(&window.filter),
        region_code: window.filter.region_code,
        after_id: after.map(|a| a.id),
        log_from: window.from,
        log_to: window.to,
        document_numbers: new.with_document_numbers,
        reason,
        counts: None,
        sha256: None,
        size: None,
        blob: None,
        file_id: None,
        problem: None,
        job_id: Some(job.id),
        created_by: caller.user,
        created_at: now,
        finished_at: None,
    }
}

/// The filter in force and the export before: one's own region, or what the export before took.
fn resolve(
    conn: &mut Conn,
    scope: &Scope,
    new: &NewRegistryExport,
) -> Result<(RegistryFilter, Option<ExportRow>)> {
    let mut filter = new.filter.clone().unwrap_or_default();
    if let Some(id) = new.after_export {
        if filter != RegistryFilter::default() {
            return Err(Error::field(
                "/filter",
                "forbidden",
                "an export that follows another one has its filter; leave it out",
            ));
        }
        let before = store::find(conn, scope, id)
            .map_err(|e| e.named("/after_export", "there is no such export"))?;
        if !matches!(before.status, MadeStatus::Ready | MadeStatus::Expired) {
            return Err(Error::field(
                "/after_export",
                "not_ready",
                format!(
                    "that export is {}; one can only go on from a file that was written",
                    before.status
                ),
            ));
        }
        return Ok((before.filter.read()?, Some(before)));
    }
    if let (Some(from), Some(to)) = (filter.issued_from, filter.issued_to)
        && to < from
    {
        return Err(Error::field("/filter/issued_to", "order", "lies before `issued_from`"));
    }
    filter.region_code = scope.region_within("/filter/region_code", filter.region_code)?;
    if let Some(run) = filter.run_id
        && !certificates::has_issued(conn, scope, run)?
    {
        return Err(Error::field("/filter/run_id", "unknown", "no run of this id has issued any"));
    }
    Ok((filter, None))
}

fn record(
    conn: &mut Conn,
    caller: &Caller,
    now: Ts,
    action: &'static str,
    row: &ExportRow,
) -> Result<()> {
    let detail = serde_json::json!({
        "format": row.format, "filter": row.filter.clone().value(), "after_export": row.after_id,
        "log_from": row.log_from, "log_to": row.log_to,
        "document_numbers": row.document_numbers, "reason": row.reason,
    });
    audit::record(conn, Some(caller), now, action, subject(row), &detail)
}

fn started(conn: &mut Conn, row: ExportRow, job: Job) -> Result<Idempotent> {
    let location = format!("/api/v1/jobs/{}", job.id);
    Idempotent::accepted(location, &RegistryExportStarted { export: one(conn, row)?, job })
}

/// Writes an export that failed once more: what is in it stays as it was fixed.
pub async fn resume(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    id: Id,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "registry_exports.create")?;
    let (now, by) = (state.clock.now(), caller.clone());
    let answer = key
        .run(state, &by, "resume_registry_export", id.0.as_bytes(), move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            if row.document_numbers {
                caller.may(policy::TABLE, "registry_exports.reveal")?;
            }
            row.resumable()?;
            let input = JobInput { role: caller.role };
            let job = Jobs::enqueue(conn, &caller, write::KIND.name, Some(id), &input)?;
            store::hand_to(conn, id, job.id)?;
            record(conn, &caller, now, "registry_export.resume", &row)?;
            let row = store::find(conn, &caller.scope, id)?;
            started(conn, row, job)
        })
        .await?;
    state.jobs.wake();
    Ok(answer)
}

/// The file of an export. That it was taken, and by whom, is recorded.
///
/// # Errors
/// `state_forbids` when there is none, yet or any more; `forbidden` for whole document numbers to anyone but HQ.
pub async fn file(state: &State, caller: Caller, id: Id) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "registry_exports.read")?;
    let now = state.clock.now();
    let (row, file) = state
        .db
        .write(move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            if row.document_numbers {
                caller.may(policy::TABLE, "registry_exports.reveal")?;
            }
            let Some(file) = row.file_id else { return Err(no_file(row.status)) };
            let file = files::find(conn, file, OWNER, id)?;
            let detail = serde_json::json!({ "document_numbers": row.document_numbers });
            audit::record(
                conn,
                Some(&caller),
                now,
                "registry_export.download",
                subject(&row),
                &detail,
            )?;
            Ok((row, file))
        })
        .await?;
    let (store, keys) = (state.files.clone(), state.keys.clone());
    let bytes = actix_web::web::block(move || {
        let bytes = store.get_sealed_blocking(&keys, &file.sha256)?;
        if row.sha256.as_deref() != Some(sha256(&bytes).as_slice()) {
            let what = "the file of a registry export is not what was written; run `onex check`";
            return Err(Error::internal(anyhow::anyhow!(what)));
        }
        Ok::<_, Error>((row, bytes))
    });
    let (row, bytes) = bytes.await.map_err(Error::cancelled)??;
    Ok(download(row.format.media_type(), &row.file_name(), bytes))
}

/// The template of receipts.
pub fn template(caller: &Caller) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, "registry_receipts.import")?;
    imports::template::<ReceiptImport>()
}

fn no_file(status: MadeStatus) -> Error {
    made_files::no_file(
        status,
        ("Its file was not written; resume it", Reason::of("export_not_written", [])),
    )
}
