//! Rows of `transfers`.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::super::transfers::model::{Direction, Record, TransferFilter, TransferStatus};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, prefix_range};
use crate::platform::error::{Code, Error, Result};
use crate::schema::transfers;

type Boxed = IntoBoxed<'static, transfers::table, <Conn as diesel::Connection>::Backend>;

/// Works with the two conditions that the source and the target of a transfer lie in a scope, which is then told
/// of that side.
macro_rules! sides {
    ($scope:expr, |$source:ident, $target:ident| $body:expr) => {
        match $scope {
            Scope::Country => {
                let $source = || transfers::id.ne(Id::NIL);
                let $target = || transfers::id.ne(Id::NIL);
                $body
            }
            Scope::Region(region) => {
                let $source = || transfers::from_region.eq(region.clone());
                let $target = || transfers::to_region.eq(region.clone());
                $body
            }
            Scope::Institution { id, .. } => {
                let $source = || transfers::from_institution_id.eq(*id);
                let $target = || transfers::to_institution_id.eq(*id);
                $body
            }
            Scope::Class { .. } | Scope::Own { .. } => {
                let $source = || transfers::id.eq(Id::NIL);
                let $target = || transfers::id.eq(Id::NIL);
                $body
            }
        }
    };
}

/// The transfers that touch a scope.
fn touching(scope: &Scope) -> Boxed {
    let query = transfers::table.into_boxed();
    sides!(scope, |source, target| query.filter(source().or(target())))
}

/// Adds a transfer.
pub fn insert(conn: &mut Conn, record: &Record) -> Result<()> {
    diesel::insert_into(transfers::table).values(record).execute(conn)?;
    Ok(())
}

/// One transfer that touches a scope.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Record> {
    let query = touching(scope).filter(transfers::id.eq(id));
    Ok(query.select(Record::as_select()).first(conn)?)
}

fn filtered(scope: &Scope, filter: &TransferFilter) -> Boxed {
    let mut query = touching(scope);
    if let Some(status) = filter.status {
        query = query.filter(transfers::status.eq(status));
    }
    query = match filter.direction {
        Some(Direction::Incoming) => sides!(scope, |_source, target| query.filter(target())),
        Some(Direction::Outgoing) => sides!(scope, |source, _target| query.filter(source())),
        None => query,
    };
    if let Some(school) = filter.institution_id {
        let to = transfers::to_institution_id.eq(school);
        let from = transfers::from_institution_id.eq(school);
        // Where a student comes from is found only by those who are told: otherwise guessing would tell.
        query = sides!(scope, |source, _target| query.filter(to.or(from.and(source()))));
    }
    if let Some(open) = filter.open {
        // Institutions decide nothing.
        let decides = matches!(scope, Scope::Country | Scope::Region(_));
        query = sides!(scope, |source, target| {
            let unsaid = source()
                .and(transfers::source_at.is_null())
                .or(target().and(transfers::target_at.is_null()));
            let waits = transfers::status.eq(TransferStatus::Requested).and(unsaid);
            match (open, decides) {
                (true, true) => query.filter(waits),
                (false, true) => query.filter(diesel::dsl::not(waits)),
                (true, false) => query.filter(transfers::id.eq(Id::NIL)),
                (false, false) => query,
            }
        });
    }
    if let Some(text) = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let (start, end) = prefix_range(text);
        let end = end.unwrap_or_else(|| '\u{10ffff}'.to_string());
        query = query.filter(
            transfers::name
                .ge(start.clone())
                .and(transfers::name.lt(end.clone()))
                .or(transfers::student_no.ge(start).and(transfers::student_no.lt(end))),
        );
    }
    query
}

/// How many transfers that touch a scope fit.
pub fn count(conn: &mut Conn, scope: &Scope, filter: &TransferFilter) -> Result<i64> {
    Ok(filtered(scope, filter).count().get_result(conn)?)
}

/// A page of the transfers that touch a scope, newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &TransferFilter,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Record>> {
    let mut query = filtered(scope, filter);
    if let Some(before) = before {
        query = query.filter(transfers::id.lt(before));
    }
    let query = query.order(transfers::id.desc()).limit(limit);
    Ok(query.select(Record::as_select()).load(conn)?)
}

/// Writes a transfer whose version is one more than what stands.
pub fn update(conn: &mut Conn, record: &Record) -> Result<()> {
    let target = transfers::table.find(record.id).filter(transfers::version.eq(record.version - 1));
    match diesel::update(target).set(record).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}
