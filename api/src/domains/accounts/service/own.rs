//! One's own account: profile, password, devices.

use super::super::data::PRIVACY_VERSION;
use super::super::model::{Me, MeUpdate, MeView, PasswordChange, Session, SessionRow};
use super::super::{policy, store};
use super::users;
use crate::domains::notices;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, password};
use crate::platform::clock::Clock;
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::state::State;

/// The caller's account and grants.
pub async fn me(state: &State, caller: Caller) -> Result<MeView> {
    caller.may(policy::TABLE, "account.own")?;
    let simulated_now = state.clock.is_simulated().then(|| state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let user = store::find(conn, caller.user)?;
            let grants = store::labelled_grants_of(conn, caller.user)?;
            let grant = grants
                .iter()
                .find(|g| g.id == caller.grant)
                .cloned()
                .ok_or_else(|| Error::new(Code::SessionEnded))?;
            let due = user.privacy_version.as_deref() != Some(PRIVACY_VERSION);
            Ok(MeView {
                user: Me::from(&user),
                grant,
                grants,
                unread_notices: notices::unread(conn, caller.user)?,
                privacy_due: due.then(|| PRIVACY_VERSION.to_string()),
                simulated_now,
            })
        })
        .await
}

/// Changes one's own phone, e-mail, language or consent.
pub async fn update_me(state: &State, caller: Caller, change: MeUpdate) -> Result<Me> {
    caller.may(policy::TABLE, "account.own")?;
    let now = state.clock.now();
    if change.privacy_version.as_deref().is_some_and(|v| v != PRIVACY_VERSION) {
        return Err(Error::field(
            "/privacy_version",
            "outdated",
            format!("the notice in force is {PRIVACY_VERSION}; show it again"),
        ));
    }
    state
        .db
        .write(move |conn| {
            let mut user = store::find(conn, caller.user)?;
            if let Some(phone) = change.phone {
                user.phone = phone.map(|p| users::mobile("/phone", &p)).transpose()?;
            }
            if let Some(email) = change.email {
                user.email = email.map(|e| users::email("/email", &e)).transpose()?;
            }
            if let Some(locale) = change.locale {
                user.locale = locale;
            }
            if let Some(version) = change.privacy_version {
                user.privacy_version = Some(version);
                user.privacy_accepted_at = Some(now);
            }
            user.version += 1;
            store::update_user(conn, &user)?;
            audit::record(
                conn,
                Some(&caller),
                now,
                "user.update_self",
                Subject::country("user", user.id),
                &serde_json::json!({}),
            )?;
            Ok(Me::from(&user))
        })
        .await
}

/// Changes one's own password; every other session ends.
pub async fn change_password(state: &State, caller: Caller, change: PasswordChange) -> Result<()> {
    caller.may(policy::TABLE, "account.own")?;
    let key = format!("password:{}", caller.user);
    let limit = state.config.login_per_account;
    state.throttle.check(&key, limit)?;
    let user_id = caller.user;
    let user = state.db.read(move |conn| store::find(conn, user_id)).await?;
    let turn = state.hasher.turn().await?;
    let attempt = state.throttle.attempt(&[(key, limit)])?;
    if !turn.verify(change.current_password, user.password_hash.clone()).await?.matches {
        return Err(Error::field("/current_password", "wrong", "is not your present password"));
    }
    attempt.give_back();
    drop(turn);
    password::check_strength(&change.new_password, &user.username).map_err(|e| {
        Error::because(Code::PasswordWeak, e.detail()).and_field(
            "/new_password",
            "password_weak",
            e.detail(),
        )
    })?;
    let hash = state.hasher.hash(change.new_password).await?;
    let now = Clock::real();
    let at = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut user = store::find(conn, caller.user)?;
            user.password_hash = Some(hash);
            user.must_change_password = false;
            user.version += 1;
            store::update_user(conn, &user)?;
            store::revoke_sessions(
                conn,
                user.id,
                None,
                Some(caller.session),
                now,
                "password_changed",
            )?;
            audit::record(
                conn,
                Some(&caller),
                at,
                "user.change_password",
                Subject::country("user", user.id),
                &serde_json::json!({}),
            )
        })
        .await?;
    state.sessions_ended();
    Ok(())
}

/// The caller's signed-in devices.
pub async fn sessions(state: &State, caller: Caller) -> Result<Vec<Session>> {
    caller.may(policy::TABLE, "account.own")?;
    state
        .db
        .read(move |conn| {
            let rows = store::sessions_of(conn, caller.user, Clock::real())?;
            Ok(rows.into_iter().map(|s| device(&caller, s)).collect())
        })
        .await
}

/// A session as people see it.
pub(super) fn device(caller: &Caller, s: SessionRow) -> Session {
    Session {
        id: s.id,
        current: s.id == caller.session,
        address: s.address,
        user_agent: s.user_agent,
        created_at: s.created_at,
        last_seen_at: s.rotated_at,
        expires_at: s.expires_at,
    }
}

/// Signs one of the caller's devices out.
pub async fn end_session(state: &State, caller: Caller, id: Id) -> Result<()> {
    caller.may(policy::TABLE, "account.own")?;
    let n = state
        .db
        .write(move |conn| {
            store::revoke_sessions(conn, caller.user, Some(id), None, Clock::real(), "revoked")
        })
        .await?;
    state.sessions_ended();
    if n == 0 { Err(Error::new(Code::NotFound)) } else { Ok(()) }
}
