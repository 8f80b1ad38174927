//! Rows of `api_clients`.

use std::collections::HashMap;

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::model::{Filter, Row};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{api_clients, branches, institutions};

type Clients<'a> = IntoBoxed<'a, api_clients::table, <Conn as Connection>::Backend>;

/// The clients within a scope. A client of the whole country belongs to HQ alone.
fn within<'a>(scope: &Scope) -> Clients<'a> {
    let q = api_clients::table.into_boxed();
    match scope {
        Scope::Country => q,
        Scope::Region(code) => q.filter(api_clients::region_code.eq(code.clone())),
        Scope::Institution { id, .. } => q.filter(api_clients::institution_id.eq(*id)),
        // No role with such a scope looks after clients.
        Scope::Class { .. } | Scope::Own { .. } => q.filter(api_clients::id.eq(Id::NIL)),
    }
}

fn filtered<'a>(scope: &Scope, filter: &Filter) -> Clients<'a> {
    let q = within(scope);
    match filter.revoked {
        Some(true) => q.filter(api_clients::revoked_at.is_not_null()),
        Some(false) => q.filter(api_clients::revoked_at.is_null()),
        None => q,
    }
}

/// How many clients within the scope fit.
pub fn count(conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<i64> {
    Ok(filtered(scope, filter).count().get_result(conn)?)
}

/// A page of clients, newest first, after the one with this id.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut q = filtered(scope, filter).order(api_clients::id.desc()).limit(limit + 1);
    if let Some(after) = after {
        q = q.filter(api_clients::id.lt(after));
    }
    Ok(q.select(Row::as_select()).load(conn)?)
}

/// One client within the scope.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row> {
    Ok(within(scope).filter(api_clients::id.eq(id)).select(Row::as_select()).first(conn)?)
}

/// The client that signs in with this id, if it was not revoked.
pub fn by_client_id(conn: &mut Conn, client_id: &str) -> Result<Option<Row>> {
    Ok(api_clients::table
        .filter(api_clients::client_id.eq(client_id))
        .filter(api_clients::revoked_at.is_null())
        .select(Row::as_select())
        .first(conn)
        .optional()?)
}

/// Adds a client.
pub fn insert(conn: &mut Conn, row: &Row) -> Result<()> {
    diesel::insert_into(api_clients::table).values(row).execute(conn)?;
    Ok(())
}

/// Gives a client another secret.
pub fn rotate(conn: &mut Conn, id: Id, hash: &[u8], at: Ts) -> Result<()> {
    diesel::update(api_clients::table.find(id))
        .set((api_clients::secret_hash.eq(hash), api_clients::rotated_at.eq(Some(at))))
        .execute(conn)?;
    Ok(())
}

/// Revokes a client; returns whether it stood.
pub fn revoke(conn: &mut Conn, id: Id, at: Ts) -> Result<bool> {
    let standing = api_clients::table.find(id).filter(api_clients::revoked_at.is_null());
    let n = diesel::update(standing).set(api_clients::revoked_at.eq(Some(at))).execute(conn)?;
    Ok(n == 1)
}

/// Notes that a client fetched a token, unless it was revoked meanwhile; returns whether it stands.
pub fn used(conn: &mut Conn, id: Id, hash: &[u8], at: Ts) -> Result<bool> {
    let standing = api_clients::table
        .find(id)
        .filter(api_clients::revoked_at.is_null())
        .filter(api_clients::secret_hash.eq(hash));
    let n = diesel::update(standing).set(api_clients::last_used_at.eq(Some(at))).execute(conn)?;
    Ok(n == 1)
}

/// Whether the programme serves this region.
pub fn region_exists(conn: &mut Conn, code: &str) -> Result<bool> {
    let n: i64 = branches::table.filter(branches::region_code.eq(code)).count().get_result(conn)?;
    Ok(n == 1)
}

/// The names of these institutions.
pub fn institution_names(conn: &mut Conn, ids: Vec<Id>) -> Result<HashMap<Id, String>> {
    let rows: Vec<(Id, String)> = institutions::table
        .filter(institutions::id.eq_any(ids))
        .select((institutions::id, institutions::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The region of an institution within the scope.
pub fn region_of(conn: &mut Conn, scope: &Scope, institution: Id) -> Result<Option<String>> {
    let region: Option<String> = institutions::table
        .find(institution)
        .select(institutions::region_code)
        .first(conn)
        .optional()?;
    Ok(region.filter(|code| scope.covers_institution(institution, code)))
}
