//! Rows of `calendar_feeds`.

use diesel::prelude::*;

use super::model::Row;
use crate::platform::auth::{Role, Scope, ScopeKind};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{calendar_feeds, grants, users};

/// The feeds of a scope's owner that open, the newest first.
pub fn list(conn: &mut Conn, scope: &Scope) -> Result<Vec<Row>> {
    let Scope::Own { user, .. } = scope else { return Ok(vec![]) };
    Ok(calendar_feeds::table
        .filter(calendar_feeds::user_id.eq(*user))
        .filter(calendar_feeds::revoked_at.is_null())
        .order(calendar_feeds::id.desc())
        .select(Row::as_select())
        .load(conn)?)
}

/// Takes an account for this transaction, before its feeds are counted. SQLite has one writer anyway.
pub fn lock(conn: &mut Conn, user: Id) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        users::table.find(user).select(users::id).for_update().first::<Id>(c)?;
    }
    Ok(())
}

/// A feed of a scope's owner that opens.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row> {
    let user = match scope {
        Scope::Own { user, .. } => *user,
        _ => Id::NIL,
    };
    Ok(calendar_feeds::table
        .find(id)
        .filter(calendar_feeds::user_id.eq(user))
        .filter(calendar_feeds::revoked_at.is_null())
        .select(Row::as_select())
        .first(conn)?)
}

/// Adds a feed.
pub fn insert(conn: &mut Conn, row: &Row) -> Result<()> {
    diesel::insert_into(calendar_feeds::table).values(row).execute(conn)?;
    Ok(())
}

/// Ends a feed.
pub fn revoke(conn: &mut Conn, id: Id, at: Ts) -> Result<()> {
    diesel::update(calendar_feeds::table.find(id))
        .set(calendar_feeds::revoked_at.eq(at))
        .execute(conn)?;
    Ok(())
}

/// Notes that a feed was read.
pub fn used(conn: &mut Conn, id: Id, at: Ts) -> Result<()> {
    diesel::update(calendar_feeds::table.find(id))
        .set(calendar_feeds::last_used_at.eq(at))
        .execute(conn)?;
    Ok(())
}

/// What a feed shows: whose sessions, in which role, with which language.
#[derive(Debug, Clone)]
pub struct Opened {
    pub row: Row,
    pub role: Role,
    pub scope: Scope,
    pub locale: String,
}

/// The feed of a token, if it opens: it is not revoked, its grant stands and its account is active.
pub fn opening(conn: &mut Conn, hash: &[u8]) -> Result<Option<Opened>> {
    type Found = (Row, Role, ScopeKind, Option<String>, Option<Id>, String);
    let found: Option<Found> = calendar_feeds::table
        .inner_join(grants::table.on(grants::id.eq(calendar_feeds::grant_id)))
        .inner_join(users::table.on(users::id.eq(calendar_feeds::user_id)))
        .filter(calendar_feeds::token_hash.eq(hash.to_vec()))
        .filter(calendar_feeds::revoked_at.is_null())
        .filter(grants::withdrawn_at.is_null())
        .filter(users::status.ne("disabled"))
        .select((
            Row::as_select(),
            grants::role,
            grants::scope_kind,
            grants::region_code,
            grants::institution_id,
            users::locale,
        ))
        .first(conn)
        .optional()?;
    Ok(found.map(|(row, role, kind, region, institution, locale)| {
        let scope = match (kind, region, institution) {
            (ScopeKind::Country, _, _) => Scope::Country,
            (ScopeKind::Region, Some(region), _) => Scope::Region(region),
            (ScopeKind::Institution, Some(region), Some(id)) => Scope::Institution { id, region },
            _ => Scope::Own { user: row.user_id, institution },
        };
        Opened { role, scope, locale, row }
    }))
}
