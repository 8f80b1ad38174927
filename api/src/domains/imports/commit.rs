//! The commit: judges the accepted rows once more, then writes them, in one transaction.

use serde_json::Value;

use super::judge::{self, Meant};
use super::kind::{Accepted, Context, ImportKind, Judgement};
use super::model::{Counts, ImportRecord, ImportStatus, JobInput, Outcome, StagedRow};
use super::{service, store};
use crate::platform::audit::{self, Actor};
use crate::platform::db::{Conn, Json};
use crate::platform::error::{Code, Error, Result};
use crate::platform::jobs::{JobRow, Progress};
use crate::platform::state::State;

/// Rows that are judged and written together.
const CHUNK: i64 = 1000;

/// How the transaction ended.
enum End {
    Committed(Value),
    /// Some rows are no longer what the dry run said.
    Stale,
}

/// The job.
pub fn run<K: ImportKind>(state: &State, job: &JobRow, progress: &Progress) -> Result<Value> {
    let id = job.subject_id.ok_or_else(|| Error::new(Code::NotFound))?;
    let import = state.db.read_blocking(|conn| store::load(conn, id))?;
    if import.status != ImportStatus::Committing {
        return Err(Error::because(Code::StateForbids, "The import is not being committed"));
    }
    let now = state.clock.now();
    let input: JobInput = job.input.read()?;
    let actor = Actor { user: job.owner_id, role: input.role };
    let (today, reason) = (now.programme_date(), input.reason.as_deref());
    let context = Context { state, import: &import, actor, now, today, reason };
    let rows = usize::try_from(import.rows_new + import.rows_changed).unwrap_or(0);
    let mut attempts = 0;
    loop {
        attempts += 1;
        // Also after an attempt that wrote nothing: from the beginning.
        match progress.report(0, Some(rows)).and_then(|()| write::<K>(&context, progress)) {
            Ok(End::Committed(result)) => {
                state.wake_streams();
                return Ok(result);
            }
            Ok(End::Stale) => {
                look_again::<K>(&context, progress)?;
                return Err(Error::because(
                    Code::Conflict,
                    "The data has changed since the dry run and some rows would now do something else; \
                     nothing was written. Look at the rows again, then commit",
                ));
            }
            // Somebody wrote the same between our look and our write: look again.
            Err(e) if attempts < 3 && raced(e.code()) => {}
            Err(e) => {
                state.db.write_blocking(|conn| {
                    progress.hold_in(conn)?;
                    let from = &[ImportStatus::Committing];
                    store::step(conn, id, from, ImportStatus::Ready, None)
                })?;
                return Err(e);
            }
        }
    }
}

fn raced(code: Code) -> bool {
    matches!(
        code,
        Code::Conflict
            | Code::AlreadyExists
            | Code::AlreadyEnrolled
            | Code::IdentityConflict
            | Code::UsernameTaken
            | Code::Overloaded
    )
}

fn write<K: ImportKind>(context: &Context<'_>, progress: &Progress) -> Result<End> {
    let mut stale = false;
    let written = context.state.db.write_blocking(|conn| {
        store::take_turns(conn, context.import)?;
        let counts = match chunks::<K>(conn, context, progress)? {
            Some(counts) => counts,
            None => {
                stale = true;
                // An error takes back what the chunks before have written.
                return Err(Error::new(Code::Conflict));
            }
        };
        let id = context.import.id;
        store::step(conn, id, &[ImportStatus::Committing], ImportStatus::Committed, None)?;
        store::settle(conn, id, context.now)?;
        audit::record_as(
            conn,
            Some(context.actor),
            context.now,
            &format!("{}.commit", K::NAME),
            service::subject::<K>(context.import),
            &service::Told { counts, reason: context.reason },
        )?;
        let result = serde_json::json!({ "import_id": id, "counts": counts });
        progress.finish_in(conn, &result)?;
        Ok(result)
    });
    match written {
        Ok(result) => Ok(End::Committed(result)),
        Err(_) if stale => Ok(End::Stale),
        Err(e) => Err(e),
    }
}

/// Writes chunk by chunk; `None` when a row is no longer what the dry run said.
fn chunks<K: ImportKind>(
    conn: &mut Conn,
    context: &Context<'_>,
    progress: &Progress,
) -> Result<Option<Counts>> {
    let mut counts = Counts {
        refused: context.import.rows_refused,
        unchanged: context.import.rows_unchanged,
        ..Counts::default()
    };
    let (mut after, mut meant, mut done) = (0, Meant::new(), 0);
    loop {
        let outcomes = [Outcome::New, Outcome::Changed];
        let rows = store::payloads(conn, context.import.id, &outcomes, after, CHUNK)?;
        let Some(last) = rows.last() else { return Ok(Some(counts)) };
        after = last.row_no;
        let payloads = payloads::<K>(&rows)?;
        let numbers = rows.iter().map(|r| r.row_no);
        let judgements = judge::rows::<K>(conn, context, numbers, &payloads, &mut meant)?;
        let mut accepted = Vec::with_capacity(rows.len());
        for ((row, payload), judgement) in rows.iter().zip(payloads).zip(&judgements) {
            match judgement.outcome {
                // Somebody else has written the same meanwhile: nothing is left to do.
                Outcome::Unchanged => {}
                outcome if stands(row, judgement) => {
                    accepted.push(Accepted { row_no: row.row_no, outcome, payload });
                }
                _ => return Ok(None),
            }
            counts.add(judgement.outcome);
        }
        if !accepted.is_empty() {
            K::commit(conn, context, accepted)?;
        }
        done += rows.len();
        progress.inside(done);
    }
}

fn payloads<K: ImportKind>(rows: &[StagedRow]) -> Result<Vec<K::Payload>> {
    rows.iter().filter_map(|r| r.payload.as_ref()).map(|p| Ok(p.read()?)).collect()
}

/// Whether the clerk saw this judgement in the dry run.
fn stands(row: &StagedRow, judgement: &Judgement) -> bool {
    row.outcome == judgement.outcome && row.changes == Json::of(&judgement.changes)
}

/// Judges every row anew and gives the import back to the clerk.
fn look_again<K: ImportKind>(context: &Context<'_>, progress: &Progress) -> Result<()> {
    let import: &ImportRecord = context.import;
    context.state.db.write_blocking(|conn| {
        progress.hold_in(conn)?;
        let (mut after, mut meant) = (0, Meant::new());
        loop {
            let rows = store::payloads(conn, import.id, Outcome::ALL, after, CHUNK)?;
            let Some(last) = rows.last() else { break };
            after = last.row_no;
            let numbers = rows.iter().map(|r| r.row_no);
            let payloads = payloads::<K>(&rows)?;
            let judgements = judge::rows::<K>(conn, context, numbers, &payloads, &mut meant)?;
            for (row, judgement) in rows.iter().zip(judgements) {
                let (changes, problems) =
                    (Json::of(&judgement.changes), Json::of(&judgement.problems));
                let same = row.outcome == judgement.outcome
                    && row.changes == changes
                    && row.problems == problems;
                if !same {
                    store::judge_again(conn, row, judgement.outcome, changes, problems)?;
                }
            }
        }
        let counts = store::count(conn, import.id)?;
        store::set_counts(conn, import.id, counts)?;
        store::step(conn, import.id, &[ImportStatus::Committing], ImportStatus::Ready, None)
    })
}
