//! Files that a job makes, such as an export or certificates to print: a row says what is asked for and how it stands, a job
//! writes the file, and after a while the file goes and the row stays. What such tables have in common is in
//! [`made_files!`](crate::made_files), what their jobs have in [`work`].

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::auth::Role;
use super::db::{Conn, Id, Json, Ts};
use super::error::{Code, Error, Reason, Result};
use super::jobs::{self, JobRow, Progress};
use super::state::State;
use crate::text_enum;

text_enum! {
    /// Where the making of a file stands.
    pub enum MadeStatus {
        /// A job writes it.
        Making => "making",
        /// It is there.
        Ready => "ready",
        /// There is none; the problem says why.
        Failed => "failed",
        /// Its time is up and it was deleted; what it was stays known.
        Expired => "expired",
    }
}

/// What the job is told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct JobInput {
    /// The role that its owner acted in.
    pub role: Role,
}

/// A row of such a table. [`made_files!`](crate::made_files) writes it.
pub trait Made: Sized {
    /// Such as `registry_export`.
    const NOUN: &'static str;
    /// What to do where nobody was left to make it.
    const ADVICE: &'static str;

    fn status(&self) -> MadeStatus;
    fn job_id(&self) -> Option<Id>;
    /// The name of the blob, noted before it is stored.
    fn blob(&self) -> Option<&Vec<u8>>;
    /// Shows it as failed.
    fn give_up(&mut self, problem: Json);

    /// One of them, whatever the scope.
    fn any(conn: &mut Conn, id: Id) -> Result<Self>;
    fn set_blob(conn: &mut Conn, id: Id, blob: Option<&[u8]>) -> Result<()>;
    fn fail(conn: &mut Conn, id: Id, problem: Json, at: Ts) -> Result<()>;
}

/// Why a row has no file to hand out; `failed` is what to do where none was written.
pub fn no_file(status: MadeStatus, failed: (&str, Reason)) -> Error {
    let (detail, reason) = match status {
        MadeStatus::Making => {
            ("Its file is still being written", Reason::of("file_in_the_making", []))
        }
        MadeStatus::Failed => failed,
        MadeStatus::Ready | MadeStatus::Expired => (
            "Its file was deleted when its time was up; ask for it again",
            Reason::of("file_gone", []),
        ),
    };
    Error::because(Code::StateForbids, detail).for_reason(reason)
}

/// What a job was at that was given up, because it was cancelled or its nodes died, has failed, though nobody was left to
/// write that down.
///
/// # Errors
/// Those of the database.
pub fn own_up<R: Made>(conn: &mut Conn, rows: &mut [R]) -> Result<()> {
    let making = |row: &R| row.status() == MadeStatus::Making;
    let wanted: Vec<Id> = rows.iter().filter(|r| making(r)).filter_map(Made::job_id).collect();
    let alive: HashSet<Id> = jobs::alive(conn, &wanted)?;
    for row in rows.iter_mut().filter(|r| making(r)) {
        if row.job_id().is_none_or(|job| !alive.contains(&job)) {
            let detail =
                format!("Its job was cancelled or given up; nothing was kept. {}", R::ADVICE);
            row.give_up(Json::of(&serde_json::json!({ "code": "interrupted", "detail": detail })));
        }
    }
    Ok(())
}

/// Makes what a job is there for. A job that begins again after its node died first takes away what the one before it may
/// have stored; one that fails says why, tells whom `failed` tells, and leaves nothing behind.
///
/// # Errors
/// Those of `make`; `state_forbids` if the file is another job's to make.
pub fn work<R: Made>(
    state: &State,
    job: &JobRow,
    progress: &Progress,
    make: impl FnOnce(&R) -> Result<Value>,
    failed: impl FnOnce(&mut Conn, Ts) -> Result<()>,
) -> Result<Value> {
    let id = job.subject_id.ok_or_else(|| Error::new(Code::NotFound))?;
    let row: R = begin(state, job, progress, id)?;
    let done = make(&row);
    if let Err(e) = &done {
        let (problem, now) = (Json::of(&e.problem("")), state.clock.now());
        let written = state.db.write_blocking(|conn| {
            progress.hold_in(conn)?;
            R::fail(conn, id, problem, now)?;
            failed(conn, now)?;
            R::any(conn, id)
        });
        if let Err(e) = written.and_then(|row| let_go(state, id, &row)) {
            tracing::error!(error = %e, what = R::NOUN, %id, "what failed could not be cleared away");
        }
    }
    state.wake_streams();
    done
}

/// What is asked for, if it is this job's to make.
fn begin<R: Made>(state: &State, job: &JobRow, progress: &Progress, id: Id) -> Result<R> {
    let row = state.db.write_blocking(|conn| {
        progress.hold_in(conn)?;
        R::any(conn, id)
    })?;
    if row.status() != MadeStatus::Making || row.job_id() != Some(job.id) {
        let stands = format!("The file is {}; this job does not make it", row.status());
        return Err(Error::because(Code::StateForbids, stands));
    }
    let_go(state, id, &row)?;
    Ok(row)
}

/// Deletes what an attempt before may have stored.
fn let_go<R: Made>(state: &State, id: Id, row: &R) -> Result<()> {
    let Some(blob) = row.blob() else { return Ok(()) };
    state.files.tidy_blocking(&state.db, std::slice::from_ref(blob))?;
    state.db.write_blocking(|conn| R::set_blob(conn, id, None))
}

