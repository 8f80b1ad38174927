//! Use cases of one's own account, and what other slices need: making accounts and giving grants.

use super::data::{PRIVACY_EN, PRIVACY_TITLE, PRIVACY_VERSION, PRIVACY_ZH};
use super::model::{
    Activation, Grant, GrantRow, GrantSwitch, LoginRequest, Me, MeUpdate, MeView, NewGrant,
    NewUser, PasswordChange, PrivacyNotice, Session, SessionRow, SignedIn, User, UserStatus,
};
use super::store;
use crate::domains::notices;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{ACCESS_TOKEN_SECONDS, Caller, Claims, Peer, Scope, password};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::ids;
use crate::platform::keys::{Keys, random_token, sha256};
use crate::platform::state::State;

/// A refresh token lives this long after its last use.
pub const SESSION_DAYS: i64 = 14;
/// Two tabs that refresh at the same moment are no theft: for so long the older token is still honoured.
const REUSE_GRACE_SECONDS: i64 = 10;

/// What a sign-in gives: the document, and the refresh token for the cookie unless it stays as it is.
pub struct Opened {
    pub body: SignedIn,
    pub refresh: Option<String>,
}

/// Signs in with username, phone or e-mail and password.
///
/// # Errors
/// `invalid_credentials` for an unknown account, a wrong password and an account that is not active
/// alike; `too_many_attempts` after too many failures of the account or of the address.
pub async fn login(state: &State, peer: Peer, request: LoginRequest) -> Result<Opened> {
    let login = request.username.trim().to_string();
    let by_account = format!("login:{}", login.to_lowercase());
    let by_address = format!("login-from:{}", peer.address);
    state.throttle.check(&by_account, state.config.login_per_account)?;
    state.throttle.check(&by_address, state.config.login_per_address)?;
    let user = state.db.read(move |conn| store::find_by_login(conn, &login)).await?;
    let stored = user
        .as_ref()
        .filter(|u| u.status == UserStatus::Active)
        .and_then(|u| u.password_hash.clone());
    let matches = state.hasher.verify(request.password, stored).await?;
    let Some(user) = user.filter(|_| matches) else {
        state.throttle.fail(&by_account, state.config.login_per_account);
        state.throttle.fail(&by_address, state.config.login_per_address);
        return Err(Error::new(Code::InvalidCredentials));
    };
    state.throttle.clear(&by_account);
    open_session(state, peer, user).await
}

async fn open_session(state: &State, peer: Peer, user: User) -> Result<Opened> {
    let keys = state.keys.clone();
    let now = Clock::real();
    let (user, session, grants, token) = state
        .db
        .write(move |conn| {
            let grants = store::grants_of(conn, user.id)?;
            let first = grants.first().ok_or_else(|| {
                Error::because(Code::Forbidden, "The account holds no role; ask whoever opened it")
            })?;
            let token = random_token();
            let session = SessionRow {
                id: ids::new(),
                user_id: user.id,
                grant_id: first.id,
                token_hash: sha256(token.as_bytes()).to_vec(),
                previous_hash: None,
                rotated_at: now,
                address: peer.address.to_string(),
                user_agent: peer.user_agent,
                created_at: now,
                expires_at: now.plus_seconds(SESSION_DAYS * 86_400),
                revoked_at: None,
            };
            store::insert_session(conn, &session)?;
            Ok((user, session, grants, token))
        })
        .await?;
    Ok(Opened { body: signed_in(&keys, &user, &session, grants)?, refresh: Some(token) })
}

fn signed_in(
    keys: &Keys,
    user: &User,
    session: &SessionRow,
    grants: Vec<GrantRow>,
) -> Result<SignedIn> {
    let active = grants
        .iter()
        .find(|g| g.id == session.grant_id)
        .or_else(|| grants.first())
        .cloned()
        .ok_or_else(|| {
            Error::because(Code::Forbidden, "The account holds no role; ask whoever opened it")
        })?;
    let now = Clock::real().utc().unix_timestamp();
    let claims = Claims {
        sub: user.id,
        sid: session.id,
        gid: active.id,
        role: active.role,
        scope: active.scope_kind,
        region: active.region_code.clone(),
        institution: active.institution_id,
        class: active.cohort_id,
        scp: None,
        iat: now,
        exp: now + ACCESS_TOKEN_SECONDS,
    };
    Ok(SignedIn {
        access_token: claims.sign(keys)?,
        expires_at: Ts((now + ACCESS_TOKEN_SECONDS) * 1_000_000),
        user: Me::from(user),
        grant: active.into(),
        grants: grants.into_iter().map(Grant::from).collect(),
    })
}

