//! Rows of `papers` and `paper_questions`. Papers belong to the country; a branch sees those that are published.

use std::collections::HashMap;

use diesel::dsl::{count_star, sum};
use diesel::prelude::*;

use super::model::{PaperFilter, PaperRow, PaperStatus, QuestionRow, faults};
use crate::insert_rows;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, prefix_end};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{paper_questions, papers};

type Boxed =
    diesel::helper_types::IntoBoxed<'static, papers::table, <Conn as diesel::Connection>::Backend>;

fn scoped(scope: &Scope) -> Boxed {
    let q = papers::table.into_boxed();
    match scope {
        Scope::Country => q,
        Scope::Region(_) => q.filter(papers::status.eq(PaperStatus::Published)),
        _ => q.filter(papers::id.eq(Id::NIL)),
    }
}

fn filtered(scope: &Scope, filter: &PaperFilter) -> Boxed {
    let mut q = scoped(scope);
    if let Some(id) = filter.edition_id {
        q = q.filter(papers::edition_id.eq(id));
    }
    if let Some(status) = filter.status {
        q = q.filter(papers::status.eq(status));
    }
    if let Some(text) = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let low = text.to_lowercase();
        q = match (prefix_end(text), prefix_end(&low)) {
            (Some(end), Some(low_end)) => q.filter(
                papers::title
                    .ge(text.to_string())
                    .and(papers::title.lt(end))
                    .or(papers::title_pinyin.ge(low).and(papers::title_pinyin.lt(low_end))),
            ),
            // No title starts with the last character of Unicode.
            _ => q.filter(papers::id.eq(Id::NIL)),
        };
    }
    q
}

/// How many papers fit.
pub fn total(conn: &mut Conn, scope: &Scope, filter: &PaperFilter) -> Result<i64> {
    Ok(filtered(scope, filter).count().get_result(conn)?)
}

/// A page of papers, the newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &PaperFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<PaperRow>> {
    let mut q = filtered(scope, filter);
    if let Some(after) = after {
        q = q.filter(papers::id.lt(after));
    }
    let q = q.order(papers::id.desc()).limit(limit + 1);
    Ok(q.select(PaperRow::as_select()).load(conn)?)
}

/// One paper.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<PaperRow> {
    let q = scoped(scope).filter(papers::id.eq(id));
    Ok(q.select(PaperRow::as_select()).first(conn)?)
}

/// Takes a paper for this transaction: its questions stay as they are until it ends.
pub fn lock(conn: &mut Conn, id: Id) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        papers::table.find(id).select(papers::id).for_update().load::<Id>(c)?;
    }
    Ok(())
}

/// Adds a paper.
pub fn insert(conn: &mut Conn, row: &PaperRow) -> Result<()> {
    diesel::insert_into(papers::table).values(row).execute(conn)?;
    Ok(())
}

/// Writes a paper whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &PaperRow) -> Result<()> {
    let target = papers::table.find(row.id).filter(papers::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// The questions of a paper in their order.
pub fn questions(conn: &mut Conn, paper: Id) -> Result<Vec<QuestionRow>> {
    Ok(paper_questions::table
        .filter(paper_questions::paper_id.eq(paper))
        .order(paper_questions::position.asc())
        .select(QuestionRow::as_select())
        .load(conn)?)
}

/// Replaces the questions of a draft.
pub fn set_questions(conn: &mut Conn, paper: Id, rows: &[QuestionRow]) -> Result<()> {
    let old = paper_questions::table.filter(paper_questions::paper_id.eq(paper));
    diesel::delete(old).execute(conn)?;
    insert_rows!(conn, paper_questions::table, rows)
}

/// How many questions these papers have, and points in hundredths.
pub fn sums(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, (i64, i64)>> {
    let mut out = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, i64, Option<i64>)> = paper_questions::table
            .filter(paper_questions::paper_id.eq_any(chunk.to_vec()))
            .group_by(paper_questions::paper_id)
            .select((
                paper_questions::paper_id,
                count_star(),
                sum(paper_questions::points_hundredths),
            ))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(id, n, points)| (id, (n, points.unwrap_or_default()))));
    }
    Ok(out)
}

/// What `onex check` asks: that nothing was published that has a fault.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let rows: Vec<(Id, String)> = papers::table
        .filter(papers::published_at.is_not_null())
        .select((papers::id, papers::title))
        .load(conn)?;
    let mut out = Vec::new();
    for (id, title) in rows {
        let read: serde_json::Result<Vec<_>> =
            questions(conn, id)?.iter().map(super::model::QuestionRow::question).collect();
        match read {
            Ok(questions) if faults(&questions).is_empty() => {}
            _ => out.push(format!("the published paper {title:?} has questions with faults")),
        }
    }
    Ok(out)
}
