//! The job that makes the forms that are missing, a page a transaction: after a crash it goes on where none are.

use actix_web::HttpResponse;

use super::forms;
use crate::domains::certificates::MAKE_FORMS;
use crate::domains::credentials::model::{FormRow, FormsStarted};
use crate::domains::credentials::policy;
use crate::domains::credentials::store::{self, Source};
use crate::platform::auth::Caller;
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::jobs::{JobRow, Jobs, Kind, Progress};
use crate::platform::keys::Keys;
use crate::platform::state::State;

pub const JOBS: &[Kind] = &[Kind { name: MAKE_FORMS, restart: true, run }];

const PAGE: i64 = 200;

/// Starts the job, whose progress its owner watches.
///
/// # Errors
/// `forbidden`.
pub async fn start(state: &State, caller: Caller, key: IdempotencyKey) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "credentials.make_forms")?;
    let by = caller.clone();
    let answer = key
        .run(state, &by, "make_credential_forms", &[], move |conn| {
            let job = Jobs::enqueue(conn, &caller, MAKE_FORMS, None, &())?;
            let location = format!("/api/v1/jobs/{}", job.id);
            Idempotent::accepted(location, &FormsStarted { job })
        })
        .await?;
    state.jobs.wake();
    Ok(answer)
}

fn run(state: &State, _: &JobRow, progress: &Progress) -> Result<serde_json::Value> {
    let total = state.db.read_blocking(store::count_missing)?;
    let total = usize::try_from(total).unwrap_or(0);
    progress.report(0, Some(total))?;
    let (mut after, mut done, mut made) = (Id::NIL, 0, 0);
    loop {
        let page = state.db.read_blocking(|conn| store::missing(conn, after, PAGE))?;
        let Some(last) = page.last() else { break };
        after = last.id;
        done += page.len();
        let rows = make_all(&state.keys, &page, state.clock.now())?;
        made += rows.len();
        state.db.write_blocking(|conn| {
            progress.hold_in(conn)?;
            store::insert(conn, &rows)
        })?;
        progress.report(done, Some(total.max(done)))?;
    }
    Ok(serde_json::json!({ "certificates": done, "forms": made }))
}

/// The forms of a page, on two threads: signing is what takes the time.
fn make_all(keys: &Keys, page: &[Source], now: Ts) -> Result<Vec<FormRow>> {
    let (front, back) = page.split_at(page.len() / 2);
    std::thread::scope(|scope| {
        let back = scope.spawn(|| make_some(keys, back, now));
        let mut rows = make_some(keys, front, now);
        let back = back.join();
        rows.extend(back.map_err(|_| Error::internal(anyhow::anyhow!("making forms failed")))?);
        Ok(rows)
    })
}

/// One of which none can be made is left out, and holds up no other: `onex check` says what is wrong with it.
fn make_some(keys: &Keys, page: &[Source], now: Ts) -> Vec<FormRow> {
    let made = page.iter().map(|source| {
        let snapshot = forms::open(&source.snapshot, &source.snapshot_hash)?;
        forms::make(keys, source.id, &snapshot, now)
    });
    let mut rows = Vec::with_capacity(2 * page.len());
    for (source, made) in page.iter().zip(made) {
        match made {
            Ok(made) => rows.extend(made),
            Err(e) => {
                tracing::error!(number = %source.number, error = %e, "a certificate has no open forms");
            }
        }
    }
    rows
}
