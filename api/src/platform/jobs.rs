//! Long work with progress that survives a restart.
//!
//! A use case enqueues a job in its own transaction; a worker thread of some node claims it, reports
//! progress and ends it. A claim is a lease that the worker renews; when a node dies the lease runs out
//! and the job is started again if its kind may be ([`Kind::restart`]), or else ends as `interrupted`.
//! Work that must be all or nothing does its writes in one transaction together with
//! [`Progress::finish_in`], so that a job says `succeeded` exactly if its work stands.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::Caller;
use super::clock::Clock;
use super::db::{Backend, Conn, Db, Id, Json, Ts};
use super::error::{Error, Result};
use super::state::State;
use crate::schema::jobs;
use crate::text_enum;

text_enum! {
    /// Where a job stands.
    pub enum JobStatus {
        Queued => "queued",
        Running => "running",
        Succeeded => "succeeded",
        Failed => "failed",
        /// The node died in the middle; nothing of it was kept unless the job says so.
        Interrupted => "interrupted",
        Cancelled => "cancelled",
    }
}

/// A job's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
pub struct JobRow {
    pub id: Id,
    pub kind: String,
    pub status: JobStatus,
    pub subject_id: Option<Id>,
    pub owner_id: Id,
    pub input: Json,
    pub rows_done: i64,
    pub rows_total: Option<i64>,
    pub result: Option<Json>,
    pub error: Option<Json>,
    pub cancel_requested: bool,
    pub lease_until: Option<Ts>,
    pub attempts: i32,
    pub created_at: Ts,
    pub started_at: Option<Ts>,
    pub finished_at: Option<Ts>,
}

/// Why a job failed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct JobError {
    /// A code of the table of codes, or `interrupted`.
    #[schema(example = "file_unreadable")]
    pub code: String,
    /// What to mend.
    pub detail: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<super::error::FieldError>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<super::error::RuleFinding>,
}

/// A job as its owner sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Job {
    pub id: Id,
    /// What it does, such as `student_import.parse`.
    pub kind: String,
    pub status: JobStatus,
    /// The import, run or other thing it works on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Id>,
    pub rows_done: i64,
    /// Unknown until the job has counted them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_total: Option<i64>,
    /// What came of it, by kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub result: Option<serde_json::Value>,
    /// Why it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<JobError>,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Ts>,
}

impl From<JobRow> for Job {
    fn from(r: JobRow) -> Self {
        Job {
            id: r.id,
            kind: r.kind,
            status: r.status,
            subject_id: r.subject_id,
            rows_done: r.rows_done,
            rows_total: r.rows_total,
            result: r.result.map(|j| j.value()),
            error: r.error.and_then(|j| j.read().ok()),
            created_at: r.created_at,
            started_at: r.started_at,
            finished_at: r.finished_at,
        }
    }
}

/// A kind of job, registered by the slice that knows how to do it.
#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    /// Whether it may simply be run again after its node died.
    pub restart: bool,
    pub run: fn(&State, &JobRow, &Progress) -> Result<serde_json::Value>,
}

/// How a running job reports.
pub struct Progress {
    db: Db,
    id: Id,
    cancelled: AtomicBool,
}

const LEASE_SECONDS: i64 = 60;

impl Progress {
    /// Rows done and, once known, of how many. Also renews the lease. Do not call it inside a write
    /// transaction: it takes one of its own.
    ///
    /// # Errors
    /// `state_forbids` when its owner has cancelled the job meanwhile.
    pub fn report(&self, done: usize, total: Option<usize>) -> Result<()> {
        let (id, done, total) =
            (self.id, i64::try_from(done).unwrap_or(0), total.and_then(|t| i64::try_from(t).ok()));
        let cancelled = self.db.write_blocking(|conn| {
            let row = diesel::update(jobs::table.find(id));
            row.set((
                jobs::rows_done.eq(done),
                jobs::lease_until.eq(Clock::real().plus_seconds(LEASE_SECONDS)),
            ))
            .execute(conn)?;
            if let Some(total) = total {
                diesel::update(jobs::table.find(id))
                    .set(jobs::rows_total.eq(total))
                    .execute(conn)?;
            }
            Ok(jobs::table.find(id).select(jobs::cancel_requested).first::<bool>(conn)?)
        })?;
        if cancelled {
            self.cancelled.store(true, Ordering::Relaxed);
            return Err(Error::because(super::error::Code::StateForbids, "The job was cancelled"));
        }
        Ok(())
    }

