//! Backup and restore in one format for both engines: a gzipped tar of JSON lines, a file a table, and
//! the stored files beside. What SQLite wrote PostgreSQL reads, so it is also the way from one machine to
//! several.
//!
//! A backup is one consistent state, taken while the service runs. Keys are never in it. Binary columns
//! are written as `\x…` hexadecimal (PostgreSQL's own form), booleans as JSON booleans.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::db::{Conn, Db};
use super::error::{Code, Error, Result};
use super::files::Files;
use super::keys::hex;

/// What a backup says of itself; the first entry of the archive.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Of this format.
    pub format: u32,
    pub taken_at: String,
    /// Newest migration the data fits.
    pub schema: String,
    /// Fingerprints of the keys that open the sealed values.
    pub keys: BTreeMap<String, String>,
    /// Rows a table.
    pub rows: BTreeMap<String, u64>,
    /// Stored files.
    pub files: u64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}
#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}
#[derive(QueryableByName, Clone)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    generated: bool,
}
#[derive(QueryableByName)]
struct Edge {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = Text)]
    parent: String,
}

/// Columns that triggers count from the rows of tables that come after: a restore begins them at nothing.
const COUNTED: &[(&str, &str)] = &[("training_batches", "taken")];

/// What is on its way and goes after a day, with parts that are no stored files yet: a backup leaves it out.
const LEFT_OUT: &[&str] = &["uploads", "upload_chunks"];

fn broken(what: impl std::fmt::Display) -> Error {
    Error::because(Code::Conflict, what.to_string())
}

/// Every table of ours, parents before children.
pub fn tables(conn: &mut Conn) -> Result<Vec<String>> {
    let names: Vec<Line> = match conn {
        Conn::Sqlite(c) => diesel::sql_query(
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name",
        )
        .load(c)?,
        Conn::Postgres(c) => diesel::sql_query(
            "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = current_schema() \
             AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_\\_%' ORDER BY table_name",
        )
        .load(c)?,
    };
    let edges: Vec<Edge> = match conn {
        Conn::Sqlite(c) => diesel::sql_query(
            "SELECT m.name AS child, f.\"table\" AS parent FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
        )
        .load(c)?,
        Conn::Postgres(c) => diesel::sql_query(
            "SELECT c.relname::text AS child, p.relname::text AS parent FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
             JOIN pg_class p ON p.oid = k.confrelid WHERE k.contype = 'f'",
        )
        .load(c)?,
    };
    let mut left: BTreeSet<String> = names.into_iter().map(|l| l.line).collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let next: Vec<String> = left
            .iter()
            .filter(|t| {
                !edges.iter().any(|e| e.child == **t && e.parent != **t && left.contains(&e.parent))
            })
            .cloned()
            .collect();
        if next.is_empty() {
            return Err(broken("foreign keys form a cycle"));
        }
        for table in next {
            left.remove(&table);
            ordered.push(table);
        }
    }
    Ok(ordered)
}

fn columns(conn: &mut Conn, table: &str) -> Result<Vec<Column>> {
    let all: Vec<Column> = match conn {
        Conn::Sqlite(c) => diesel::sql_query(
            "SELECT name, lower(type) AS kind, hidden <> 0 AS generated FROM pragma_table_xinfo(?) ORDER BY cid",
        )
        .bind::<Text, _>(table)
        .load(c)?,
        Conn::Postgres(c) => diesel::sql_query(
            "SELECT column_name::text AS name, data_type::text AS kind, is_generated = 'ALWAYS' AS generated \
             FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
        )
        .bind::<Text, _>(table)
        .load(c)?,
    };
    Ok(all.into_iter().filter(|c| !c.generated).collect())
}

