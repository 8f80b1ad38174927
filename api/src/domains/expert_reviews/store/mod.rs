//! Rows of `expert_reviews`; [`panel`] has the group, [`affiliations`] what experts are bound to, [`rubrics`] what they
//! judge by, [`facts`] what is read of others' tables.

pub mod affiliations;
pub mod check;
pub mod facts;
pub mod panel;
pub mod rubrics;

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{ReviewFilter, ReviewRow, ReviewStatus};
use crate::insert_rows;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::expert_reviews;

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    expert_reviews::table,
    <Conn as diesel::Connection>::Backend,
>;

/// Headquarters sees all, an expert their own.
fn scoped(scope: &Scope) -> Boxed {
    let q = expert_reviews::table.into_boxed();
    match scope {
        Scope::Country => q,
        Scope::Own { user, .. } => q.filter(expert_reviews::expert_user_id.eq(*user)),
        Scope::Region(_) | Scope::Institution { .. } | Scope::Class { .. } => {
            q.filter(expert_reviews::id.eq(Id::NIL))
        }
    }
}

fn filtered(scope: &Scope, filter: &ReviewFilter, now: Ts) -> Boxed {
    use expert_reviews as r;
    let mut q = scoped(scope);
    if let Some(id) = filter.batch_id {
        q = q.filter(r::batch_id.eq(id));
    }
    if let Some(id) = filter.expert_id {
        q = q.filter(r::expert_user_id.eq(id));
    }
    if let Some(status) = filter.status {
        q = q.filter(r::status.eq(status));
    }
    if let Some(late) = filter.late {
        let is = r::status.eq(ReviewStatus::Assigned).and(r::due_at.lt(now));
        q = if late { q.filter(is) } else { q.filter(diesel::dsl::not(is)) };
    }
    q
}

/// How many reviews of a scope fit.
pub fn total(conn: &mut Conn, scope: &Scope, filter: &ReviewFilter, now: Ts) -> Result<i64> {
    Ok(filtered(scope, filter, now).count().get_result(conn)?)
}

/// A page of reviews, those due first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ReviewFilter,
    now: Ts,
    after: Option<(Ts, Id)>,
    limit: i64,
) -> Result<Vec<ReviewRow>> {
    use expert_reviews as r;
    let mut q = filtered(scope, filter, now);
    if let Some((due, id)) = after {
        q = q.filter(r::due_at.gt(due).or(r::due_at.eq(due).and(r::id.gt(id))));
    }
    let q = q.order((r::due_at.asc(), r::id.asc())).limit(limit + 1);
    Ok(q.select(ReviewRow::as_select()).load(conn)?)
}

/// One review of a scope.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<ReviewRow> {
    let q = scoped(scope).filter(expert_reviews::id.eq(id));
    Ok(q.select(ReviewRow::as_select()).first(conn)?)
}

/// Whose review it is, before anything is locked.
pub fn batch_of(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Id> {
    let q = scoped(scope).filter(expert_reviews::id.eq(id));
    Ok(q.select(expert_reviews::batch_id).first(conn)?)
}

/// All that was ever given out of these participants, what was given back included.
pub fn of_enrolments(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Vec<ReviewRow>>> {
    let mut out: HashMap<Id, Vec<ReviewRow>> = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<ReviewRow> = expert_reviews::table
            .filter(expert_reviews::enrolment_id.eq_any(chunk.to_vec()))
            .order((expert_reviews::slot.asc(), expert_reviews::id.asc()))
            .select(ReviewRow::as_select())
            .load(conn)?;
        for row in rows {
            out.entry(row.enrolment_id).or_default().push(row);
        }
    }
    Ok(out)
}

/// What an expert has to do still, of one batch or of all.
pub fn open_of(conn: &mut Conn, expert: Id, batch: Option<Id>) -> Result<Vec<ReviewRow>> {
    let scope = Scope::Own { user: expert, institution: None };
    let filter = ReviewFilter {
        batch_id: batch,
        status: Some(ReviewStatus::Assigned),
        ..ReviewFilter::default()
    };
    let q = filtered(&scope, &filter, Ts(0)).order(expert_reviews::id.asc());
    Ok(q.select(ReviewRow::as_select()).load(conn)?)
}

/// What is to be done still and should be by now.
pub fn overdue(conn: &mut Conn, now: Ts) -> Result<Vec<ReviewRow>> {
    let filter = ReviewFilter { late: Some(true), ..ReviewFilter::default() };
    let q = filtered(&Scope::Country, &filter, now).order(expert_reviews::id.asc());
    Ok(q.select(ReviewRow::as_select()).load(conn)?)
}

/// Designs of a batch on which two experts differed so much that a third was asked.
pub fn thirds(conn: &mut Conn, batch: Id) -> Result<i64> {
    Ok(expert_reviews::table
        .filter(expert_reviews::batch_id.eq(batch))
        .filter(expert_reviews::slot.eq(3))
        .filter(expert_reviews::status.ne(ReviewStatus::Released))
        .count()
        .get_result(conn)?)
}

/// Adds reviews.
pub fn insert(conn: &mut Conn, rows: &[ReviewRow]) -> Result<()> {
    insert_rows!(conn, expert_reviews::table, rows)
}

/// Writes a review whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &ReviewRow) -> Result<()> {
    let target =
        expert_reviews::table.find(row.id).filter(expert_reviews::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}
