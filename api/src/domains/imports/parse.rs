//! The dry run: streams the file into staging, chunk by chunk, each row with its outcome.

use std::collections::HashMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use onex_sheets::{Limits, SheetError, TableReport, TableRow, read_table};
use serde_json::Value;

use super::judge::{self, Meant};
use super::kind::{Context, ImportKind};
use super::model::{Counts, ImportStatus, JobInput, Outcome, RowProblem, StagedRow};
use super::reader::{Reader, UniqueKey};
use super::{service, store};
use crate::platform::audit::{self, Actor};
use crate::platform::db::Json;
use crate::platform::error::{Code, Error, Result};
use crate::platform::jobs::{JobRow, Progress};
use crate::platform::state::State;

/// Rows that are judged and staged together.
const CHUNK: usize = 1000;

/// The job.
pub fn run<K: ImportKind>(state: &State, job: &JobRow, progress: &Progress) -> Result<Value> {
    let id = job.subject_id.ok_or_else(|| Error::new(Code::NotFound))?;
    let import = state.db.write_blocking(|conn| {
        progress.hold_in(conn)?;
        let import = store::load(conn, id)?;
        if import.status != ImportStatus::Parsing {
            return Err(Error::because(Code::StateForbids, "The dry run is over"));
        }
        // What an earlier attempt left behind when its node died.
        store::delete_rows(conn, id)?;
        Ok(import)
    })?;
    let now = state.clock.now();
    let actor = Actor { user: job.owner_id, role: job.input.read::<JobInput>()?.role };
    let today = now.programme_date();
    let context = Context { state, import: &import, actor, now, today, reason: None };
    let outcome = stage::<K>(&context, progress).and_then(|(counts, report)| {
        let result = serde_json::json!({ "import_id": id, "counts": counts });
        state.db.write_blocking(|conn| {
            store::set_counts(conn, id, counts)?;
            store::set_ignored(conn, id, &report.header.ignored)?;
            store::step(conn, id, &[ImportStatus::Parsing], ImportStatus::Ready, None)?;
            audit::record_as(
                conn,
                Some(actor),
                now,
                &format!("{}.check", K::NAME),
                service::subject::<K>(&import),
                &counts,
            )?;
            progress.finish_in(conn, &result)
        })?;
        Ok(result)
    });
    if let Err(e) = &outcome {
        // What is half staged must not be taken for a whole: the import ends here, without rows.
        let problem = Json::of(&e.problem(""));
        state.db.write_blocking(|conn| {
            progress.hold_in(conn)?;
            store::delete_rows(conn, id)?;
            store::set_problem(conn, id, problem)?;
            store::step(conn, id, &[ImportStatus::Parsing], ImportStatus::Failed, None)
        })?;
    }
    outcome
}

fn stage<K: ImportKind>(
    context: &Context<'_>,
    progress: &Progress,
) -> Result<(Counts, TableReport)> {
    let bytes = service::file(context.state, context.import)?;
    let mut stage = Stage::<K> {
        context,
        progress,
        seen: HashMap::new(),
        meant: HashMap::new(),
        chunk: Vec::with_capacity(CHUNK),
        counts: Counts::default(),
        done: 0,
        fault: None,
    };
    let report =
        read_table(Cursor::new(bytes), &limits(context.state), Some(K::SHEET), K::COLUMNS, |row| {
            match stage.row(&row) {
                Ok(()) => ControlFlow::Continue(()),
                Err(e) => {
                    stage.fault = Some(e);
                    ControlFlow::Break(())
                }
            }
        });
    if let Some(fault) = stage.fault.take() {
        return Err(fault);
    }
    let report = report.map_err(|e| unreadable(&e))?;
    stage.flush()?;
    if stage.done == 0 {
        return Err(unreadable(&SheetError::NoRows));
    }
    progress.report(stage.done, Some(stage.done))?;
    Ok((stage.counts, report))
}