/// Renews a session by its refresh token, which is replaced.
///
/// # Errors
/// `session_ended` when the token is unknown, expired or revoked. A token that was replaced before and
/// comes back ends its whole session: one of the two who hold it stole it.
pub async fn refresh(state: &State, token: String) -> Result<Opened> {
    let ended = || Error::new(Code::SessionEnded);
    let now = Clock::real();
    let next = random_token();
    let (hash, next_hash) = (sha256(token.as_bytes()).to_vec(), sha256(next.as_bytes()).to_vec());
    let outcome = state
        .db
        .write(move |conn| {
            let Some(session) = store::session_by_token(conn, &hash)? else { return Ok(None) };
            if session.revoked_at.is_some() || session.expires_at <= now {
                return Ok(None);
            }
            let user = store::find(conn, session.user_id)?;
            if user.status != UserStatus::Active {
                return Ok(None);
            }
            let grants = store::grants_of(conn, user.id)?;
            if session.token_hash == hash {
                let expires = now.plus_seconds(SESSION_DAYS * 86_400);
                if store::rotate_session(conn, session.id, &hash, &next_hash, now, expires)? {
                    return Ok(Some((user, session, grants, Some(next))));
                }
            } else if now.0 - session.rotated_at.0 > REUSE_GRACE_SECONDS * 1_000_000 {
                store::revoke_sessions(conn, user.id, Some(session.id), None, now, "reuse")?;
                audit::record(
                    conn,
                    None,
                    now,
                    "session.reuse_detected",
                    Subject::country("user", user.id),
                    &serde_json::json!({}),
                )?;
                return Ok(None);
            }
            Ok(Some((user, session, grants, None)))
        })
        .await?;
    let Some((user, session, grants, refresh)) = outcome else {
        state.sessions_ended();
        return Err(ended());
    };
    Ok(Opened { body: signed_in(&state.keys, &user, &session, grants)?, refresh })
}

/// Ends the session of a refresh token; an unknown one is no error.
pub async fn logout(state: &State, token: String) -> Result<()> {
    let hash = sha256(token.as_bytes()).to_vec();
    let now = Clock::real();
    state
        .db
        .write(move |conn| {
            if let Some(s) = store::session_by_token(conn, &hash)? {
                store::revoke_sessions(conn, s.user_id, Some(s.id), None, now, "logout")?;
            }
            Ok(())
        })
        .await?;
    state.sessions_ended();
    Ok(())
}

/// Acts with another grant of one's own from now on.
pub async fn switch(state: &State, caller: Caller, request: GrantSwitch) -> Result<SignedIn> {
    let (user, session, grants) = state
        .db
        .write(move |conn| {
            let user = store::find(conn, caller.user)?;
            let grants = store::grants_of(conn, caller.user)?;
            if !grants.iter().any(|g| g.id == request.grant_id) {
                return Err(Error::because(Code::NotFound, "You hold no such grant"));
            }
            store::switch_session(conn, caller.session, request.grant_id)?;
            let session = store::sessions_of(conn, caller.user, Clock::real())?
                .into_iter()
                .find(|s| s.id == caller.session)
                .ok_or_else(|| Error::new(Code::SessionEnded))?;
            Ok((user, session, grants))
        })
        .await?;
    signed_in(&state.keys, &user, &session, grants)
}

/// The privacy notice.
pub fn privacy_notice() -> PrivacyNotice {
    PrivacyNotice {
        version: PRIVACY_VERSION.into(),
        title: PRIVACY_TITLE.into(),
        text_zh: PRIVACY_ZH.into(),
        text_en: PRIVACY_EN.into(),
    }
}

/// The activation code that an account has now. Derived, so that it can be shown again until it is used.
pub fn activation_code(keys: &Keys, user: Id, generation: i32) -> String {
    let code = keys.derive_code("activation", &[user.0.as_bytes(), &generation.to_be_bytes()], 10);
    format!("{}-{}", &code[..5], &code[5..])
}