/// The statement that gives a table's rows as JSON texts.
fn select_lines(conn: &mut Conn, table: &str) -> Result<String> {
    let columns = columns(conn, table)?;
    Ok(match conn {
        Conn::Postgres(_) => format!("SELECT row_to_json(t)::text AS line FROM \"{table}\" t"),
        Conn::Sqlite(_) => {
            let parts: Vec<String> = columns
                .iter()
                .map(|c| {
                    let name = &c.name;
                    let value = match c.kind.as_str() {
                        "blob" => format!("CASE WHEN \"{name}\" IS NULL THEN NULL ELSE '\\x' || lower(hex(\"{name}\")) END"),
                        "boolean" => format!(
                            "json(CASE \"{name}\" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"
                        ),
                        _ => format!("\"{name}\""),
                    };
                    format!("'{name}', {value}")
                })
                .collect();
            format!("SELECT json_object({}) AS line FROM \"{table}\"", parts.join(", "))
        }
    })
}

/// Rows of a table.
pub fn count(conn: &mut Conn, table: &str) -> Result<u64> {
    let query = diesel::sql_query(format!("SELECT count(*) AS n FROM \"{table}\""));
    let n: Count = match conn {
        Conn::Sqlite(c) => query.get_result(c)?,
        Conn::Postgres(c) => query.get_result(c)?,
    };
    Ok(u64::try_from(n.n).unwrap_or(0))
}

/// The name of the newest migration that has run.
pub fn schema_version(conn: &mut Conn) -> Result<String> {
    let query = diesel::sql_query(
        "SELECT COALESCE(max(version), '') AS line FROM __diesel_schema_migrations",
    );
    let line: Line = match conn {
        Conn::Sqlite(c) => query.get_result(c)?,
        Conn::Postgres(c) => query.get_result(c)?,
    };
    Ok(line.line)
}

fn append(
    archive: &mut tar::Builder<impl Write>,
    name: &str,
    size: u64,
    body: impl Read,
) -> Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_cksum();
    archive.append_data(&mut header, name, body)?;
    Ok(())
}

/// Writes a backup of one consistent state to `out`. The service may go on meanwhile.
///
/// # Errors
/// The file exists already or cannot be written; nothing is left of it then.
pub fn write(db: &Db, files: &Files, out: &Path) -> Result<Manifest> {
    let part = out.with_extension("part");
    // Everything about everybody stands in it.
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    let result = write_to(db, files, file);
    match result {
        Ok(manifest) => {
            if out.exists() {
                std::fs::remove_file(&part)?;
                return Err(broken(format!("{} exists already", out.display())));
            }
            std::fs::rename(&part, out)?;
            Ok(manifest)
        }
        Err(e) => {
            let _ = std::fs::remove_file(&part);
            Err(e)
        }
    }
}

