//! Use cases of issuance runs.

pub mod basis;
pub mod check;
mod evidence;
mod exam;
mod export;
pub mod issue;
mod items;
pub mod jobs;
mod prepare;
pub mod records;
mod standing;
mod training;

pub use export::export_items;
pub use items::items;

use actix_web::HttpResponse;

use super::model::{
    IssuanceRemarks, IssuanceRun, IssuanceStarted, NewIssuanceRun, RunQuery, RunRow, RunStatus,
    Step,
};
use super::{policy, store};
use crate::domains::{accounts, editions, institutions, notices};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
use crate::platform::jobs::{JobStatus, Jobs};
use crate::platform::state::State;

/// A page of runs.
pub async fn list(
    state: &State,
    caller: Caller,
    query: RunQuery,
    page: PageQuery,
) -> Result<Page<IssuanceRun>> {
    caller.may(policy::TABLE, "issuance_runs.read")?;
    let (limit, after) = (page.limit()?, page.after()?);
    state
        .db
        .read(move |conn| {
            let rows = store::list(conn, &caller.scope, &query, after, limit + 1)?;
            let total = page.total(|| store::count(conn, &caller.scope, &query))?;
            let people: Vec<Id> = rows.iter().flat_map(RunRow::people).collect();
            let names = accounts::names(conn, &people)?;
            let page = Page::build(rows, limit, |r| r.id).of(total);
            Ok(page.map(|run| IssuanceRun::of(run, &names)))
        })
        .await
}

/// One run.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<IssuanceRun> {
    caller.may(policy::TABLE, "issuance_runs.read")?;
    state
        .db
        .read(move |conn| {
            let run = store::find(conn, &caller.scope, id)?;
            shown(conn, run)
        })
        .await
}

/// A run as it is answered.
fn shown(conn: &mut Conn, run: RunRow) -> Result<IssuanceRun> {
    let people: Vec<Id> = run.people().collect();
    Ok(IssuanceRun::of(run, &accounts::names(conn, &people)?))
}

/// Opens a run; a job computes its items.
///
/// # Errors
/// `invalid` for an edition, institution or basis that is not there.
pub async fn prepare(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewIssuanceRun,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "issuance_runs.prepare")?;
    if basis::find(new.basis).is_none() {
        return Err(Error::field(
            "/basis",
            "unsupported",
            format!("no certificates are issued on the basis {} yet", new.basis),
        ));
    }
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "prepare_issuance_run", &request, move |conn| {
            exists(conn, &caller, &new)?;
            let mut run = RunRow::new(ids::new(), new, caller.user, now);
            let job = Jobs::enqueue(conn, &caller, jobs::PREPARE, Some(run.id), &())?;
            run.job_id = Some(job.id);
            store::insert(conn, &run)?;
            record(conn, &caller, now, "issuance_run.prepare", &run)?;
            let location = format!("/api/v1/issuance-runs/{}", run.id);
            Idempotent::created(location, &shown(conn, run)?)
        })
        .await?;
    state.jobs.wake();
    Ok(answer)
}

/// What a run names must be there.
fn exists(conn: &mut Conn, caller: &Caller, new: &NewIssuanceRun) -> Result<()> {
    editions::find(conn, &caller.scope, new.edition_id)
        .map_err(|e| e.named("/edition_id", "there is no such edition"))?;
    if let Some(id) = new.filter.institution_id {
        let place = institutions::find_in(conn, &caller.scope, id)
            .map_err(|e| e.named("/filter/institution_id", "there is no such institution"))?;
        if new.filter.region_code.as_ref().is_some_and(|region| *region != place.region_code) {
            return Err(Error::field(
                "/filter/institution_id",
                "region_mismatch",
                "the institution lies in another region; leave one of the two out",
            ));
        }
    }
    if let Some(code) = &new.filter.region_code
        && onex_identity::regions::by_code(code).is_none()
    {
        return Err(Error::field("/filter/region_code", "unknown", "there is no such region"));
    }
    Ok(())
}