    /// Ends the job as succeeded inside the transaction that does its work: both stand or neither.
    pub fn finish_in(&self, conn: &mut Conn, result: &impl Serialize) -> Result<()> {
        let changed =
            diesel::update(jobs::table.find(self.id).filter(jobs::status.eq(JobStatus::Running)))
                .set((
                    jobs::status.eq(JobStatus::Succeeded),
                    jobs::result.eq(Some(Json::of(result))),
                    jobs::finished_at.eq(Some(Clock::real())),
                    jobs::lease_until.eq(None::<Ts>),
                ))
                .execute(conn)?;
        if changed == 1 {
            Ok(())
        } else {
            Err(Error::because(
                super::error::Code::StateForbids,
                "The job was ended by another node",
            ))
        }
    }
}

struct Inner {
    kinds: HashMap<&'static str, Kind>,
    wake: (Mutex<bool>, Condvar),
    stop: AtomicBool,
}

/// The job runner of this process. Cheap to clone.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

impl Jobs {
    /// A runner that knows these kinds.
    pub fn new(kinds: impl IntoIterator<Item = Kind>) -> Self {
        let kinds = kinds.into_iter().map(|k| (k.name, k)).collect();
        Jobs(Arc::new(Inner {
            kinds,
            wake: (Mutex::new(false), Condvar::new()),
            stop: AtomicBool::new(false),
        }))
    }

    /// Puts a job into the queue, in the transaction of what asked for it. Call [`Jobs::wake`] after.
    pub fn enqueue(
        conn: &mut Conn,
        caller: &Caller,
        kind: &'static str,
        subject: Option<Id>,
        input: &impl Serialize,
    ) -> Result<Job> {
        let row = JobRow {
            id: super::ids::new(),
            kind: kind.into(),
            status: JobStatus::Queued,
            subject_id: subject,
            owner_id: caller.user,
            input: Json::of(input),
            rows_done: 0,
            rows_total: None,
            result: None,
            error: None,
            cancel_requested: false,
            lease_until: None,
            attempts: 0,
            created_at: Clock::real(),
            started_at: None,
            finished_at: None,
        };
        diesel::insert_into(jobs::table).values(&row).execute(conn)?;
        Ok(row.into())
    }

    /// Tells the workers of this node that there is something to do.
    pub fn wake(&self) {
        if let Ok(mut flag) = self.0.wake.0.lock() {
            *flag = true;
            self.0.wake.1.notify_all();
        }
    }

    /// Starts `workers` threads. They end after [`Jobs::stop`].
    pub fn start(&self, state: &State, workers: usize) -> Vec<std::thread::JoinHandle<()>> {
        if state.db.backend() == Backend::Sqlite {
            // One node: whatever runs according to the table ran in a process that is gone.
            let _ = state.db.write_blocking(|conn| {
                diesel::update(jobs::table.filter(jobs::status.eq(JobStatus::Running)))
                    .set(jobs::lease_until.eq(Some(Ts(0))))
                    .execute(conn)?;
                Ok(())
            });
        }
        (0..workers)
            .filter_map(|n| {
                let (jobs, state) = (self.clone(), state.clone());
                std::thread::Builder::new()
                    .name(format!("job-{n}"))
                    .spawn(move || jobs.work(&state))
                    .ok()
            })
            .collect()
    }

    /// Lets the workers end after the job at hand.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Whether this process is about to end: streams close, so that a graceful stop does not wait for them.
    pub fn stopping(&self) -> bool {
        self.0.stop.load(Ordering::SeqCst)
    }

    fn work(&self, state: &State) {
        while !self.0.stop.load(Ordering::SeqCst) {
            match self.claim(&state.db) {
                Ok(Some(job)) => self.run(state, &job),
                Ok(None) => self.rest(),
                Err(e) => {
                    tracing::warn!(error = %e, "the job queue cannot be read");
                    self.rest();
                }
            }
        }
    }

    /// Waits for a wake-up; another node's jobs and expired leases are looked for every two seconds.
    fn rest(&self) {
        let (flag, bell) = &self.0.wake;
        let Ok(guard) = flag.lock() else { return };
        if let Ok((mut woken, _)) =
            bell.wait_timeout_while(guard, Duration::from_secs(2), |woken| !*woken)
        {
            *woken = false;
        }
    }

