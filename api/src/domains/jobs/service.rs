//! Use cases of jobs.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use actix_web::HttpResponse;

use super::model::Filter;
use super::{policy, store};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::events::{self, Event, Look};
use crate::platform::http::{Page, PageQuery};
use crate::platform::jobs::{Job, JobStatus};
use crate::platform::state::State;

/// Whose jobs the caller sees: their own, or (`None`) everybody's.
fn owner(caller: &Caller) -> Option<Id> {
    if caller.may(policy::TABLE, "jobs.read_all").is_ok() { None } else { Some(caller.user) }
}

/// A page of jobs, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: Filter,
) -> Result<Page<Job>> {
    caller.may(policy::TABLE, "jobs.read")?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    let owner = owner(&caller).or_else(|| filter.mine.unwrap_or(false).then_some(caller.user));
    state
        .db
        .read(move |conn| {
            let rows = store::list(conn, owner, &filter, after, limit)?;
            let total = page.total(|| store::count(conn, owner, &filter))?;
            Ok(Page::build(rows, limit, |r| r.id).of(total))
        })
        .await
        .map(|page| page.map(|row| state.jobs.live(row.into())))
}

/// One job of the caller's; HQ finds any.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Job> {
    caller.may(policy::TABLE, "jobs.read")?;
    let owner = owner(&caller);
    let row = state.db.read(move |conn| store::find(conn, owner, id)).await?;
    Ok(state.jobs.live(row.into()))
}

/// Cancels a job. One that waits ends at once; one that runs ends when it next reports its progress, unless
/// it succeeds before.
pub async fn cancel(state: &State, caller: Caller, id: Id) -> Result<Job> {
    caller.may(policy::TABLE, "jobs.cancel")?;
    let owner = owner(&caller);
    let now = state.clock.now();
    let job = state
        .db
        .write(move |conn| {
            let job = store::find(conn, owner, id)?;
            if !store::cancel(conn, id)? {
                return Err(Error::because(Code::StateForbids, "The job has ended already")
                    .why("job_ended", []));
            }
            let subject = Subject::country("job", id);
            let detail = serde_json::json!({ "kind": job.kind });
            audit::record(conn, Some(&caller), now, "job.cancel", subject, &detail)?;
            store::find(conn, owner, id)
        })
        .await?;
    state.wake_streams();
    Ok(job.into())
}

/// Tells how a job stands now and whenever that changes, until it has ended.
pub async fn stream(state: &State, caller: Caller, id: Id) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "jobs.read")?;
    let owner = owner(&caller);
    state.db.read(move |conn| store::find(conn, owner, id)).await?;
    let (db, jobs) = (state.db.clone(), state.jobs.clone());
    let told = Rc::new(RefCell::new(None::<Event>));
    Ok(events::stream(state, caller, Duration::from_secs(1), move || {
        let (db, jobs, told) = (db.clone(), jobs.clone(), told.clone());
        async move {
            let row = db.read(move |conn| store::find(conn, owner, id)).await?;
            let job = jobs.live(row.into());
            let last = !matches!(job.status, JobStatus::Queued | JobStatus::Running);
            let event = Event::json("job", &job)?;
            let new = told.replace(Some(event.clone())).as_ref() != Some(&event);
            Ok(Look { events: if new { vec![event] } else { vec![] }, last })
        }
    }))
}
