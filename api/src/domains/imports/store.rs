//! Rows of `imports` and `import_rows`.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::model::{Counts, ImportRecord, ImportStatus, Outcome, RowFilter, StagedRow};
use crate::insert_rows;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::jobs::JobStatus;
use crate::schema::{files, import_rows, imports, jobs};

/// Adds an import.
pub fn insert(conn: &mut Conn, row: &ImportRecord) -> Result<()> {
    diesel::insert_into(imports::table).values(row).execute(conn)?;
    Ok(())
}

/// One import of a kind within a scope.
pub fn find(conn: &mut Conn, scope: &Scope, kind: &str, id: Id) -> Result<ImportRecord> {
    let query = imports::table
        .filter(imports::id.eq(id))
        .filter(imports::kind.eq(kind))
        .select(ImportRecord::as_select());
    Ok(match scope {
        Scope::Country => query.first(conn)?,
        Scope::Region(region) => query.filter(imports::region_code.eq(region)).first(conn)?,
        Scope::Institution { id, .. } => {
            query.filter(imports::institution_id.eq(*id)).first(conn)?
        }
        Scope::Class { .. } | Scope::Own { .. } => return Err(Error::new(Code::NotFound)),
    })
}

/// One import, for its jobs.
pub fn load(conn: &mut Conn, id: Id) -> Result<ImportRecord> {
    Ok(imports::table.find(id).select(ImportRecord::as_select()).first(conn)?)
}

type Boxed = IntoBoxed<'static, imports::table, <Conn as diesel::Connection>::Backend>;

fn scoped(scope: &Scope, kind: &str) -> Boxed {
    let query = imports::table.into_boxed().filter(imports::kind.eq(kind.to_string()));
    match scope {
        Scope::Country => query,
        Scope::Region(region) => query.filter(imports::region_code.eq(region.clone())),
        Scope::Institution { id, .. } => query.filter(imports::institution_id.eq(*id)),
        Scope::Class { .. } | Scope::Own { .. } => query.filter(imports::id.eq(Id::NIL)),
    }
}

/// How many imports of a kind lie within a scope.
pub fn total(conn: &mut Conn, scope: &Scope, kind: &str) -> Result<i64> {
    Ok(scoped(scope, kind).count().get_result(conn)?)
}

/// The imports of a kind within a scope, newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    kind: &str,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<ImportRecord>> {
    let mut query = scoped(scope, kind).order(imports::id.desc()).limit(limit);
    if let Some(before) = before {
        query = query.filter(imports::id.lt(before));
    }
    Ok(query.select(ImportRecord::as_select()).load(conn)?)
}

/// Moves an import on from a state; `state_forbids` when it is in another one.
pub fn step(
    conn: &mut Conn,
    id: Id,
    from: &[ImportStatus],
    to: ImportStatus,
    job: Option<Id>,
) -> Result<()> {
    let target = imports::table.find(id).filter(imports::status.eq_any(from.to_vec()));
    let version = imports::version.eq(imports::version + 1);
    let n = match job {
        Some(job) => diesel::update(target)
            .set((imports::status.eq(to), imports::job_id.eq(Some(job)), version))
            .execute(conn)?,
        None => diesel::update(target).set((imports::status.eq(to), version)).execute(conn)?,
    };
    if n == 1 {
        return Ok(());
    }
    let names: Vec<_> = from.iter().map(|s| s.as_str()).collect();
    Err(Error::because(
        Code::StateForbids,
        format!("The import is not {}; load it again", names.join(" or ")),
    ))
}

