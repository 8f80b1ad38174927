//! Other people's accounts, within the caller's scope.

use std::collections::HashMap;

use actix_web::HttpResponse;

use super::super::model::{
    ActivationCode, Created, Filter, GrantRow, LoginName, NewUser, PasswordReset, Session, User,
    UserCreate, UserStatus, UserUpdate, UserView,
};
use super::super::{policy, store};
use super::{administrators, grants, own, provision, session};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::cards::Card;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Reason, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::keys;
use crate::platform::state::State;

/// A mobile number in its normal form.
pub fn mobile(pointer: &str, text: &str) -> Result<String> {
    onex_identity::contact::mobile(text).map_err(|e| Error::field(pointer, e.code(), e.to_string()))
}

/// An e-mail address in its normal form.
pub fn email(pointer: &str, text: &str) -> Result<String> {
    onex_identity::contact::email(text).map_err(|e| Error::field(pointer, e.code(), e.to_string()))
}

/// A name in its normal form.
pub fn name(pointer: &str, text: &str) -> Result<String> {
    onex_identity::name::normalise(text).map_err(|e| Error::field(pointer, e.code(), e.to_string()))
}

/// A username in its normal form, which is lower case. One that looks like a phone number would hide the
/// account that signs in with that number.
pub fn username(pointer: &str, text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    if !(3..=50).contains(&text.chars().count()) {
        return Err(Error::field(pointer, "length", "must have 3 to 50 characters")
            .naming([("min", 3.into()), ("max", 50.into())]));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if !text.chars().all(fits) || !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Err(Error::field(
            pointer,
            "username",
            "must begin with a letter or digit and hold only Latin letters, digits, dots, hyphens and underscores",
        ));
    }
    if onex_identity::contact::mobile(&text).is_ok() {
        return Err(Error::field(pointer, "username", "must not look like a phone number"));
    }
    Ok(text)
}

/// A username that nobody has, made of a name's pinyin initials and four digits.
pub fn free_username(conn: &mut Conn, display_name: &str) -> Result<String> {
    let initials: String = onex_identity::pinyin::initials(display_name)
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(20)
        .collect();
    let stem = if initials.is_empty() { "user".into() } else { initials };
    for _ in 0..20 {
        let n = u16::from_be_bytes(keys::random::<2>()) % 10_000;
        let candidate = format!("{stem}{n:04}");
        if store::find_by_login(conn, &LoginName::of(&candidate))?.is_none() {
            return Ok(candidate);
        }
    }
    Err(Error::field("/username", "required", "no free username was found; give one"))
}

/// A page of accounts within the caller's scope, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: Filter,
) -> Result<Page<UserView>> {
    caller.may(policy::TABLE, "users.list")?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let rows = store::list(conn, &caller.scope, &filter, after, limit)?;
            let total = page.total(|| store::count(conn, &caller.scope, &filter))?;
            let page = Page::build(rows, limit, |u| u.id).of(total);
            let people: Vec<Id> = page.items.iter().map(|u| u.id).collect();
            let rows: Vec<GrantRow> = store::in_page(conn, &people)?
                .into_iter()
                .filter(|g| grants::within(&caller.scope, g))
                .collect();
            let holders: Vec<Id> = rows.iter().map(|g| g.user_id).collect();
            let mut by_user: HashMap<Id, Vec<_>> = HashMap::new();
            for (holder, grant) in holders.into_iter().zip(store::labelled(conn, rows)?) {
                by_user.entry(holder).or_default().push(grant);
            }
            Ok(page.map(|u| {
                let grants = by_user.remove(&u.id).unwrap_or_default();
                UserView::new(u, grants)
            }))
        })
        .await
}

/// What waits on the first page of a school's administrator: accounts whose holders did not come yet.
pub fn cards(conn: &mut Conn, caller: &Caller, _now: Ts) -> Result<Vec<Card>> {
    let (Role::InstitutionAdmin, Scope::Institution { id, .. }) = (caller.role, &caller.scope)
    else {
        return Ok(vec![]);
    };
    let count = store::pending(conn, *id)?;
    Ok(vec![Card::new("accounts_pending", count, "/users?status=pending")])
}

fn view(conn: &mut Conn, caller: &Caller, user: User) -> Result<UserView> {
    let grants = grants::visible(conn, &caller.scope, user.id)?;
    Ok(UserView::new(user, grants))
}

/// One account within the caller's scope.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<UserView> {
    caller.may(policy::TABLE, "users.list")?;
    state
        .db
        .snapshot(move |conn| {
            let user = store::find_in(conn, &caller.scope, id)?;
            view(conn, &caller, user)
        })
        .await
}

