//! Checkpoints of SQLite's write-ahead log, on a thread of their own: nobody's commit waits for what others have written
//! to reach the file. A commit stands once it is in the log; docs/decisions/0026-checkpoints.md.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel::sqlite::SqliteConnection;

/// How long writes gather before they are carried over.
const PAUSE: Duration = Duration::from_secs(1);
/// Pages in the log (of 4 KiB) from which on it is emptied and its space given back; below that it is written over from
/// its beginning, when writers leave a gap.
const LONG: i32 = 10_000;

/// Tells the thread of writes, and ends it when dropped.
pub struct Checkpoints {
    due: Arc<AtomicBool>,
    wake: SyncSender<()>,
}

impl Checkpoints {
    /// Starts the thread, which works on this connection.
    ///
    /// # Errors
    /// The system gives no thread, or the connection refuses its settings.
    pub fn start(mut conn: SqliteConnection) -> Result<Self, String> {
        // An emptying holds writers up while it waits for readers: not for long.
        conn.batch_execute("PRAGMA busy_timeout = 100;").map_err(|e| e.to_string())?;
        let (wake, woken) = sync_channel(1);
        let due = Arc::new(AtomicBool::new(false));
        let told = due.clone();
        std::thread::Builder::new()
            .name("checkpoints".into())
            .spawn(move || work(&mut conn, &told, &woken))
            .map_err(|e| e.to_string())?;
        Ok(Checkpoints { due, wake })
    }

    /// Something was committed.
    pub fn written(&self) {
        if !self.due.swap(true, Ordering::AcqRel) {
            // Full only if the thread is about to wake anyway; closed only if it is gone, which its end has told.
            let _ = self.wake.try_send(());
        }
    }
}

fn work(conn: &mut SqliteConnection, due: &AtomicBool, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        if woken.recv_timeout(PAUSE) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
        // Before the look: what is committed from here on wakes this thread again.
        due.store(false, Ordering::Release);
        if let Err(e) = checkpoint(conn) {
            tracing::warn!(error = %e, "the write-ahead log was not carried over; the next write tries again");
        }
    }
}

#[derive(Debug, QueryableByName)]
struct Outcome {
    /// Pages in the log, carried over or not.
    #[diesel(sql_type = Integer)]
    log: i32,
}

/// Carries over what no reader holds back, beside writers; empties a long log in a moment between them.
fn checkpoint(conn: &mut SqliteConnection) -> QueryResult<()> {
    let Outcome { log } = diesel::sql_query("PRAGMA wal_checkpoint(PASSIVE)").get_result(conn)?;
    if log >= LONG {
        // Little is left to be carried over. Busy is no error: a reader is in the way, and it is tried again.
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &tempfile::TempDir) -> SqliteConnection {
        let path = folder.path().join("a.db");
        let mut conn = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
        conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;").unwrap();
        conn
    }

    fn sizes(folder: &tempfile::TempDir) -> (u64, u64) {
        let size = |name| std::fs::metadata(folder.path().join(name)).unwrap().len();
        (size("a.db"), size("a.db-wal"))
    }

    const TABLE: &str = "CREATE TABLE a (x BLOB);";

    #[test]
    fn a_short_log_is_carried_over_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = open(&folder);
        writer.batch_execute(TABLE).unwrap();
        writer.batch_execute("INSERT INTO a VALUES (zeroblob(400000))").unwrap();
        let (before, log) = sizes(&folder);
        assert!(before < 400_000 && log > 400_000, "{before} {log}");
        checkpoint(&mut open(&folder)).unwrap();
        let (after, kept) = sizes(&folder);
        assert!(after > 400_000 && kept == log, "{after} {kept}");
    }

    #[test]
    fn a_long_log_is_emptied_but_not_under_a_reader() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, mut reader, mut own) = (open(&folder), open(&folder), open(&folder));
        writer.batch_execute(TABLE).unwrap();
        reader.batch_execute("BEGIN; SELECT count(*) FROM a;").unwrap();
        writer.batch_execute("INSERT INTO a VALUES (zeroblob(50000000))").unwrap();
        checkpoint(&mut own).unwrap();
        assert!(sizes(&folder).1 > 50_000_000);
        reader.batch_execute("COMMIT").unwrap();
        checkpoint(&mut own).unwrap();
        let (file, log) = sizes(&folder);
        assert!(file > 50_000_000 && log == 0, "{file} {log}");
    }

    #[test]
    fn a_write_is_carried_over_by_the_thread_which_ends_with_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = open(&folder);
        writer.batch_execute(TABLE).unwrap();
        let (due, (wake, woken)) = (Arc::new(AtomicBool::new(false)), sync_channel(1));
        let checkpoints = Checkpoints { due: due.clone(), wake };
        let mut own = open(&folder);
        let thread = std::thread::spawn(move || work(&mut own, &due, &woken));
        writer.batch_execute("INSERT INTO a VALUES (zeroblob(400000))").unwrap();
        checkpoints.written();
        let deadline = std::time::Instant::now() + Duration::from_secs(60);
        while sizes(&folder).0 < 400_000 {
            assert!(std::time::Instant::now() < deadline, "{:?}", sizes(&folder));
            std::thread::yield_now();
        }
        drop(checkpoints);
        thread.join().unwrap();
    }
}
