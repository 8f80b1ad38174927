//! Rows of `certificate_shares`. Whose certificate it is was asked of `certificates` before.

use diesel::prelude::*;

use super::model::Row;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::certificate_shares;

/// How many links a certificate has.
pub fn count(conn: &mut Conn, certificate: Id) -> Result<i64> {
    let all = certificate_shares::table.filter(certificate_shares::certificate_id.eq(certificate));
    Ok(all.count().get_result(conn)?)
}

/// How many links of a certificate open.
pub fn open_count(conn: &mut Conn, certificate: Id, now: Ts) -> Result<i64> {
    Ok(certificate_shares::table
        .filter(certificate_shares::certificate_id.eq(certificate))
        .filter(certificate_shares::revoked_at.is_null())
        .filter(certificate_shares::ends_at.gt(now))
        .count()
        .get_result(conn)?)
}

/// A page of a certificate's links, newest first, after the one with this id.
pub fn list(conn: &mut Conn, certificate: Id, after: Option<Id>, limit: i64) -> Result<Vec<Row>> {
    let mut q = certificate_shares::table
        .filter(certificate_shares::certificate_id.eq(certificate))
        .order(certificate_shares::id.desc())
        .limit(limit + 1)
        .into_boxed();
    if let Some(after) = after {
        q = q.filter(certificate_shares::id.lt(after));
    }
    Ok(q.select(Row::as_select()).load(conn)?)
}

/// A link that the scope's owner made.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row> {
    let user = match scope {
        Scope::Own { user, .. } => *user,
        // Links belong to persons alone.
        _ => Id::NIL,
    };
    Ok(certificate_shares::table
        .find(id)
        .filter(certificate_shares::created_by.eq(user))
        .select(Row::as_select())
        .first(conn)?)
}

/// The link with this token, if it opens now: one indexed read, the same for every miss.
pub fn opening(conn: &mut Conn, token_hash: &[u8], now: Ts) -> Result<Option<Row>> {
    Ok(certificate_shares::table
        .filter(certificate_shares::token_hash.eq(token_hash))
        .filter(certificate_shares::revoked_at.is_null())
        .filter(certificate_shares::ends_at.gt(now))
        .select(Row::as_select())
        .first(conn)
        .optional()?)
}

/// Adds a link.
pub fn insert(conn: &mut Conn, row: &Row) -> Result<()> {
    diesel::insert_into(certificate_shares::table).values(row).execute(conn)?;
    Ok(())
}

/// Withdraws a link; returns whether it stood.
pub fn revoke(conn: &mut Conn, id: Id, at: Ts) -> Result<bool> {
    let standing =
        certificate_shares::table.find(id).filter(certificate_shares::revoked_at.is_null());
    let n =
        diesel::update(standing).set(certificate_shares::revoked_at.eq(Some(at))).execute(conn)?;
    Ok(n == 1)
}