fn write_to(db: &Db, files: &Files, file: std::fs::File) -> Result<Manifest> {
    let mut archive = tar::Builder::new(GzEncoder::new(file, flate2::Compression::fast()));
    let (manifest, spooled, hashes) = db.snapshot_blocking(|conn| {
        let mut rows = BTreeMap::new();
        let mut spooled = Vec::new();
        for table in tables(conn)? {
            let mut sql = select_lines(conn, &table)?;
            if LEFT_OUT.contains(&table.as_str()) {
                sql.push_str(" LIMIT 0");
            }
            let mut spool = std::io::BufWriter::new(tempfile::tempfile()?);
            let mut n = 0u64;
            let mut put = |line: Line| -> Result<()> {
                n += 1;
                spool.write_all(line.line.as_bytes())?;
                spool.write_all(b"\n")?;
                Ok(())
            };
            match conn {
                Conn::Sqlite(c) => {
                    for line in diesel::sql_query(sql)
                        .load_iter::<Line, diesel::connection::DefaultLoadingMode>(c)?
                    {
                        put(line?)?;
                    }
                }
                Conn::Postgres(c) => {
                    for line in diesel::sql_query(sql)
                        .load_iter::<Line, diesel::pg::PgRowByRowLoadingMode>(c)?
                    {
                        put(line?)?;
                    }
                }
            }
            rows.insert(table.clone(), n);
            spooled.push((table, spool.into_inner().map_err(|e| Error::from(e.into_error()))?));
        }
        let hashes: BTreeSet<Vec<u8>> = crate::schema::files::table
            .select(crate::schema::files::sha256)
            .distinct()
            .load(conn)?
            .into_iter()
            .collect();
        let keys = crate::schema::meta::table
            .filter(crate::schema::meta::key.like("key.%"))
            .select((crate::schema::meta::key, crate::schema::meta::value))
            .load::<(String, String)>(conn)?;
        let manifest = Manifest {
            format: 1,
            taken_at: super::clock::Clock::real().to_string(),
            schema: schema_version(conn)?,
            keys: keys
                .into_iter()
                .map(|(k, v)| (k.trim_start_matches("key.").to_string(), v))
                .collect(),
            rows,
            files: hashes.len() as u64,
        };
        Ok((manifest, spooled, hashes))
    })?;
    let text = serde_json::to_vec_pretty(&manifest)?;
    append(&mut archive, "manifest.json", text.len() as u64, text.as_slice())?;
    for (table, mut spool) in spooled {
        use std::io::Seek;
        let size = spool.seek(std::io::SeekFrom::End(0))?;
        spool.rewind()?;
        append(&mut archive, &format!("tables/{table}.jsonl"), size, spool)?;
    }
    for hash in hashes {
        let (file, size) = super::files::wait(files.copy(&hash))?;
        append(&mut archive, &format!("files/{}", hex(&hash)), size, file)?;
    }
    archive.into_inner()?.finish()?.sync_all()?;
    Ok(manifest)
}

/// Reads a backup into an empty, migrated database, in one transaction: all of it or nothing.
///
/// # Errors
/// The archive is damaged, of a newer schema, made with other keys, or the database is not empty.
pub fn read(
    db: &Db,
    files: &Files,
    fingerprints: &[(String, String)],
    from: &Path,
) -> Result<Manifest> {
    let file = std::fs::File::open(from)
        .map_err(|e| broken(format!("{} cannot be opened: {e}", from.display())))?;
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::new(file)));
    let mut entries = archive.entries()?;
    let mut first = entries.next().ok_or_else(|| broken("the backup is empty"))??;
    if first.path()?.to_string_lossy() != "manifest.json" {
        return Err(broken("this is no backup of ours: its first entry is not manifest.json"));
    }
    let mut text = Vec::new();
    first.read_to_end(&mut text)?;
    let manifest: Manifest = serde_json::from_slice(&text)?;
    for (name, fingerprint) in &manifest.keys {
        if !fingerprints.iter().any(|(n, f)| n == name && f == fingerprint) {
            return Err(broken(format!(
                "the backup was made with the key {name:?}, which is not among the keys given"
            )));
        }
    }
    db.write_blocking(|conn| {
        let ours = schema_version(conn)?;
        if manifest.schema > ours {
            return Err(broken(format!(
                "the backup is of schema {}, newer than this binary's {ours}",
                manifest.schema
            )));
        }
        let known = tables(conn)?;
        if count(conn, "users")? > 0 || count(conn, "audit_events")? > 0 {
            return Err(broken(
                "the database is not empty; a backup is restored only into an empty one",
            ));
        }
        for table in known.iter().rev() {
            conn.batch_execute(&format!("DELETE FROM \"{table}\""))?;
        }
        mark_restoring(conn, true)?;
        let mut seen = BTreeMap::new();
        for entry in entries {
            let mut entry = entry?;
            let name = entry.path()?.to_string_lossy().into_owned();
            if let Some(table) = name.strip_prefix("tables/").and_then(|n| n.strip_suffix(".jsonl"))
            {
                if !known.iter().any(|t| t == table) {
                    return Err(broken(format!(
                        "the backup has a table {table:?} that this binary does not know"
                    )));
                }
                seen.insert(table.to_string(), insert_lines(conn, table, BufReader::new(entry))?);
                for (_, column) in COUNTED.iter().filter(|(counted, _)| *counted == table) {
                    conn.batch_execute(&format!("UPDATE \"{table}\" SET \"{column}\" = 0"))?;
                }
            } else if let Some(hash) = name.strip_prefix("files/") {
                let mut file = tempfile::tempfile()?;
                std::io::copy(&mut entry, &mut file)?;
                let blob = super::files::describe(&mut file, hash.into(), "")?;
                if hex(&blob.sha256) != hash {
                    return Err(broken(format!("the stored file {hash} is damaged in the backup")));
                }
                files.put_file_blocking(&blob, &mut file)?;
            }
        }
        if seen != manifest.rows {
            return Err(broken("the backup is incomplete: the rows do not add up to its manifest"));
        }
        mark_restoring(conn, false)
    })?;
    Ok(manifest)
}