/// The rows of a table of files that jobs make. `scoped` gives the boxed query of what a scope reaches. The table has the
/// columns `status`, `sha256`, `blob`, `file_id`, `problem`, `job_id` and `finished_at`, the row's fields likewise.
#[macro_export]
macro_rules! made_files {
    ($table:ident, $row:ty, noun: $noun:expr, scoped: $scoped:path, advice: $advice:literal) => {
        /// How many a scope reaches.
        pub fn count(
            conn: &mut $crate::platform::db::Conn,
            scope: &$crate::platform::auth::Scope,
        ) -> $crate::platform::error::Result<i64> {
            Ok($scoped(scope).count().get_result(conn)?)
        }

        /// A page of them, newest first.
        pub fn list(
            conn: &mut $crate::platform::db::Conn,
            scope: &$crate::platform::auth::Scope,
            before: Option<$crate::platform::db::Id>,
            limit: i64,
        ) -> $crate::platform::error::Result<Vec<$row>> {
            let mut q = $scoped(scope);
            if let Some(id) = before {
                q = q.filter($table::id.lt(id));
            }
            let q = q.order($table::id.desc()).limit(limit);
            let mut rows: Vec<$row> = q.select(<$row>::as_select()).load(conn)?;
            $crate::platform::made_files::own_up(conn, &mut rows)?;
            Ok(rows)
        }

        /// One of them.
        pub fn find(
            conn: &mut $crate::platform::db::Conn,
            scope: &$crate::platform::auth::Scope,
            id: $crate::platform::db::Id,
        ) -> $crate::platform::error::Result<$row> {
            let q = $scoped(scope).filter($table::id.eq(id));
            let mut rows = [q.select(<$row>::as_select()).first(conn)?];
            $crate::platform::made_files::own_up(conn, &mut rows)?;
            let [row] = rows;
            Ok(row)
        }

        /// Adds one.
        pub fn insert(
            conn: &mut $crate::platform::db::Conn,
            row: &$row,
        ) -> $crate::platform::error::Result<()> {
            diesel::insert_into($table::table).values(row).execute(conn)?;
            Ok(())
        }

        /// Lets go of a file.
        pub fn expire(
            conn: &mut $crate::platform::db::Conn,
            row: &$row,
        ) -> $crate::platform::error::Result<()> {
            diesel::update($table::table.find(row.id))
                .set((
                    $table::status.eq($crate::platform::made_files::MadeStatus::Expired),
                    $table::file_id.eq(None::<$crate::platform::db::Id>),
                    $table::blob.eq(None::<Vec<u8>>),
                ))
                .execute(conn)?;
            if let Some(file) = row.file_id {
                diesel::delete($crate::schema::files::table.find(file)).execute(conn)?;
            }
            Ok(())
        }

        /// For `onex check`: sentences about files of nothing, and files that are other ones than were written.
        pub fn stray_files(
            conn: &mut $crate::platform::db::Conn,
        ) -> $crate::platform::error::Result<Vec<String>> {
            use $crate::schema::files;
            let owner = $table::table
                .filter($table::file_id.eq(files::id.nullable()))
                .filter($table::id.eq(files::owner_id));
            let lost: i64 = files::table
                .filter(files::owner_kind.eq($noun))
                .filter(diesel::dsl::not(diesel::dsl::exists(owner)))
                .count()
                .get_result(conn)?;
            let other: i64 = $table::table
                .inner_join(files::table.on(files::id.nullable().eq($table::file_id)))
                .filter(files::sha256.nullable().ne($table::blob))
                .count()
                .get_result(conn)?;
            let name = $noun.replace('_', " ");
            let told = [
                (lost, format!("{lost} files belong to no {name} any more")),
                (other, format!("{other} {name}s have another file than the one that was written")),
            ];
            Ok(told.into_iter().filter(|(n, _)| *n > 0).map(|(_, told)| told).collect())
        }

        impl $crate::platform::made_files::Made for $row {
            const NOUN: &'static str = $noun;
            const ADVICE: &'static str = $advice;

            fn status(&self) -> $crate::platform::made_files::MadeStatus {
                self.status
            }
            fn job_id(&self) -> Option<$crate::platform::db::Id> {
                self.job_id
            }
            fn blob(&self) -> Option<&Vec<u8>> {
                self.blob.as_ref()
            }
            fn give_up(&mut self, problem: $crate::platform::db::Json) {
                self.status = $crate::platform::made_files::MadeStatus::Failed;
                self.problem = Some(problem);
            }
            fn any(
                conn: &mut $crate::platform::db::Conn,
                id: $crate::platform::db::Id,
            ) -> $crate::platform::error::Result<Self> {
                Ok($table::table.find(id).select(<$row>::as_select()).first(conn)?)
            }
            fn set_blob(
                conn: &mut $crate::platform::db::Conn,
                id: $crate::platform::db::Id,
                blob: Option<&[u8]>,
            ) -> $crate::platform::error::Result<()> {
                diesel::update($table::table.find(id)).set($table::blob.eq(blob)).execute(conn)?;
                Ok(())
            }
            fn fail(
                conn: &mut $crate::platform::db::Conn,
                id: $crate::platform::db::Id,
                problem: $crate::platform::db::Json,
                at: $crate::platform::db::Ts,
            ) -> $crate::platform::error::Result<()> {
                diesel::update($table::table.find(id))
                    .set((
                        $table::status.eq($crate::platform::made_files::MadeStatus::Failed),
                        $table::problem.eq(Some(problem)),
                        $table::finished_at.eq(Some(at)),
                    ))
                    .execute(conn)?;
                Ok(())
            }
        }
    };
}
