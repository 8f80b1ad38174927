//! Rows of `users`, `grants` and `sessions`.

mod called;
mod check;
mod past;
mod places;
mod users_in_scope;

pub use check::check;
pub use past::forget_sessions;
pub use places::{class_of, labelled, labelled_grants_of, region_exists, region_of, regions_of};
pub use users_in_scope::{
    PendingAdministrator, administrators, count, find_in, in_page, list, pending,
    pending_administrators, take_turns,
};

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{GrantRow, LoginName, SessionRow, User, UserStatus};
use crate::insert_rows;
use crate::platform::auth::Role;
use crate::platform::db::{Conn, Id, Ts, lower};
use crate::platform::error::Result;
use crate::schema::{grants, sessions, users};

/// The account that signs in with this name: a username in any case, a phone number, an e-mail address.
pub fn find_by_login(conn: &mut Conn, name: &LoginName) -> Result<Option<User>> {
    let query = users::table.select(User::as_select());
    let found = query.filter(lower(users::username).eq(&name.username)).first(conn).optional()?;
    if found.is_some() {
        return Ok(found);
    }
    Ok(match (&name.email, &name.phone) {
        (Some(email), _) => query.filter(users::email.eq(email)).first(conn).optional()?,
        (None, Some(phone)) => query.filter(users::phone.eq(phone)).first(conn).optional()?,
        (None, None) => None,
    })
}

/// Puts the same password's hash at another cost in the place of this one, if it still stands.
pub fn replace_hash(conn: &mut Conn, user: Id, old: &str, new: &str) -> Result<()> {
    let stands = users::table.find(user).filter(users::password_hash.eq(old));
    diesel::update(stands).set(users::password_hash.eq(new)).execute(conn)?;
    Ok(())
}

/// The account with this id.
pub fn find(conn: &mut Conn, id: Id) -> Result<User> {
    Ok(users::table.find(id).select(User::as_select()).first(conn)?)
}

/// Adds accounts.
pub fn insert_users(conn: &mut Conn, rows: &[User]) -> Result<()> {
    insert_rows!(conn, users::table, rows)
}

/// Adds grants. A grant on what is a person's own is filed under the region of their
/// institution, so that one indexed filter finds whoever belongs to a region.
pub fn insert_grants(conn: &mut Conn, mut rows: Vec<GrantRow>) -> Result<()> {
    let mut missing: Vec<Id> =
        rows.iter().filter(|g| g.region_code.is_none()).filter_map(|g| g.institution_id).collect();
    missing.sort_unstable();
    missing.dedup();
    if !missing.is_empty() {
        let regions = regions_of(conn, &missing)?;
        for row in rows.iter_mut().filter(|g| g.region_code.is_none()) {
            row.region_code = row.institution_id.and_then(|id| regions.get(&id).cloned());
        }
    }
    insert_rows!(conn, grants::table, rows)
}

/// Writes an account back, one version on.
pub fn update_user(conn: &mut Conn, user: &User) -> Result<()> {
    diesel::update(users::table.find(user.id)).set(user).execute(conn)?;
    Ok(())
}