/// The limits of a reading: those of the engine, within the size that uploads may have.
pub fn limits(state: &State) -> Limits {
    Limits { max_bytes: most_bytes(state), ..Limits::default() }
}

/// Bytes that a spreadsheet may have.
pub fn most_bytes(state: &State) -> u64 {
    Limits::default().max_bytes.min(state.config.max_upload.max(1))
}

/// The refusal of a whole file, with what to mend.
pub fn unreadable(e: &SheetError) -> Error {
    let sentence = e.to_string();
    Error::because(Code::FileUnreadable, format!("The file cannot be read: {sentence}")).and_field(
        "/file",
        e.code(),
        sentence,
    )
}

/// The number of a row as it is stored.
fn row_number(row: u32) -> i32 {
    i32::try_from(row).unwrap_or(i32::MAX)
}

struct Draft<P> {
    row_no: i32,
    fields: Json,
    problems: Vec<RowProblem>,
    payload: Option<P>,
}

struct Stage<'a, K: ImportKind> {
    context: &'a Context<'a>,
    progress: &'a Progress,
    /// Values that may stand only once, and the row each was first seen in.
    seen: HashMap<UniqueKey, u32>,
    /// What rows turned out to mean.
    meant: Meant,
    chunk: Vec<Draft<K::Payload>>,
    counts: Counts,
    done: usize,
    fault: Option<Error>,
}

impl<K: ImportKind> Stage<'_, K> {
    fn row(&mut self, row: &TableRow<'_>) -> Result<()> {
        let mut reader = Reader::new(row);
        let payload = K::read(self.context, &mut reader)?;
        let (fields, mut problems, keys) = reader.finish();
        // A row without any field that is read stands there for other columns only.
        if fields.0 == "{}" {
            return Ok(());
        }
        if problems.is_empty() {
            let earlier: Vec<_> =
                keys.iter().filter_map(|k| self.seen.get(k).map(|row| (k.0, *row))).collect();
            for (field, first) in &earlier {
                problems.push(judge::duplicate(field, row_number(*first)));
            }
            if earlier.is_empty() {
                self.seen.extend(keys.into_iter().map(|k| (k, row.row)));
            }
        }
        let row_no = row_number(row.row);
        self.chunk.push(Draft { row_no, fields, problems, payload });
        if self.chunk.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Judges and stages what has gathered.
    fn flush(&mut self) -> Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let (context, drafts) = (self.context, std::mem::take(&mut self.chunk));
        let n = drafts.len();
        let mut staged = Vec::with_capacity(n);
        let (mut places, mut payloads) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for draft in drafts {
            staged.push(StagedRow {
                import_id: context.import.id,
                row_no: draft.row_no,
                outcome: Outcome::Refused,
                fields: draft.fields,
                problems: Json::of(&draft.problems),
                changes: Json::of(&[(); 0]),
                payload: None,
            });
            if let Some(payload) = draft.payload.filter(|_| draft.problems.is_empty()) {
                places.push(staged.len() - 1);
                payloads.push(payload);
            }
        }
        let numbers: Vec<i32> =
            places.iter().filter_map(|p| staged.get(*p).map(|r| r.row_no)).collect();
        let meant = &mut self.meant;
        let judgements = context
            .state
            .db
            .snapshot_blocking(|conn| judge::rows::<K>(conn, context, numbers, &payloads, meant))?;
        K::watch(context, &judgements)?;
        for ((place, payload), judgement) in places.into_iter().zip(&payloads).zip(&judgements) {
            if let Some(row) = staged.get_mut(place) {
                row.outcome = judgement.outcome;
                row.problems = Json::of(&judgement.problems);
                row.changes = Json::of(&judgement.changes);
                row.payload = Some(Json::of(payload));
            }
        }
        for row in &staged {
            self.counts.add(row.outcome);
        }
        context.state.db.write_blocking(|conn| store::insert_rows(conn, &staged))?;
        self.done += n;
        self.progress.report(self.done, None)
    }
}
