//! `backup`, `backup-keys`, `restore`, `check`: what keeps a deployment safe.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::{Place, say};
use crate::app;
use crate::platform::backup::{self, Manifest};
use crate::platform::db::{self, DbConfig};
use crate::platform::files;
use crate::platform::keys::Keys;
use crate::platform::state::State;

fn summary(manifest: &Manifest) -> String {
    let rows: u64 = manifest.rows.values().sum();
    format!("{rows} rows of {} tables and {} files", manifest.rows.len(), manifest.files)
}

/// Writes a backup; the service may run meanwhile.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn backup(place: &Place, out: &Path) -> Result<(), String> {
    if out.exists() {
        return Err(format!("{} exists already; a backup never overwrites another", out.display()));
    }
    let state = standing(place)?;
    let manifest = backup::write(&state.db, &state.files, out).map_err(|e| e.sentence())?;
    say(&format!(
        "{}: {}. The keys are not in it; keep them with `onex backup-keys`.",
        out.display(),
        summary(&manifest)
    ));
    Ok(())
}

/// Writes the keys to a file of their own, readable by its owner alone.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn backup_keys(place: &Place, out: &Path) -> Result<(), String> {
    let config = place.config(None)?;
    let text = match &config.keys {
        Some(text) => text.replace(',', "\n"),
        None => std::fs::read_to_string(&config.keys_file)
            .map_err(|e| format!("{} cannot be read: {e}", config.keys_file.display()))?,
    };
    Keys::parse(&text).map_err(|e| format!("the keys are damaged: {e}"))?;
    write_keys(out, &text)?;
    say(&format!(
        "{}: the keys. Keep it apart from the backups: who has both can read every id number.",
        out.display()
    ));
    Ok(())
}

/// The saved keys, if they may become those of the data folder.
fn saved_keys(from: &Path, to: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(from)
        .map_err(|e| format!("{} cannot be read: {e}", from.display()))?;
    Keys::parse(&text).map_err(|e| format!("{}: {e}", from.display()))?;
    if std::fs::read_to_string(to).is_ok_and(|there| there.trim() != text.trim()) {
        return Err(format!(
            "{} holds other keys already; move it away, or restore without --keys",
            to.display()
        ));
    }
    Ok(text)
}

/// Writes keys to a new file that its owner alone can read.
fn write_keys(to: &Path, text: &str) -> Result<(), String> {
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .map_err(|e| format!("{} cannot be created: {e}", to.display()))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|e| format!("{}: {e}", to.display()))
}

/// Restores a backup into an empty folder or database. The keys must be there already.
///
/// # Errors
/// A sentence that says what is wrong; nothing was changed then.
pub fn restore(place: &Place, from: &Path, keys: Option<&Path>) -> Result<(), String> {
    let mut config = place.config(None)?;
    app::make_folder(&config.data)
        .map_err(|e| format!("{} cannot be made: {e}", config.data.display()))?;
    let saved = keys.map(|from| saved_keys(from, &config.keys_file)).transpose()?;
    if saved.is_some() {
        config.keys.clone_from(&saved);
    } else if config.keys.is_none() && !config.keys_file.exists() {
        return Err(format!(
            "{} is missing: give the saved keys with --keys FILE",
            config.keys_file.display()
        ));
    }
    config.create_keys = false;
    let keys_file = config.keys_file.clone();
    let state = app::open(config)?;
    app::refuse_in_use(&state, "a backup is restored only into an empty database")?;
    state.db.read_blocking(db::migrate).map_err(|e| e.sentence())?;
    let manifest = backup::read(&state.db, &state.files, &state.keys.fingerprints(), from)
        .map_err(|e| format!("{}: {}", from.display(), e.sentence()))?;
    if let Some(text) = saved.filter(|_| !keys_file.exists()) {
        write_keys(&keys_file, &text)?;
    }
    say(&format!("restored {}, taken at {}", summary(&manifest), manifest.taken_at));
    // A backup of an older release has certificates without seals, which the check would miss.
    let state = app::prepare(state)?;
    check_state(&state)
}

/// Proves that what is stored holds together: references, snapshots, files.
///
/// # Errors
/// What was found wrong, a line each.
pub fn check(place: &Place) -> Result<(), String> {
    check_state(&standing(place)?)
}

/// A deployment that is there: a mistyped folder is not made into a new one.
fn standing(place: &Place) -> Result<State, String> {
    let mut config = place.config(None)?;
    if let DbConfig::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Err(format!("{} is not there; name the data folder with --data", path.display()));
    }
    config.create_keys = false;
    app::open(config)
}

fn check_state(state: &State) -> Result<(), String> {
    // Outside the snapshot, which only reads: diesel makes its own table of migrations where there is none.
    let pending = state.db.read_blocking(db::pending).map_err(|e| e.sentence())?;
    if !pending.is_empty() {
        return Err(format!("{} migrations are pending: run `onex migrate`", pending.len()));
    }
    let mut wrong = Vec::new();
    let counts: Vec<(u64, String)> = state
        .db
        .snapshot_blocking(|conn| {
            wrong.extend(backup::dangling(conn)?);
            for slice in app::SLICES {
                for finding in (slice.check)(conn)? {
                    wrong.push(format!("{}: {finding}", slice.name));
                }
            }
            backup::tables(conn)?.into_iter().map(|t| Ok((backup::count(conn, &t)?, t))).collect()
        })
        .map_err(|e| e.sentence())?;
    let missing = wait(state.files.missing(&state.db))?;
    let orphans = wait(state.files.orphans(&state.db))?;
    wrong.extend(
        missing.into_iter().map(|name| format!("the stored file {name} is missing or damaged")),
    );
    let old: Vec<_> = orphans.iter().filter(|(_, age)| *age > 3600).collect();
    if !old.is_empty() {
        let gone = wait(state.files.sweep(&state.db))?;
        say(&format!("{gone} files that nothing pointed at were removed"));
    }
    for (n, table) in counts.iter().filter(|(n, _)| *n > 0) {
        say(&format!("{n:>10}  {table}"));
    }
    if wrong.is_empty() {
        say("everything holds together");
        Ok(())
    } else {
        Err(format!("{} things are wrong:\n  {}", wrong.len(), wrong.join("\n  ")))
    }
}

fn wait<T>(future: impl Future<Output = crate::platform::error::Result<T>>) -> Result<T, String> {
    files::wait(future).map_err(|e| e.sentence())
}