/// What people are called.
pub fn names(conn: &mut Conn, people: &[Id]) -> Result<HashMap<Id, String>> {
    let mut out = HashMap::with_capacity(people.len());
    for chunk in people.chunks(500) {
        let rows: Vec<(Id, String)> = users::table
            .filter(users::id.eq_any(chunk.to_vec()))
            .select((users::id, users::display_name))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The standing grants of a person, oldest first.
pub fn grants_of(conn: &mut Conn, user: Id) -> Result<Vec<GrantRow>> {
    Ok(grants::table
        .filter(grants::user_id.eq(user))
        .filter(grants::withdrawn_at.is_null())
        .order(grants::id.asc())
        .select(GrantRow::as_select())
        .load(conn)?)
}

/// A standing grant of a person.
pub fn find_grant(conn: &mut Conn, user: Id, grant: Id) -> Result<GrantRow> {
    Ok(grants::table
        .find(grant)
        .filter(grants::user_id.eq(user))
        .filter(grants::withdrawn_at.is_null())
        .select(GrantRow::as_select())
        .first(conn)?)
}

/// Those who hold a role anywhere with an account that is not disabled, as a query.
macro_rules! holding {
    ($role:expr) => {
        grants::table
            .inner_join(users::table)
            .filter(users::status.ne(UserStatus::Disabled))
            .filter(grants::role.eq($role))
            .filter(grants::withdrawn_at.is_null())
            .select(grants::user_id)
            .distinct()
    };
}

/// The people with an account that is not disabled who hold a role in a region (or, without one, anywhere)
/// and, if told, in an institution.
pub fn holders(
    conn: &mut Conn,
    role: Role,
    region: Option<&str>,
    institution: Option<Id>,
) -> Result<Vec<Id>> {
    let mut q = holding!(role).into_boxed();
    if let Some(region) = region {
        q = q.filter(grants::region_code.eq(region.to_string()));
    }
    if let Some(institution) = institution {
        q = q.filter(grants::institution_id.eq(institution));
    }
    Ok(q.load(conn)?)
}

/// The same of several regions, each person once.
pub fn holders_in(conn: &mut Conn, role: Role, regions: &[String]) -> Result<Vec<Id>> {
    Ok(holding!(role).filter(grants::region_code.eq_any(regions.to_vec())).load(conn)?)
}

/// The staff of a region's branch who can be told or, where it has none, the headquarters: what is written to
/// nobody is read by nobody.
pub fn branch_or_headquarters(conn: &mut Conn, region: &str) -> Result<Vec<Id>> {
    let staff = holders(conn, Role::BranchStaff, Some(region), None)?;
    if staff.is_empty() { holders(conn, Role::HqAdmin, None, None) } else { Ok(staff) }
}

/// Withdraws one grant; returns whether it stood.
pub fn withdraw_grant(
    conn: &mut Conn,
    id: Id,
    by: Option<Id>,
    at: Ts,
    reason: &str,
) -> Result<bool> {
    let n = diesel::update(grants::table.find(id).filter(grants::withdrawn_at.is_null()))
        .set((
            grants::withdrawn_at.eq(Some(at)),
            grants::withdrawn_by.eq(by),
            grants::withdrawn_reason.eq(Some(reason)),
        ))
        .execute(conn)?;
    Ok(n == 1)
}

/// Starts a session.
pub fn insert_session(conn: &mut Conn, row: &SessionRow) -> Result<()> {
    diesel::insert_into(sessions::table).values(row).execute(conn)?;
    Ok(())
}

/// The session with this id, if there ever was one.
pub fn session(conn: &mut Conn, id: Id) -> Result<Option<SessionRow>> {
    Ok(sessions::table.find(id).select(SessionRow::as_select()).first(conn).optional()?)
}

/// Gives a session its next refresh token, if nobody did so since it was read.
pub fn rotate_session(
    conn: &mut Conn,
    id: Id,
    old: &[u8],
    new: &[u8],
    at: Ts,
    expires: Ts,
) -> Result<bool> {
    let n = diesel::update(sessions::table.find(id).filter(sessions::token_hash.eq(old)))
        .set((
            sessions::token_hash.eq(new),
            sessions::previous_hash.eq(Some(old)),
            sessions::rotated_at.eq(at),
            sessions::expires_at.eq(expires),
        ))
        .execute(conn)?;
    Ok(n == 1)
}

/// The grant a session acts with from now on.
pub fn switch_session(conn: &mut Conn, id: Id, grant: Id) -> Result<()> {
    diesel::update(sessions::table.find(id)).set(sessions::grant_id.eq(grant)).execute(conn)?;
    Ok(())
}

/// The live sessions of a person, newest first.
pub fn sessions_of(conn: &mut Conn, user: Id, now: Ts) -> Result<Vec<SessionRow>> {
    Ok(sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::id.desc())
        .limit(200)
        .select(SessionRow::as_select())
        .load(conn)?)
}

/// Ends one session of a person, or all but one.
pub fn revoke_sessions(
    conn: &mut Conn,
    user: Id,
    only: Option<Id>,
    except: Option<Id>,
    at: Ts,
    reason: &str,
) -> Result<usize> {
    let standing =
        sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::revoked_at.is_null());
    let set = (sessions::revoked_at.eq(Some(at)), sessions::revoked_reason.eq(Some(reason)));
    Ok(match (only, except) {
        (Some(id), _) => {
            diesel::update(standing.filter(sessions::id.eq(id))).set(set).execute(conn)?
        }
        (None, Some(id)) => {
            diesel::update(standing.filter(sessions::id.ne(id))).set(set).execute(conn)?
        }
        (None, None) => diesel::update(standing).set(set).execute(conn)?,
    })
}
