//! The job that writes an export's file. A job that begins again writes the same, for the cut-off was fixed before.

use serde_json::Value;

use super::super::model::{ExportFormat, ExportRow, Record, RegistryCounts, Seen};
use super::super::store::{self, Finished};
use super::book::Book;
use super::json_lines::JsonLines;
use super::{OWNER, rows, subject};
use crate::domains::notices;
use crate::platform::audit::{self, Actor};
use crate::platform::db::Id;
use crate::platform::error::{Error, Result};
use crate::platform::files;
use crate::platform::jobs::{JobRow, Kind, Progress};
use crate::platform::keys::{hex, sha256};
use crate::platform::made_files::{self, JobInput, Made};
use crate::platform::state::State;

/// The kind of job.
pub const KIND: Kind = Kind { name: "registry_export.write", restart: true, run };

/// Certificates that are read together.
const PAGE: i64 = 1000;

fn run(state: &State, job: &JobRow, progress: &Progress) -> Result<Value> {
    made_files::work(
        state,
        job,
        progress,
        |export: &ExportRow| {
            let (bytes, counts) = write(state, export, progress)?;
            keep(state, job, progress, export, &bytes, &counts)
        },
        |conn, now| {
            let (kind, params) = ("registry_export_failed", serde_json::json!({}));
            let link = job.subject_id.map(link);
            notices::send(conn, &[job.owner_id], kind, &params, link.as_deref(), now)
        },
    )
}

/// The screen that shows it.
fn link(id: Id) -> String {
    format!("/registry-exports/{id}")
}

/// A file in the making.
enum Output {
    Book(Box<Book>),
    Lines(JsonLines),
}

impl Output {
    fn new(export: &ExportRow, rows: i64) -> Result<Self> {
        Ok(match export.format {
            ExportFormat::Xlsx => Output::Book(Box::new(Book::new()?)),
            ExportFormat::Jsonl => Output::Lines(JsonLines::new(export, rows)?),
        })
    }

    fn row(&mut self, row: &Record) -> Result<()> {
        match self {
            Output::Book(book) => book.row(row),
            Output::Lines(lines) => lines.row(row),
        }
    }

    fn finish(self, export: &ExportRow, counts: &RegistryCounts) -> Result<Vec<u8>> {
        match self {
            Output::Book(book) => book.finish(export, counts),
            Output::Lines(lines) => lines.finish(counts),
        }
    }
}

/// Writes page by page, then holds the counts against what the log says.
fn write(
    state: &State,
    export: &ExportRow,
    progress: &Progress,
) -> Result<(Vec<u8>, RegistryCounts)> {
    let window = export.window()?;
    let expected = state.db.read_blocking(|conn| store::lines::count(conn, &window))?;
    let total = usize::try_from(expected).ok();
    progress.report(0, total)?;
    let (mut out, mut seen) = (Output::new(export, expected)?, Seen::default());
    let (mut after, mut done) = (None, 0);
    loop {
        let page = state.db.snapshot_blocking(|conn| {
            rows::page(conn, &state.keys, export, &window, after, PAGE)
        })?;
        let Some((records, last)) = page else { break };
        for record in &records {
            seen.add(record);
            out.row(record)?;
        }
        done += records.len();
        after = Some(last);
        progress.report(done, total)?;
    }
    let counts = seen.counts();
    let happened = state.db.read_blocking(|conn| store::lines::happened(conn, &window))?;
    if counts.tally.rows != expected || !counts.fits(&happened) {
        return Err(Error::internal(anyhow::anyhow!(
            "the rows of registry export {} do not fit the log; run `onex check`",
            export.id
        )));
    }
    Ok((out.finish(export, &counts)?, counts))
}

/// Stores the file, and says in one transaction that it is there.
fn keep(
    state: &State,
    job: &JobRow,
    progress: &Progress,
    export: &ExportRow,
    bytes: &[u8],
    counts: &RegistryCounts,
) -> Result<Value> {
    let (id, now) = (export.id, state.clock.now());
    let media = export.format.media_type();
    let sealed = files::seal(&state.keys, export.file_name(), media, bytes)?;
    let blob = sealed.blob.clone();
    state.db.write_blocking(|conn| {
        progress.hold_in(conn)?;
        ExportRow::set_blob(conn, id, Some(&blob.sha256))
    })?;
    state.files.put_blocking(sealed)?;
    let digest = sha256(bytes);
    let actor = Actor { user: job.owner_id, role: job.input.read::<JobInput>()?.role };
    let result = serde_json::json!({ "export_id": id, "rows": counts.tally.rows });
    state.db.write_blocking(|conn| {
        let file = files::attach(conn, &blob, OWNER, id, now)?;
        let size = blob.size;
        store::finish(conn, id, &Finished { counts, sha256: &digest, size, file, at: now })?;
        let detail = serde_json::json!({
            "rows": counts.tally.rows, "sha256": hex(&digest),
            "document_numbers": export.document_numbers,
        });
        audit::record_as(
            conn,
            Some(actor),
            now,
            "registry_export.write",
            subject(export),
            &detail,
        )?;
        let params = serde_json::json!({ "rows": counts.tally.rows });
        let (kind, link) = ("registry_export_ready", link(id));
        notices::send(conn, &[job.owner_id], kind, &params, Some(&link), now)?;
        progress.finish_in(conn, &result)
    })?;
    Ok(result)
}