/// Makes an account with its first role; the code goes to its holder.
///
/// # Errors
/// `username_taken`, `phone_taken`, `email_taken`; as for giving a role.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    request: UserCreate,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "users.create")?;
    let display_name = name("/display_name", &request.display_name)?;
    let username = request.username.as_deref().map(|u| username("/username", u)).transpose()?;
    let phone = request.phone.as_deref().map(|p| mobile("/phone", p)).transpose()?;
    let email = request.email.as_deref().map(|e| email("/email", e)).transpose()?;
    let (now, keys, by) = (state.clock.now(), state.keys.clone(), caller.clone());
    let same = serde_json::to_vec(&request)?;
    key.run(state, &by, "create_user", &same, move |conn| {
        let grant = grants::resolve(conn, &caller, &request.grant, "/grant")?;
        let username = match username {
            Some(username) => username,
            None => free_username(conn, &display_name)?,
        };
        let new = NewUser { username, display_name, phone, email, in_register: false };
        let user = provision::create_user(conn, new, &grant, Some(caller.user), now)?;
        let detail = serde_json::json!({ "username": user.username, "role": grant.role });
        let about = grants::subject(user.id, &grant);
        audit::record(conn, Some(&caller), now, "user.create", about, &detail)?;
        let code = session::activation_code(&keys, user.id, user.activation_generation);
        let made =
            Created { user: view(conn, &caller, user)?, activation: ActivationCode { code } };
        Idempotent::created(format!("/api/v1/users/{}", made.user.id), &made)
    })
    .await
}

/// Changes name, phone or e-mail of somebody.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: UserUpdate,
) -> Result<UserView> {
    caller.may(policy::TABLE, "users.update")?;
    let display_name = change.display_name.map(|n| name("/display_name", &n)).transpose()?;
    let phone = change.phone.map(|p| p.map(|p| mobile("/phone", &p)).transpose()).transpose()?;
    let email = change.email.map(|e| e.map(|e| email("/email", &e)).transpose()).transpose()?;
    change_user(state, caller, id, "user.update", move |user| {
        seen.check(user.version)?;
        let mut fields = vec![];
        if let Some(display_name) = display_name.filter(|name| *name != user.display_name) {
            if user.in_register {
                return Err(Error::because(
                    Code::StateForbids,
                    "The name of a student or teacher is corrected on their own page, with a reason",
                )
                .why("name_in_register", []));
            }
            user.pinyin = onex_identity::pinyin::initials(&display_name).to_lowercase();
            user.display_name = display_name;
            fields.push("display_name");
        }
        if let Some(phone) = phone.filter(|phone| *phone != user.phone) {
            user.phone = phone;
            fields.push("phone");
        }
        if let Some(email) = email.filter(|email| *email != user.email) {
            user.email = email;
            fields.push("email");
        }
        Ok(serde_json::json!({ "fields": fields }))
    })
    .await
}

/// Loads an account that the caller stands above, changes it and records that.
async fn change_user<F>(
    state: &State,
    caller: Caller,
    id: Id,
    action: &'static str,
    f: F,
) -> Result<UserView>
where
    F: FnOnce(&mut User) -> Result<serde_json::Value> + Send + 'static,
{
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let (mut user, held) = below(conn, &caller, id)?;
            let detail = f(&mut user)?;
            user.version += 1;
            store::update_user(conn, &user)?;
            let about = grants::subject_of(id, &caller.scope, &held);
            audit::record(conn, Some(&caller), now, action, about, &detail)?;
            view(conn, &caller, user)
        })
        .await
}

/// An account within the caller's scope whose every role the caller stands above.
fn below(conn: &mut Conn, caller: &Caller, id: Id) -> Result<(User, Vec<GrantRow>)> {
    let user = store::find_in(conn, &caller.scope, id)?;
    let held = grants::above(conn, caller, &user)?;
    Ok((user, held))
}

fn not_oneself(caller: &Caller, id: Id, instead: &str, reason: Reason) -> Result<()> {
    if caller.user == id {
        Err(Error::because(Code::StateForbids, instead).for_reason(reason))
    } else {
        Ok(())
    }
}

