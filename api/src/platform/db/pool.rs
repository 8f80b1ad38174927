//! Connections, pools and the queue before them.

use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::web;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool};
use diesel::sqlite::SqliteConnection;

use crate::platform::error::{Code, Error, Result};
use crate::platform::http::request_id::carry;

/// A connection to either engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL 13 or later.
    Postgres(PgConnection),
    /// SQLite 3.35 or later, in WAL mode.
    Sqlite(SqliteConnection),
}

/// Which engine serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Postgres,
    Sqlite,
}

/// A parsed database URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DbConfig {
    /// `sqlite:PATH`
    Sqlite(PathBuf),
    /// `postgres://…`
    Postgres(String),
}

impl std::str::FromStr for DbConfig {
    type Err = String;
    fn from_str(url: &str) -> std::result::Result<Self, String> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err("the database URL `sqlite:` lacks the path of the file".into());
            }
            Ok(DbConfig::Sqlite(path.into()))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Ok(DbConfig::Postgres(url.to_string()))
        } else {
            let scheme = url.split(':').next().unwrap_or_default();
            Err(format!(
                "the database URL's scheme is {scheme:?}; it must be `sqlite:` or `postgres:`"
            ))
        }
    }
}

/// Sizes of the pools and of the queue before them.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Connections that serve reads (and, on PostgreSQL, writes as well).
    pub connections: u32,
    /// Use cases that may wait for a connection before callers are told to come back (503).
    pub queue: usize,
}

impl Options {
    /// What a database has unless told.
    #[must_use]
    pub fn of(database: &DbConfig) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let connections = match database {
            // Reading a file is work for a core …
            DbConfig::Sqlite(_) => u32::try_from(2 * cores).unwrap_or(8).clamp(4, 8),
            // … while more than there are cores may wait for a server.
            DbConfig::Postgres(_) => 8,
        };
        Options { connections, queue: 512 }
    }
}

/// Page cache of an SQLite connection that reads. Every commit of the writer empties it, and what it misses is in the
/// system's cache; there are several.
const READER_CACHE_KIB: u32 = 3_000;
/// Page cache of the one that writes: a transaction of ten thousand rows turns over more.
const WRITER_CACHE_KIB: u32 = 8_000;

struct Manager {
    config: DbConfig,
    cache_kib: u32,
}

impl Manager {
    fn open(&self) -> ConnectionResult<Conn> {
        match &self.config {
            DbConfig::Sqlite(path) => {
                let mut c = SqliteConnection::establish(&path.to_string_lossy())?;
                c.batch_execute(&format!(
                    "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;
                     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{}; PRAGMA mmap_size = 0;",
                    self.cache_kib
                ))
                .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Conn::Sqlite(c))
            }
            DbConfig::Postgres(url) => {
                let mut c = PgConnection::establish(url)?;
                c.batch_execute("SET TIME ZONE 'UTC'; SET lock_timeout = '20s'; SET client_min_messages = warning;")
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Conn::Postgres(c))
            }
        }
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;
    fn connect(&self) -> std::result::Result<Conn, Self::Error> {
        self.open().map_err(diesel::r2d2::Error::ConnectionError)
    }
    fn is_valid(&self, conn: &mut Conn) -> std::result::Result<(), Self::Error> {
        conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }
    fn has_broken(&self, conn: &mut Conn) -> bool {
        type Tm = <Conn as Connection>::TransactionManager;
        std::thread::panicking() || Tm::is_broken_transaction_manager(conn)
    }
}

struct Inner {
    backend: Backend,
    config: DbConfig,
    readers: Pool<Manager>,
    /// SQLite has one writer: waiting for it happens here instead of inside `busy_timeout`.
    writer: Option<Pool<Manager>>,
    waiting: AtomicUsize,
    queue: usize,
}