/// Says in `meta` that rows come table by table: triggers that look at other tables than their own stand back as long
/// as it does. Never to be seen outside the transaction; what they hold is looked at by `onex check` afterwards.
fn mark_restoring(conn: &mut Conn, on: bool) -> Result<()> {
    Ok(conn.batch_execute(if on {
        "INSERT INTO meta (key, value) VALUES ('restoring', 'true')"
    } else {
        "DELETE FROM meta WHERE key = 'restoring'"
    })?)
}

fn insert_lines(conn: &mut Conn, table: &str, reader: impl BufRead) -> Result<u64> {
    let columns = columns(conn, table)?;
    let names: Vec<String> = columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
    let sql = match conn {
        Conn::Postgres(_) => format!(
            "INSERT INTO \"{table}\" ({0}) SELECT {0} FROM json_populate_recordset(NULL::\"{table}\", $1::text::json)",
            names.join(", ")
        ),
        Conn::Sqlite(_) => {
            let values: Vec<String> = columns
                .iter()
                .map(|c| {
                    let value = format!("json_extract(value, '$.{}')", c.name);
                    if c.kind == "blob" { format!("unhex(substr({value}, 3))") } else { value }
                })
                .collect();
            format!(
                "INSERT INTO \"{table}\" ({}) SELECT {} FROM json_each(?)",
                names.join(", "),
                values.join(", ")
            )
        }
    };
    let mut n = 0;
    let mut batch = String::from("[");
    let flush = |conn: &mut Conn, batch: &mut String| -> Result<()> {
        if batch.len() > 1 {
            batch.push(']');
            crate::on_native!(conn, c => diesel::sql_query(&sql).bind::<Text, _>(batch.as_str()).execute(c))?;
            batch.clear();
            batch.push('[');
        }
        Ok(())
    };
    for line in reader.lines() {
        let line = line?;
        if batch.len() > 1 {
            batch.push(',');
        }
        batch.push_str(&line);
        n += 1;
        if batch.len() > 512 * 1024 {
            flush(conn, &mut batch)?;
        }
    }
    flush(conn, &mut batch)?;
    Ok(n)
}

/// Rows whose foreign key points at nothing, as sentences. PostgreSQL cannot have any; SQLite is asked.
pub fn dangling(conn: &mut Conn) -> Result<Vec<String>> {
    match conn {
        Conn::Postgres(_) => Ok(vec![]),
        Conn::Sqlite(c) => {
            #[derive(QueryableByName)]
            struct Row {
                #[diesel(sql_type = Text)]
                child: String,
                #[diesel(sql_type = Text)]
                parent: String,
                #[diesel(sql_type = BigInt)]
                n: i64,
            }
            let rows: Vec<Row> = diesel::sql_query(
                "SELECT \"table\" AS child, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2",
            )
            .load(c)?;
            Ok(rows
                .into_iter()
                .map(|r| {
                    format!("{} rows of {} point at missing rows of {}", r.n, r.child, r.parent)
                })
                .collect())
        }
    }
}
