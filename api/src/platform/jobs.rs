//! Long work with progress that survives a restart.
//!
//! A use case enqueues a job in its own transaction; a worker thread of some node claims it, reports
//! progress and ends it. A claim is a lease that its node renews while it lives; when the node dies the
//! lease runs out and the job is started again if its kind may be ([`Kind::restart`]), or else ends as
//! `interrupted`. Each claim raises `attempts`; a worker whose claim was taken over can write nothing of
//! the job any more.
//! Work that must be all or nothing does its writes in one transaction together with
//! [`Progress::finish_in`], so that a job says `succeeded` exactly if its work stands. How far it is meanwhile
//! cannot be written: SQLite has one writer, which is that very transaction. It is kept in memory
//! ([`Progress::inside`]), told by its own node at once ([`Jobs::live`]), and to other nodes, where the engine
//! has some, with the renewal of the lease.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
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

mod daily;

use daily::Daily;

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

impl JobRow {
    /// A job that waits for a worker.
    pub fn queued(id: Id, kind: &str, owner: Id, subject: Option<Id>, input: Json) -> Self {
        JobRow {
            id,
            kind: kind.into(),
            status: JobStatus::Queued,
            subject_id: subject,
            owner_id: owner,
            input,
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
        }
    }
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

/// Deletes jobs that ended before an instant; returns how many.
pub fn forget(conn: &mut Conn, before: Ts) -> Result<usize> {
    Ok(diesel::delete(jobs::table.filter(jobs::finished_at.lt(before))).execute(conn)?)
}

/// Those of these jobs that wait or run: what is worked on by another has been given up.
pub fn alive(conn: &mut Conn, ids: &[Id]) -> Result<HashSet<Id>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<Id> = jobs::table
        .filter(jobs::id.eq_any(ids.to_vec()))
        .filter(jobs::status.eq_any([JobStatus::Queued, JobStatus::Running]))
        .select(jobs::id)
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// How far a job of this process is.
#[derive(Debug, Clone, Copy, Default)]
struct Live {
    attempt: i32,
    done: i64,
    /// Inside one transaction: the table does not say so yet.
    inside: bool,
}

/// What the workers of a process are at.
type AtWork = Arc<Mutex<HashMap<Id, Live>>>;

fn held(at_work: &AtWork) -> std::sync::MutexGuard<'_, HashMap<Id, Live>> {
    at_work.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// How a running job reports.
pub struct Progress {
    db: Db,
    at_work: AtWork,
    id: Id,
    /// Which claim this is.
    attempt: i32,
    cancelled: AtomicBool,
}

fn lost() -> Error {
    Error::because(super::error::Code::StateForbids, "The job was taken over by another node")
}

impl Progress {
    /// Rows done and, once known, of how many. Do not call it inside a write transaction: it takes one of
    /// its own.
    ///
    /// # Errors
    /// `state_forbids` when its owner has cancelled the job meanwhile, or another node has taken it over.
    pub fn report(&self, done: usize, total: Option<usize>) -> Result<()> {
        let (id, attempt) = (self.id, self.attempt);
        let (done, total) =
            (i64::try_from(done).unwrap_or(0), total.and_then(|t| i64::try_from(t).ok()));
        let cancelled = self.db.write_blocking(|conn| {
            let mine = jobs::table.find(id).filter(jobs::attempts.eq(attempt));
            let held = diesel::update(mine).set(jobs::rows_done.eq(done)).execute(conn)?;
            if held == 0 {
                return Err(lost());
            }
            if let Some(total) = total {
                diesel::update(jobs::table.find(id))
                    .set(jobs::rows_total.eq(total))
                    .execute(conn)?;
            }
            Ok(jobs::table.find(id).select(jobs::cancel_requested).first::<bool>(conn)?)
        })?;
        if let Some(live) = held(&self.at_work).get_mut(&id) {
            *live = Live { attempt, done, inside: false };
        }
        if cancelled {
            self.cancelled.store(true, Ordering::Relaxed);
            return Err(Error::because(super::error::Code::StateForbids, "The job was cancelled"));
        }
        Ok(())
    }

    /// Rows done, told from inside the write transaction that does all the work. Until it ends they are not
    /// written, only told.
    pub fn inside(&self, done: usize) {
        if let Some(live) = held(&self.at_work).get_mut(&self.id) {
            live.done = i64::try_from(done).unwrap_or(i64::MAX);
            live.inside = true;
        }
    }

    /// Makes sure, inside a transaction that writes something else, that the job is still this worker's; until the
    /// transaction ends nobody can take it over.
    ///
    /// # Errors
    /// `state_forbids` when another node has taken it over: what it works on is no longer this worker's to change.
    pub fn hold_in(&self, conn: &mut Conn) -> Result<()> {
        let mine = jobs::table
            .find(self.id)
            .filter(jobs::status.eq(JobStatus::Running))
            .filter(jobs::attempts.eq(self.attempt));
        let held = diesel::update(mine).set(jobs::attempts.eq(self.attempt)).execute(conn)?;
        if held == 1 { Ok(()) } else { Err(lost()) }
    }