/// The database of this process. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Waiting<'a>(&'a AtomicUsize);
impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Db {
    /// Opens the pools. On SQLite it creates the file and switches it to WAL, once.
    ///
    /// # Errors
    /// The file or server cannot be opened; the message says which and why.
    pub fn open(config: DbConfig, options: Options) -> std::result::Result<Db, String> {
        let manager = |cache_kib| Manager { config: config.clone(), cache_kib };
        if let DbConfig::Sqlite(path) = &config {
            let mut first = manager(WRITER_CACHE_KIB)
                .open()
                .map_err(|e| format!("{} cannot be opened: {e}", path.display()))?;
            first
                .batch_execute("PRAGMA journal_mode = WAL;")
                .map_err(|e| format!("{} cannot be switched to WAL: {e}", path.display()))?;
        }
        let build = |size: u32, cache_kib| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .test_on_check_out(false)
                .connection_timeout(Duration::from_secs(15))
                .build(manager(cache_kib))
                .map_err(|e| format!("the database cannot be reached: {e}"))
        };
        let backend = match config {
            DbConfig::Sqlite(_) => Backend::Sqlite,
            DbConfig::Postgres(_) => Backend::Postgres,
        };
        let writer =
            if backend == Backend::Sqlite { Some(build(1, WRITER_CACHE_KIB)?) } else { None };
        let readers = build(options.connections.max(1), READER_CACHE_KIB)?;
        Ok(Db(Arc::new(Inner {
            backend,
            config,
            readers,
            writer,
            waiting: AtomicUsize::new(0),
            queue: options.queue,
        })))
    }

    /// The engine behind.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// The URL's parts this database was opened with.
    pub fn config(&self) -> &DbConfig {
        &self.0.config
    }

    fn enter(&self) -> Result<Waiting<'_>> {
        let before = self.0.waiting.fetch_add(1, Ordering::Relaxed);
        let guard = Waiting(&self.0.waiting);
        if before >= self.0.queue {
            return Err(Error::new(Code::Overloaded).retry_after(2));
        }
        Ok(guard)
    }

    /// Runs single statements that read, each seeing the newest committed state.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        typed(self.on_a_thread(View::Newest, erased(f)).await?)
    }

    /// Runs several statements that read one and the same state.
    pub async fn snapshot<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        typed(self.on_a_thread(View::Snapshot, erased(f)).await?)
    }

    /// Runs one use case that writes, in one transaction: all of it or nothing.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        typed(self.on_a_thread(View::Writing, erased(f)).await?)
    }

    /// Runs a use case whose statements stand each for itself, a transaction of its own: what one has read may have
    /// changed when the next one writes, and a begin and a commit are spared. For what is done very often.
    pub async fn write_singly<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        typed(self.on_a_thread(View::WritingSingly, erased(f)).await?)
    }

    async fn on_a_thread(&self, view: View, work: Work) -> Result<Answer> {
        let db = self.clone();
        let _waiting = self.enter()?;
        web::block(carry(move || db.blocking(view, work))).await.map_err(Error::cancelled)?
    }

    /// [`Db::read`] for threads of their own: jobs and subcommands.
    pub fn read_blocking<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        self.blocking(View::Newest, f)
    }

    /// [`Db::snapshot`] for threads of their own: jobs and subcommands.
    pub fn snapshot_blocking<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        self.blocking(View::Snapshot, f)
    }

    /// [`Db::write`] for threads of their own: jobs and subcommands.
    pub fn write_blocking<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        self.blocking(View::Writing, f)
    }

    fn blocking<T>(&self, view: View, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let (mut f, mut out) = (Some(f), None);
        self.with_connection(view, &mut |conn| {
            out = f.take().map(|f| f(conn)).transpose()?;
            Ok(())
        })?;
        out.ok_or_else(|| Error::new(Code::Internal))
    }

    fn with_connection(
        &self,
        view: View,
        f: &mut dyn FnMut(&mut Conn) -> Result<()>,
    ) -> Result<()> {
        let pool = match view {
            View::Newest | View::Snapshot => &self.0.readers,
            View::Writing | View::WritingSingly => {
                self.0.writer.as_ref().unwrap_or(&self.0.readers)
            }
        };
        let mut conn = pool.get().map_err(|_| Error::new(Code::Overloaded).retry_after(2))?;
        let conn: &mut Conn = &mut conn;
        let begin = match (view, &*conn) {
            (View::Newest | View::WritingSingly, _) => return f(conn),
            (View::Snapshot, Conn::Postgres(_)) => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            }
            // A deferred transaction that upgrades to a write fails at once if another writer came
            // between, whatever busy_timeout says; an immediate one waits its turn.
            (View::Writing, Conn::Sqlite(_)) => "BEGIN IMMEDIATE",
            (View::Snapshot, Conn::Sqlite(_)) | (View::Writing, Conn::Postgres(_)) => "BEGIN",
        };
        transaction(conn, begin, f)
    }
}

/// What a use case sees of others' commits.
#[derive(Clone, Copy)]
enum View {
    Newest,
    Snapshot,
    Writing,
    /// Each statement by itself, on a connection that may write.
    WritingSingly,
}

/// A use case and its answer without their types: there are hundreds, and thread, pool and transaction would be
/// compiled once more for each.
type Work = Box<dyn FnOnce(&mut Conn) -> Result<Answer> + Send>;
type Answer = Box<dyn Any + Send>;

fn erased<T: Send + 'static>(f: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Work {
    Box::new(|conn| Ok(Box::new(f(conn)?)))
}

fn typed<T: 'static>(answer: Answer) -> Result<T> {
    answer.downcast().map(|t| *t).map_err(|_| Error::new(Code::Internal))
}

/// Runs `f` in a transaction begun with this statement: commits what succeeded, takes back what failed,
/// also on a panic. Diesel's own bookkeeping is kept, so that savepoints nest inside.
fn transaction(
    conn: &mut Conn,
    begin: &str,
    f: &mut dyn FnMut(&mut Conn) -> Result<()>,
) -> Result<()> {
    struct Rollback<'a>(Option<&'a mut Conn>);
    impl Drop for Rollback<'_> {
        fn drop(&mut self) {
            if let Some(conn) = self.0.take() {
                let _ =
                    crate::on_native!(conn, c => AnsiTransactionManager::rollback_transaction(c));
            }
        }
    }
    crate::on_native!(conn, c => AnsiTransactionManager::begin_transaction_sql(c, begin))?;
    let mut guard = Rollback(Some(conn));
    let Some(conn) = guard.0.as_mut() else { return Err(Error::new(Code::Internal)) };
    f(conn)?;
    let committed =
        crate::on_native!(&mut **conn, c => AnsiTransactionManager::commit_transaction(c));
    if committed.is_ok() {
        guard.0 = None;
    }
    committed?;
    Ok(())
}
