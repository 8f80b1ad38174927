//! Rows of `transfers`.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::super::transfers::model::{Record, TransferFilter};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::schema::transfers;

macro_rules! touching {
    ($query:expr, $scope:expr) => {{
        let query = $query;
        match $scope {
            Scope::Country => query,
            Scope::Region(region) => query.filter(
                transfers::from_region
                    .eq(region.clone())
                    .or(transfers::to_region.eq(region.clone())),
            ),
            Scope::Institution { id, .. } => query.filter(
                transfers::from_institution_id.eq(*id).or(transfers::to_institution_id.eq(*id)),
            ),
            Scope::Class { .. } | Scope::Own { .. } => query.filter(transfers::id.eq(Id::NIL)),
        }
    }};
}

/// Adds a transfer.
pub fn insert(conn: &mut Conn, record: &Record) -> Result<()> {
    diesel::insert_into(transfers::table).values(record).execute(conn)?;
    Ok(())
}

/// One transfer that touches a scope.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Record> {
    let query = transfers::table.filter(transfers::id.eq(id)).select(Record::as_select());
    Ok(touching!(query.into_boxed(), scope).first(conn)?)
}

type Boxed = IntoBoxed<'static, transfers::table, <Conn as diesel::Connection>::Backend>;

fn filtered(scope: &Scope, filter: &TransferFilter) -> Boxed {
    let mut query = touching!(transfers::table.into_boxed(), scope);
    if let Some(status) = filter.status {
        query = query.filter(transfers::status.eq(status));
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