    /// Ends the job as succeeded inside the transaction that does its work: both stand or neither.
    pub fn finish_in(&self, conn: &mut Conn, result: &impl Serialize) -> Result<()> {
        let done = held(&self.at_work).get(&self.id).filter(|l| l.inside).map(|l| l.done);
        let mine = jobs::table
            .find(self.id)
            .filter(jobs::status.eq(JobStatus::Running))
            .filter(jobs::attempts.eq(self.attempt));
        let changed = diesel::update(mine)
            .set((
                jobs::status.eq(JobStatus::Succeeded),
                done.map(|done| jobs::rows_done.eq(done)),
                jobs::result.eq(Some(Json::of(result))),
                jobs::finished_at.eq(Some(Clock::real())),
                jobs::lease_until.eq(None::<Ts>),
            ))
            .execute(conn)?;
        if changed == 1 { Ok(()) } else { Err(lost()) }
    }
}

struct Inner {
    kinds: HashMap<&'static str, Kind>,
    daily: Daily,
    /// How long a claim holds without a sign of life of its node.
    lease_seconds: i64,
    at_work: AtWork,
    wake: (Mutex<bool>, Condvar),
    stop: AtomicBool,
}

/// The job runner of this process. Cheap to clone.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

impl Jobs {
    /// A runner that knows these kinds, and whose claims hold so long without a sign of life.
    pub fn new(kinds: impl IntoIterator<Item = Kind>, lease_seconds: u32) -> Self {
        Self::with_daily(kinds, [], lease_seconds)
    }