/// Activates an account with its one-time code: sets the password, records the consent and signs in.
///
/// # Errors
/// `activation_code_invalid` for an unknown account, a wrong and a used code alike.
pub async fn activate(state: &State, peer: Peer, request: Activation) -> Result<Opened> {
    let username = request.username.trim().to_string();
    let by_account = format!("activate:{}", username.to_lowercase());
    let by_address = format!("activate-from:{}", peer.address);
    state.throttle.check(&by_account, state.config.login_per_account)?;
    state.throttle.check(&by_address, state.config.login_per_address)?;
    if request.privacy_version != PRIVACY_VERSION {
        return Err(Error::field(
            "/privacy_version",
            "outdated",
            format!("the notice in force is {PRIVACY_VERSION}; show it again"),
        ));
    }
    password::check_strength(&request.password, &username)?;
    let plain = |code: &str| {
        code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
    };
    let given = plain(&request.code);
    let user = state.db.read(move |conn| store::find_by_login(conn, &username)).await?;
    let expected = user
        .as_ref()
        .filter(|u| u.status == UserStatus::Pending)
        .map(|u| plain(&activation_code(&state.keys, u.id, u.activation_generation)));
    let Some(user) =
        user.filter(|_| expected.is_some_and(|e| sha256(e.as_bytes()) == sha256(given.as_bytes())))
    else {
        state.throttle.fail(&by_account, state.config.login_per_account);
        state.throttle.fail(&by_address, state.config.login_per_address);
        return Err(Error::new(Code::ActivationCodeInvalid));
    };
    let hash = state.hasher.hash(request.password).await?;
    let now = state.clock.now();
    let user = state
        .db
        .write(move |conn| {
            let mut user = store::find(conn, user.id)?;
            if user.status != UserStatus::Pending {
                return Err(Error::new(Code::ActivationCodeInvalid));
            }
            user.status = UserStatus::Active;
            user.password_hash = Some(hash);
            user.activation_generation += 1;
            user.must_change_password = false;
            user.privacy_version = Some(PRIVACY_VERSION.into());
            user.privacy_accepted_at = Some(now);
            user.version += 1;
            store::update_user(conn, &user)?;
            audit::record(
                conn,
                None,
                now,
                "user.activate",
                Subject::country("user", user.id),
                &serde_json::json!({ "privacy_version": PRIVACY_VERSION }),
            )?;
            Ok(user)
        })
        .await?;
    open_session(state, peer, user).await
}

/// The caller's account and grants.
pub async fn me(state: &State, caller: Caller) -> Result<MeView> {
    let simulated_now = state.clock.is_simulated().then(|| state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let user = store::find(conn, caller.user)?;
            let grants = store::grants_of(conn, caller.user)?;
            let grant = grants
                .iter()
                .find(|g| g.id == caller.grant)
                .cloned()
                .ok_or_else(|| Error::new(Code::SessionEnded))?;
            let due = user.privacy_version.as_deref() != Some(PRIVACY_VERSION);
            Ok(MeView {
                user: Me::from(&user),
                grant: grant.into(),
                grants: grants.into_iter().map(Grant::from).collect(),
                unread_notices: notices::unread(conn, caller.user)?,
                privacy_due: due.then(|| PRIVACY_VERSION.to_string()),
                simulated_now,
            })
        })
        .await
}

/// Changes one's own phone, e-mail, language or consent.
pub async fn update_me(state: &State, caller: Caller, change: MeUpdate) -> Result<Me> {
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
                user.phone = Some(phone.trim().to_string());
            }
            if let Some(email) = change.email {
                user.email = Some(email.trim().to_lowercase());
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
    let key = format!("password:{}", caller.user);
    state.throttle.check(&key, state.config.login_per_account)?;
    let user_id = caller.user;
    let user = state.db.read(move |conn| store::find(conn, user_id)).await?;
    if !state.hasher.verify(change.current_password, user.password_hash.clone()).await? {
        state.throttle.fail(&key, state.config.login_per_account);
        return Err(Error::field("/current_password", "wrong", "is not your present password"));
    }
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
    state
        .db
        .read(move |conn| {
            let rows = store::sessions_of(conn, caller.user, Clock::real())?;
            Ok(rows
                .into_iter()
                .map(|s| Session {
                    id: s.id,
                    current: s.id == caller.session,
                    address: s.address,
                    user_agent: s.user_agent,
                    created_at: s.created_at,
                    last_seen_at: s.rotated_at,
                    expires_at: s.expires_at,
                })
                .collect())
        })
        .await
}

/// Signs one of the caller's devices out.
pub async fn end_session(state: &State, caller: Caller, id: Id) -> Result<()> {
    let n = state
        .db
        .write(move |conn| {
            store::revoke_sessions(conn, caller.user, Some(id), None, Clock::real(), "revoked")
        })
        .await?;
    state.sessions_ended();
    if n == 0 { Err(Error::new(Code::NotFound)) } else { Ok(()) }
}

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
    store::insert_grants(conn, &[grant_row(user.id, grant, by, now)])?;
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
    store::insert_grants(conn, &grants)?;
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
    store::insert_grants(conn, std::slice::from_ref(&row))?;
    Ok(row.into())
}

/// Withdraws every standing grant of a person in an institution; returns how many. Call
/// `state.sessions_ended()` after the transaction.
pub fn withdraw_grants_of(
    conn: &mut Conn,
    user: Id,
    institution: Id,
    by: Option<Id>,
    now: Ts,
    reason: &str,
) -> Result<usize> {
    let mut n = 0;
    for grant in
        store::grants_of(conn, user)?.into_iter().filter(|g| g.institution_id == Some(institution))
    {
        n += usize::from(store::withdraw_grant(conn, grant.id, by, now, reason)?);
    }
    Ok(n)
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