fn record(
    conn: &mut Conn,
    caller: &Caller,
    now: Ts,
    action: &'static str,
    run: &RunRow,
) -> Result<()> {
    let detail = serde_json::json!({
        "status": run.status, "basis": run.basis, "edition": run.edition_id, "region": run.region_code,
        "institution": run.institution_id, "eligible": run.eligible, "ineligible": run.ineligible,
        "already_held": run.already_held, "issued": run.issued, "remarks": run.remarks,
    });
    let subject = Subject::country("issuance_run", run.id);
    audit::record(conn, Some(caller), now, action, subject, &detail)
}

/// Takes a step that is one person's decision.
async fn decide(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    step: Step,
    action: &'static str,
) -> Result<IssuanceRun> {
    let now = state.clock.now();
    let run = state
        .db
        .write(move |conn| {
            let mut run = store::find(conn, &caller.scope, id)?;
            seen.check(run.version)?;
            run.step(step, caller.user, now)?;
            store::update(conn, &run)?;
            record(conn, &caller, now, action, &run)?;
            if run.prepared_by != caller.user {
                let params = serde_json::json!({ "status": run.status, "remarks": run.remarks });
                let link = format!("/issuance/{id}");
                let to = [run.prepared_by];
                notices::send(conn, &to, "issuance_run_decided", &params, Some(&link), now)?;
            }
            shown(conn, run)
        })
        .await?;
    state.wake_streams();
    Ok(run)
}

/// Approves a run that somebody else prepared.
pub async fn approve(state: &State, caller: Caller, id: Id, seen: IfMatch) -> Result<IssuanceRun> {
    caller.may(policy::TABLE, "issuance_runs.approve")?;
    decide(state, caller, id, seen, Step::Approve, "issuance_run.approve").await
}

/// Rejects a run.
pub async fn reject(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    body: IssuanceRemarks,
) -> Result<IssuanceRun> {
    caller.may(policy::TABLE, "issuance_runs.reject")?;
    decide(state, caller, id, seen, Step::Reject(body.remarks), "issuance_run.reject").await
}

/// Gives a run up.
pub async fn cancel(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    body: IssuanceRemarks,
) -> Result<IssuanceRun> {
    caller.may(policy::TABLE, "issuance_runs.prepare")?;
    decide(state, caller, id, seen, Step::Cancel(body.remarks), "issuance_run.cancel").await
}

/// Starts the job that issues an approved run; again, if the one before it came to nothing.
pub async fn start(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    id: Id,
    seen: IfMatch,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "issuance_runs.issue")?;
    let now = state.clock.now();
    let by = caller.clone();
    let answer = key
        .run(state, &by, "issue_issuance_run", id.0.as_bytes(), move |conn| {
            let mut run = store::find(conn, &caller.scope, id)?;
            seen.check(run.version)?;
            if run.status == RunStatus::Issuing
                && let Some(job) = run.job_id
                && working(conn, job)?
            {
                return Err(Error::because(Code::StateForbids, "The run is being issued already")
                    .why("run_issuing", []));
            }
            let job = Jobs::enqueue(conn, &caller, jobs::ISSUE, Some(id), &())?;
            run.step(Step::Start(job.id), caller.user, now)?;
            store::update(conn, &run)?;
            record(conn, &caller, now, "issuance_run.start", &run)?;
            let location = format!("/api/v1/jobs/{}", job.id);
            Idempotent::accepted(location, &IssuanceStarted { run: shown(conn, run)?, job })
        })
        .await?;
    state.jobs.wake();
    Ok(answer)
}

/// Whether a job has not ended yet.
fn working(conn: &mut Conn, job: Id) -> Result<bool> {
    Ok(store::job_status(conn, job)?
        .is_some_and(|s| matches!(s, JobStatus::Queued | JobStatus::Running)))
}

/// Tells the certifiers that a run waits for one of them, but for who prepared it.
fn ask_for_approval(conn: &mut Conn, run: &RunRow, now: Ts) -> Result<()> {
    let mut others = accounts::holders(conn, Role::Certifier, None, None)?;
    others.retain(|id| *id != run.prepared_by);
    let params = serde_json::json!({ "eligible": run.eligible, "ineligible": run.ineligible });
    let link = format!("/issuance/{}", run.id);
    notices::send(conn, &others, "issuance_run_prepared", &params, Some(&link), now)
}