/// Takes the password from an account and gives it a new activation code; its sessions end.
pub async fn reset_password(state: &State, caller: Caller, id: Id) -> Result<PasswordReset> {
    caller.may(policy::TABLE, "users.reset_password")?;
    let own = Reason::of("own_password", []);
    not_oneself(&caller, id, "Change your own password in your account", own)?;
    let (now, real, keys) = (state.clock.now(), Clock::real(), state.keys.clone());
    let reset = state
        .db
        .write(move |conn| {
            let (mut user, held) = below(conn, &caller, id)?;
            if user.status == UserStatus::Disabled {
                return Err(Error::because(
                    Code::StateForbids,
                    "The account is disabled; enable it first",
                )
                .why("account_disabled_first", []));
            }
            user.status = UserStatus::Pending;
            user.password_hash = None;
            user.activation_generation += 1;
            user.version += 1;
            store::update_user(conn, &user)?;
            store::revoke_sessions(conn, id, None, None, real, "password_reset")?;
            let about = grants::subject_of(id, &caller.scope, &held);
            let none = serde_json::json!({});
            audit::record(conn, Some(&caller), now, "user.reset_password", about, &none)?;
            let activation_code = session::activation_code(&keys, id, user.activation_generation);
            Ok(PasswordReset { activation_code })
        })
        .await?;
    state.sessions_ended();
    Ok(reset)
}

/// Shows the activation code of an account that was not activated yet.
///
/// # Errors
/// `state_forbids` once it is used.
pub async fn activation_code_of(state: &State, caller: Caller, id: Id) -> Result<ActivationCode> {
    caller.may(policy::TABLE, "users.activation_code")?;
    let (now, keys) = (state.clock.now(), state.keys.clone());
    state
        .db
        .write(move |conn| {
            let (user, held) = below(conn, &caller, id)?;
            if user.status != UserStatus::Pending {
                return Err(Error::because(
                    Code::StateForbids,
                    "The account is not waiting for activation",
                )
                .why("account_not_pending", []));
            }
            let about = grants::subject_of(id, &caller.scope, &held);
            let none = serde_json::json!({});
            audit::record(conn, Some(&caller), now, "user.show_activation_code", about, &none)?;
            let code = session::activation_code(&keys, id, user.activation_generation);
            Ok(ActivationCode { code })
        })
        .await
}

/// Locks an account; its sessions end at once.
///
/// # Errors
/// `last_administrator` when a place would be left without one who can act.
pub async fn disable(state: &State, caller: Caller, id: Id, reason: String) -> Result<UserView> {
    caller.may(policy::TABLE, "users.disable")?;
    let own = Reason::of("own_account", []);
    not_oneself(&caller, id, "You cannot disable your own account", own)?;
    let (now, real) = (state.clock.now(), Clock::real());
    let user = state
        .db
        .write(move |conn| {
            let (mut user, held) = below(conn, &caller, id)?;
            if user.status == UserStatus::Disabled {
                return Err(Error::because(Code::StateForbids, "The account is disabled already")
                    .why("account_disabled_already", []));
            }
            user.status = UserStatus::Disabled;
            user.version += 1;
            administrators::keeping(conn, &held, |conn| store::update_user(conn, &user))?;
            store::revoke_sessions(conn, id, None, None, real, "disabled")?;
            let about = grants::subject_of(id, &caller.scope, &held);
            let detail = serde_json::json!({ "reason": reason });
            audit::record(conn, Some(&caller), now, "user.disable", about, &detail)?;
            view(conn, &caller, user)
        })
        .await?;
    state.sessions_ended();
    Ok(user)
}

/// Unlocks an account. One that never had a password waits for activation again.
pub async fn enable(state: &State, caller: Caller, id: Id, reason: String) -> Result<UserView> {
    caller.may(policy::TABLE, "users.disable")?;
    change_user(state, caller, id, "user.enable", move |user| {
        if user.status != UserStatus::Disabled {
            return Err(Error::because(Code::StateForbids, "The account is not disabled")
                .why("account_not_disabled", []));
        }
        user.status = match user.password_hash {
            Some(_) => UserStatus::Active,
            None => UserStatus::Pending,
        };
        Ok(serde_json::json!({ "reason": reason }))
    })
    .await
}

/// Somebody's signed-in devices.
pub async fn sessions_of(state: &State, caller: Caller, id: Id) -> Result<Vec<Session>> {
    caller.may(policy::TABLE, "users.sessions")?;
    state
        .db
        .read(move |conn| {
            below(conn, &caller, id)?;
            let rows = store::sessions_of(conn, id, Clock::real())?;
            Ok(rows.into_iter().map(|s| own::device(&caller, s)).collect())
        })
        .await
}

/// Signs somebody out everywhere.
pub async fn end_sessions_of(state: &State, caller: Caller, id: Id) -> Result<()> {
    caller.may(policy::TABLE, "users.sessions")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let (_, held) = below(conn, &caller, id)?;
            store::revoke_sessions(conn, id, None, None, Clock::real(), "ended_by_administrator")?;
            let about: Subject = grants::subject_of(id, &caller.scope, &held);
            let none = serde_json::json!({});
            audit::record(conn, Some(&caller), now, "user.end_sessions", about, &none)
        })
        .await?;
    state.sessions_ended();
    Ok(())
}