/// Writes what the dry run found.
pub fn set_counts(conn: &mut Conn, id: Id, counts: Counts) -> Result<()> {
    diesel::update(imports::table.find(id))
        .set((
            imports::rows_new.eq(counts.new),
            imports::rows_changed.eq(counts.changed),
            imports::rows_unchanged.eq(counts.unchanged),
            imports::rows_refused.eq(counts.refused),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes the titles that were not read.
pub fn set_ignored(conn: &mut Conn, id: Id, titles: &[String]) -> Result<()> {
    diesel::update(imports::table.find(id))
        .set(imports::ignored.eq(Json::of(titles)))
        .execute(conn)?;
    Ok(())
}

/// Why the file as a whole cannot be taken.
pub fn set_problem(conn: &mut Conn, id: Id, problem: Json) -> Result<()> {
    diesel::update(imports::table.find(id))
        .set(imports::problem.eq(Some(problem)))
        .execute(conn)?;
    Ok(())
}

/// Notes when the import came to its end.
pub fn settle(conn: &mut Conn, id: Id, at: Ts) -> Result<()> {
    diesel::update(imports::table.find(id)).set(imports::settled_at.eq(Some(at))).execute(conn)?;
    Ok(())
}

/// Lets go of the uploaded file.
pub fn forget_file(conn: &mut Conn, import: &ImportRecord) -> Result<()> {
    diesel::update(imports::table.find(import.id))
        .set(imports::file_id.eq(None::<Id>))
        .execute(conn)?;
    if let Some(file) = import.file_id {
        diesel::delete(files::table.find(file)).execute(conn)?;
    }
    Ok(())
}

/// The hash of an import's blob, while it has one.
pub fn blob(conn: &mut Conn, import: &ImportRecord) -> Result<Option<Vec<u8>>> {
    let Some(file) = import.file_id else { return Ok(None) };
    Ok(files::table.find(file).select(files::sha256).first(conn).optional()?)
}

/// Imports whose files are still there though they ended before an instant, or were tried before it and
/// left alone since.
pub fn past(conn: &mut Conn, before: Ts) -> Result<Vec<Id>> {
    use ImportStatus::{Committed, Discarded, Failed, Ready};
    let ended = imports::settled_at.lt(before).assume_not_null();
    let settled = imports::settled_at.is_not_null().and(ended);
    let left_alone = imports::settled_at.is_null().and(imports::created_at.lt(before));
    Ok(imports::table
        .filter(imports::file_id.is_not_null())
        .filter(imports::status.eq_any([Committed, Failed, Discarded, Ready]))
        .filter(settled.or(left_alone))
        .order(imports::id.asc())
        .select(imports::id)
        .load(conn)?)
}

/// Whether the job at work on an import has come to its end.
pub fn job_ended(conn: &mut Conn, import: &ImportRecord) -> Result<bool> {
    let Some(job) = import.job_id else { return Ok(true) };
    let status: Option<JobStatus> =
        jobs::table.find(job).select(jobs::status).first(conn).optional()?;
    Ok(!matches!(status, Some(JobStatus::Queued | JobStatus::Running)))
}

/// Stages rows.
pub fn insert_rows(conn: &mut Conn, rows: &[StagedRow]) -> Result<()> {
    insert_rows!(conn, import_rows::table, rows)
}

/// Removes what was staged.
pub fn delete_rows(conn: &mut Conn, import: Id) -> Result<usize> {
    Ok(diesel::delete(import_rows::table.filter(import_rows::import_id.eq(import)))
        .execute(conn)?)
}

/// How many rows of an import fit.
pub fn rows_total(conn: &mut Conn, import: Id, filter: &RowFilter) -> Result<i64> {
    let mut query =
        import_rows::table.filter(import_rows::import_id.eq(import)).count().into_boxed();
    if let Some(outcome) = filter.outcome {
        query = query.filter(import_rows::outcome.eq(outcome));
    }
    Ok(query.get_result(conn)?)
}

/// A page of rows, in the order of the file.
pub fn rows(
    conn: &mut Conn,
    import: Id,
    filter: &RowFilter,
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<StagedRow>> {
    let mut query = import_rows::table
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::row_no.gt(after.unwrap_or(0)))
        .order(import_rows::row_no.asc())
        .limit(limit)
        .select(StagedRow::as_select())
        .into_boxed();
    if let Some(outcome) = filter.outcome {
        query = query.filter(import_rows::outcome.eq(outcome));
    }
    Ok(query.load(conn)?)
}

/// One row.
pub fn row(conn: &mut Conn, import: Id, row_no: i32) -> Result<StagedRow> {
    Ok(import_rows::table.find((import, row_no)).select(StagedRow::as_select()).first(conn)?)
}

/// Rows that something could be made of, in the order of the file.
pub fn payloads(
    conn: &mut Conn,
    import: Id,
    outcomes: &[Outcome],
    after: i32,
    limit: i64,
) -> Result<Vec<StagedRow>> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::outcome.eq_any(outcomes.to_vec()))
        .filter(import_rows::payload.is_not_null())
        .filter(import_rows::row_no.gt(after))
        .order(import_rows::row_no.asc())
        .limit(limit)
        .select(StagedRow::as_select())
        .load(conn)?)
}

/// Refused rows with their reasons, in the order of the file.
pub fn refused(conn: &mut Conn, import: Id) -> Result<Vec<(i32, Json)>> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::outcome.eq(Outcome::Refused))
        .order(import_rows::row_no.asc())
        .select((import_rows::row_no, import_rows::problems))
        .load(conn)?)
}

/// Writes what a second look found of a row.
pub fn judge_again(
    conn: &mut Conn,
    row: &StagedRow,
    outcome: Outcome,
    changes: Json,
    problems: Json,
) -> Result<()> {
    diesel::update(import_rows::table.find((row.import_id, row.row_no)))
        .set((
            import_rows::outcome.eq(outcome),
            import_rows::changes.eq(changes),
            import_rows::problems.eq(problems),
        ))
        .execute(conn)?;
    Ok(())
}

/// Rows by outcome.
pub fn count(conn: &mut Conn, import: Id) -> Result<Counts> {
    let mut counts = Counts::default();
    for outcome in Outcome::ALL {
        let n: i64 = import_rows::table
            .filter(import_rows::import_id.eq(import))
            .filter(import_rows::outcome.eq(*outcome))
            .count()
            .get_result(conn)?;
        match outcome {
            Outcome::New => counts.new = n,
            Outcome::Changed => counts.changed = n,
            Outcome::Unchanged => counts.unchanged = n,
            Outcome::Refused => counts.refused = n,
        }
    }
    Ok(counts)
}

/// Lets commits into the same place take turns: on SQLite writers queue anyway, on PostgreSQL a lock that
/// lasts as long as the transaction keeps the second from judging before the first has committed.
pub fn take_turns(conn: &mut Conn, import: &ImportRecord) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        let place = import.institution_id.or(import.subject_id).unwrap_or(Id::NIL);
        let digest = crate::platform::keys::sha256(
            &[b"import".as_slice(), import.kind.as_bytes(), place.0.as_bytes()].concat(),
        );
        let mut key = [0u8; 8];
        key.copy_from_slice(&digest[..8]);
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<diesel::sql_types::BigInt, _>(i64::from_be_bytes(key))
            .execute(c)?;
    }
    Ok(())
}

/// Stored files of imports that no import points at; sentences for `onex check`.
pub fn stray_files(conn: &mut Conn) -> Result<Vec<String>> {
    use diesel::dsl::{count_star, exists, not};
    let import = imports::table.filter(imports::file_id.eq(files::id.nullable()));
    let n: i64 = files::table
        .filter(files::owner_kind.like("%\\_import").escape('\\'))
        .filter(not(exists(import)))
        .select(count_star())
        .first(conn)?;
    Ok(if n == 0 { vec![] } else { vec![format!("{n} files belong to no import any more")] })
}
