//! Making accounts and giving grants, for this slice and for others; the right to do so was checked before.

use super::super::data::PRIVACY_VERSION;
use super::super::model::{Grant, GrantRow, NewGrant, NewUser, User, UserStatus};
use super::super::store;
use super::administrators;
use crate::platform::auth::{Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::ids;

fn row(new: NewUser, now: Ts) -> User {
    User {
        id: ids::new(),
        pinyin: onex_identity::pinyin::initials(&new.display_name).to_lowercase(),
        username: new.username,
        display_name: new.display_name,
        phone: new.phone,
        email: new.email.map(|e| e.to_lowercase()),
        password_hash: None,
        status: UserStatus::Pending,
        activation_generation: 1,
        must_change_password: false,
        locale: "zh-CN".into(),
        privacy_version: None,
        privacy_accepted_at: None,
        created_at: now,
        version: 1,
        in_register: new.in_register,
    }
}

fn grant_row(user: Id, new: &NewGrant, by: Option<Id>, now: Ts) -> GrantRow {
    GrantRow {
        id: ids::new(),
        user_id: user,
        role: new.role,
        scope_kind: new.scope.kind(),
        region_code: new.scope.region().map(str::to_string),
        institution_id: new.scope.institution(),
        cohort_id: match &new.scope {
            Scope::Class { id, .. } => Some(*id),
            _ => None,
        },
        granted_by: by,
        granted_at: now,
    }
}

/// Makes one account with one grant; the caller's right to do so was checked before. For a grant on
/// what is their own, pass [`Scope::Own`] with any user id: the new account's is put in its place.
///
/// # Errors
/// `username_taken`, `phone_taken`, `email_taken`.
pub fn create_user(
    conn: &mut Conn,
    new: NewUser,
    grant: &NewGrant,
    by: Option<Id>,
    now: Ts,
) -> Result<User> {
    let user = row(new, now);
    store::insert_users(conn, std::slice::from_ref(&user))?;
    store::insert_grants(conn, vec![grant_row(user.id, grant, by, now)])?;
    Ok(user)
}

/// Makes many accounts, each with one grant, in batches; returns their ids in the order given.
pub fn create_users(
    conn: &mut Conn,
    list: Vec<(NewUser, NewGrant)>,
    by: Option<Id>,
    now: Ts,
) -> Result<Vec<Id>> {
    let mut users = Vec::with_capacity(list.len());
    let mut grants = Vec::with_capacity(list.len());
    for (new, grant) in list {
        let user = row(new, now);
        grants.push(grant_row(user.id, &grant, by, now));
        users.push(user);
    }
    store::insert_users(conn, &users)?;
    store::insert_grants(conn, grants)?;
    Ok(users.into_iter().map(|u| u.id).collect())
}

/// Gives an existing account one more grant. `already_exists` if the same stands.
pub fn give_grant(
    conn: &mut Conn,
    user: Id,
    grant: &NewGrant,
    by: Option<Id>,
    now: Ts,
) -> Result<Grant> {
    let row = grant_row(user, grant, by, now);
    let id = row.id;
    store::insert_grants(conn, vec![row])?;
    let rows = vec![store::find_grant(conn, user, id)?];
    Ok(store::labelled(conn, rows)?.swap_remove(0))
}

/// Withdraws every standing grant of a person in an institution; returns how many. Call
/// `state.sessions_ended()` after the transaction.
///
/// # Errors
/// `last_administrator` when the institution would be left without one.
pub fn withdraw_grants_of(
    conn: &mut Conn,
    user: Id,
    institution: Id,
    by: Option<Id>,
    now: Ts,
    reason: &str,
) -> Result<usize> {
    let here: Vec<GrantRow> = store::grants_of(conn, user)?
        .into_iter()
        .filter(|g| g.institution_id == Some(institution))
        .collect();
    administrators::keeping(conn, &here, |conn| {
        let mut n = 0;
        for grant in &here {
            n += usize::from(store::withdraw_grant(conn, grant.id, by, now, reason)?);
        }
        Ok(n)
    })
}

/// Withdraws the standing grants of one role that a person has in an institution; returns how many. Call
/// `state.sessions_ended()` after the transaction.
///
/// # Errors
/// `last_administrator` when the institution would be left without one.
pub fn withdraw_role_in(
    conn: &mut Conn,
    user: Id,
    role: Role,
    institution: Id,
    by: Option<Id>,
    now: Ts,
    reason: &str,
) -> Result<usize> {
    let here: Vec<GrantRow> = store::grants_of(conn, user)?
        .into_iter()
        .filter(|g| g.institution_id == Some(institution) && g.role == role)
        .collect();
    administrators::keeping(conn, &here, |conn| {
        let mut n = 0;
        for grant in &here {
            n += usize::from(store::withdraw_grant(conn, grant.id, by, now, reason)?);
        }
        Ok(n)
    })
}

/// Gives an account the corrected name of its holder.
pub fn rename(conn: &mut Conn, user: Id, name: &str) -> Result<()> {
    let mut user = store::find(conn, user)?;
    user.display_name = name.into();
    user.pinyin = onex_identity::pinyin::initials(name).to_lowercase();
    user.version += 1;
    store::update_user(conn, &user)
}

/// Makes an account active with a given password, without an activation code: for the command line and
/// the demo only.
pub fn set_password(
    conn: &mut Conn,
    user: Id,
    hash: String,
    must_change: bool,
    now: Ts,
) -> Result<()> {
    let mut user = store::find(conn, user)?;
    user.status = UserStatus::Active;
    user.password_hash = Some(hash);
    user.must_change_password = must_change;
    if !must_change {
        user.privacy_version = Some(PRIVACY_VERSION.into());
        user.privacy_accepted_at = Some(now);
    }
    user.version += 1;
    store::update_user(conn, &user)
}