    /// Takes the oldest job that is due. Two nodes cannot take the same: the update names the state seen.
    /// While nodes are upgraded one by one, a kind that this one does not know is left to those that do;
    /// after a day nobody does.
    fn claim(&self, db: &Db) -> Result<Option<JobRow>> {
        let now = Clock::real();
        let known: Vec<&str> = self.0.kinds.keys().copied().collect();
        let due = db.read_blocking(|conn| {
            let lost = jobs::status.eq(JobStatus::Running).and(jobs::lease_until.lt(now));
            Ok(jobs::table
                .filter(jobs::status.eq(JobStatus::Queued).or(lost.assume_not_null()))
                .filter(jobs::kind.eq_any(known).or(jobs::created_at.lt(now.plus_seconds(-86_400))))
                .order(jobs::id.asc())
                .select(JobRow::as_select())
                .first(conn)
                .optional()?)
        })?;
        let Some(mut job) = due else { return Ok(None) };
        let lost = job.status == JobStatus::Running;
        let restart =
            self.0.kinds.get(job.kind.as_str()).is_some_and(|k| k.restart) && job.attempts < 3;
        let next = if lost && !restart { JobStatus::Interrupted } else { JobStatus::Running };
        let seen = (job.status, job.attempts);
        let claimed = db.write_blocking(|conn| {
            let target = jobs::table.find(job.id).filter(jobs::status.eq(seen.0)).filter(jobs::attempts.eq(seen.1));
            Ok(if next == JobStatus::Running {
                diesel::update(target)
                    .set((
                        jobs::status.eq(next),
                        jobs::attempts.eq(seen.1 + 1),
                        jobs::started_at.eq(Some(now)),
                        jobs::lease_until.eq(Some(now.plus_seconds(LEASE_SECONDS))),
                    ))
                    .execute(conn)?
            } else {
                let error = serde_json::json!({ "code": "interrupted", "detail": "The node stopped in the middle; nothing of this step was kept. Start it again." });
                diesel::update(target)
                    .set((jobs::status.eq(next), jobs::error.eq(Some(Json::of(&error))), jobs::finished_at.eq(Some(now))))
                    .execute(conn)?
            })
        })?;
        job.attempts += 1;
        Ok((claimed == 1 && next == JobStatus::Running).then_some(job))
    }

    fn run(&self, state: &State, job: &JobRow) {
        let progress =
            Progress { db: state.db.clone(), id: job.id, cancelled: AtomicBool::new(false) };
        let outcome = match self.0.kinds.get(job.kind.as_str()) {
            None => {
                Err(Error::internal(anyhow::anyhow!("no kind of job is called {:?}", job.kind)))
            }
            Some(kind) => std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                (kind.run)(state, job, &progress)
            }))
            .unwrap_or_else(|_| {
                Err(Error::internal(anyhow::anyhow!("the job {} panicked", job.kind)))
            }),
        };
        let ended = state.db.write_blocking(|conn| {
            // A job that has ended itself inside its own transaction keeps what it said there.
            let target = jobs::table.find(job.id).filter(jobs::status.eq(JobStatus::Running));
            let (status, result, error) = match &outcome {
                Ok(value) => (JobStatus::Succeeded, Some(Json::of(value)), None),
                Err(_) if progress.cancelled.load(Ordering::Relaxed) => {
                    (JobStatus::Cancelled, None, None)
                }
                Err(e) => {
                    if e.code() == super::error::Code::Internal {
                        tracing::error!(error = %e, kind = job.kind, job = %job.id, "a job failed");
                    }
                    (JobStatus::Failed, None, Some(Json::of(&e.problem(""))))
                }
            };
            diesel::update(target)
                .set((
                    jobs::status.eq(status),
                    jobs::result.eq(result),
                    jobs::error.eq(error),
                    jobs::finished_at.eq(Some(Clock::real())),
                    jobs::lease_until.eq(None::<Ts>),
                ))
                .execute(conn)?;
            Ok(())
        });
        if let Err(e) = ended {
            tracing::error!(error = %e, job = %job.id, "a job's end could not be recorded; its lease will run out");
        }
        state.wake_streams();
    }
}