    /// [`Jobs::new`], with the names of the kinds that are due once a day.
    pub fn with_daily(
        kinds: impl IntoIterator<Item = Kind>,
        daily: impl IntoIterator<Item = &'static str>,
        lease_seconds: u32,
    ) -> Self {
        let kinds = kinds.into_iter().map(|k| (k.name, k)).collect();
        Jobs(Arc::new(Inner {
            kinds,
            daily: Daily::new(daily),
            lease_seconds: lease_seconds.into(),
            at_work: AtWork::default(),
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
        Self::enqueue_for(conn, caller.user, kind, subject, input)
    }

    /// [`Jobs::enqueue`] where no caller is at hand: in a job, for its own owner.
    pub fn enqueue_for(
        conn: &mut Conn,
        owner: Id,
        kind: &'static str,
        subject: Option<Id>,
        input: &impl Serialize,
    ) -> Result<Job> {
        let row = JobRow::queued(super::ids::new(), kind, owner, subject, Json::of(input));
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
        let spawn = |name: String, run: fn(&Jobs, &State)| {
            let (jobs, state) = (self.clone(), state.clone());
            std::thread::Builder::new().name(name).spawn(move || run(&jobs, &state)).ok()
        };
        let mut threads: Vec<_> =
            (0..workers).filter_map(|n| spawn(format!("job-{n}"), Jobs::work)).collect();
        if state.db.backend() != Backend::Sqlite {
            // Where other nodes may take a job over, they are told that this one lives.
            threads.extend(spawn("job-lease".into(), Jobs::renew));
        }
        threads
    }

    /// Renews the leases of what is at work here, also while a worker is inside one long transaction, and
    /// then tells how far that is.
    fn renew(&self, state: &State) {
        let pause = Duration::from_millis(self.0.lease_seconds.unsigned_abs() * 1000 / 3)
            .min(Duration::from_secs(2));
        loop {
            let (flag, bell) = &self.0.wake;
            let Ok(guard) = flag.lock() else { return };
            let _ = bell.wait_timeout_while(guard, pause, |_| !self.stopping());
            let here: Vec<(Id, Live)> =
                held(&self.0.at_work).iter().map(|(id, live)| (*id, *live)).collect();
            if here.is_empty() {
                if self.stopping() {
                    return;
                }
                continue;
            }
            let until = Clock::real().plus_seconds(self.0.lease_seconds);
            let renewed = state.db.write_blocking(|conn| {
                for (id, live) in here {
                    // A claim that another node took over is none to renew.
                    let mine = jobs::table
                        .find(id)
                        .filter(jobs::status.eq(JobStatus::Running))
                        .filter(jobs::attempts.eq(live.attempt));
                    let done = live.inside.then_some(live.done);
                    diesel::update(mine)
                        .set((
                            jobs::lease_until.eq(Some(until)),
                            done.map(|done| jobs::rows_done.eq(done)),
                        ))
                        .execute(conn)?;
                }
                Ok(())
            });
            if let Err(e) = renewed {
                tracing::warn!(error = %e, "the leases of running jobs cannot be renewed");
            }
        }
    }

    fn at_work(&self) -> Vec<Id> {
        held(&self.0.at_work).keys().copied().collect()
    }

    /// The job as this node knows it: inside a transaction it is further than the table says.
    #[must_use]
    pub fn live(&self, mut job: Job) -> Job {
        if job.status == JobStatus::Running
            && let Some(live) = held(&self.0.at_work).get(&job.id).filter(|l| l.inside)
        {
            job.rows_done = live.done;
        }
        job
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
        while !self.stopping() {
            if let Err(e) = self.0.daily.see_to(state) {
                tracing::warn!(error = %e, "the jobs of the day cannot be queued");
            }
            match self.claim(&state.db) {
                Ok(Some(job)) => {
                    self.run(state, &job);
                    self.left(job.id);
                }
                Ok(None) => self.rest(),
                Err(e) => {
                    tracing::warn!(error = %e, "the job queue cannot be read");
                    self.rest();
                }
            }
        }
    }

    fn left(&self, id: Id) {
        held(&self.0.at_work).remove(&id);
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

    /// Takes the oldest job that is due, if there is one that neither another worker nor another node takes first.
    fn claim(&self, db: &Db) -> Result<Option<JobRow>> {
        loop {
            let now = Clock::real();
            let Some(job) = self.due(db, now)? else { return Ok(None) };
            if !self.begun(&job) {
                continue;
            }
            match self.take(db, &job, now) {
                Ok(true) => return Ok(Some(JobRow { attempts: job.attempts + 1, ..job })),
                // It is somebody else's by now, or was ended here: the next, then.
                Ok(false) => self.left(job.id),
                Err(e) => {
                    self.left(job.id);
                    return Err(e);
                }
            }
        }
    }

    /// The oldest job that waits, or whose node died. While nodes are upgraded one by one, a kind that this one does
    /// not know is left to those that do; after a day nobody does.
    fn due(&self, db: &Db, now: Ts) -> Result<Option<JobRow>> {
        let known: Vec<&str> = self.0.kinds.keys().copied().collect();
        let here = self.at_work();
        db.read_blocking(|conn| {
            let lost = jobs::status.eq(JobStatus::Running).and(jobs::lease_until.lt(now));
            Ok(jobs::table
                .filter(jobs::status.eq(JobStatus::Queued).or(lost.assume_not_null()))
                .filter(jobs::kind.eq_any(known).or(jobs::created_at.lt(now.plus_seconds(-86_400))))
                .filter(jobs::id.ne_all(here))
                .order(jobs::id.asc())
                .select(JobRow::as_select())
                .first(conn)
                .optional()?)
        })
    }

    /// Notes that a worker of this process is about to claim a job; false if another has it. What is noted is removed
    /// by that worker alone: its lease is renewed, and no other worker takes it for one that ran out, as long as it
    /// stands here.
    fn begun(&self, job: &JobRow) -> bool {
        match held(&self.0.at_work).entry(job.id) {
            Entry::Occupied(_) => false,
            Entry::Vacant(free) => {
                free.insert(Live { attempt: job.attempts + 1, ..Live::default() });
                true
            }
        }
    }

    /// Claims a job as it was seen, or ends one that was lost and is not to be run again; true if it is to be run here.
    /// Two nodes cannot take the same: the update names the state seen.
    fn take(&self, db: &Db, job: &JobRow, now: Ts) -> Result<bool> {
        const INTERRUPTED: &str =
            "The node stopped in the middle; nothing of this step was kept. Start it again.";
        let lost = job.status == JobStatus::Running;
        let restart =
            self.0.kinds.get(job.kind.as_str()).is_some_and(|k| k.restart) && job.attempts < 3;
        db.write_blocking(|conn| {
            let target = jobs::table
                .find(job.id)
                .filter(jobs::status.eq(job.status))
                .filter(jobs::attempts.eq(job.attempts))
                .filter(
                    jobs::lease_until.is_null().or(jobs::lease_until.lt(now).assume_not_null()),
                );
            if !lost || restart {
                let taken = diesel::update(target)
                    .set((
                        jobs::status.eq(JobStatus::Running),
                        jobs::attempts.eq(job.attempts + 1),
                        jobs::started_at.eq(Some(now)),
                        jobs::lease_until.eq(Some(now.plus_seconds(self.0.lease_seconds))),
                    ))
                    .execute(conn)?;
                return Ok(taken == 1);
            }
            let error = serde_json::json!({ "code": "interrupted", "detail": INTERRUPTED });
            let ended = diesel::update(target)
                .set((
                    jobs::status.eq(JobStatus::Interrupted),
                    jobs::error.eq(Some(Json::of(&error))),
                    jobs::finished_at.eq(Some(now)),
                    jobs::lease_until.eq(None::<Ts>),
                ))
                .execute(conn)?;
            tracing::warn!(kind = job.kind, job = %job.id, ended, "a job was interrupted");
            Ok(false)
        })
    }

    fn run(&self, state: &State, job: &JobRow) {
        let progress = Progress {
            db: state.db.clone(),
            at_work: self.0.at_work.clone(),
            id: job.id,
            attempt: job.attempts,
            cancelled: AtomicBool::new(false),
        };
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
            let target = jobs::table
                .find(job.id)
                .filter(jobs::status.eq(JobStatus::Running))
                .filter(jobs::attempts.eq(job.attempts));
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
