//! Signing in and out, renewing, switching roles, activating.

use super::super::data::{PRIVACY_EN, PRIVACY_TITLE, PRIVACY_VERSION, PRIVACY_ZH};
use super::super::model::{
    Activation, Grant, GrantSwitch, LoginName, LoginRequest, Me, PrivacyNotice, SessionRow,
    SignedIn, User, UserStatus,
};
use super::super::{policy, store};
use super::refresh_token::RefreshToken;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{ACCESS_TOKEN_SECONDS, Caller, Claims, Peer, password};
use crate::platform::clock::Clock;
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::throttle::Limit;
use crate::platform::ids;
use crate::platform::keys::{Keys, sha256};
use crate::platform::retention;
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
    let by_address = (format!("login-from:{}", peer.address), state.config.login_per_address);
    state.throttle.check(&by_address.0, by_address.1)?;
    let (user, by_account) = look_up(state, "login", &request.username).await?;
    state.throttle.check(&by_account.0, by_account.1)?;
    let stored = user
        .as_ref()
        .filter(|u| u.status == UserStatus::Active)
        .and_then(|u| u.password_hash.clone());
    let turn = state.hasher.turn().await?;
    let keys = [by_account, by_address];
    let attempt = state.throttle.attempt(&keys)?;
    let verdict = turn.verify(request.password, stored).await?;
    let Some(user) = user.filter(|_| verdict.matches) else {
        return Err(Error::new(Code::InvalidCredentials));
    };
    attempt.give_back();
    drop(turn);
    state.throttle.clear(&keys[0].0);
    open_session(state, peer, user, verdict.rehashed).await
}

/// The account that somebody means, and what its failures are counted by: the account itself, whichever of
/// its names is typed, or the name, where it is nobody's.
async fn look_up(
    state: &State,
    purpose: &str,
    typed: &str,
) -> Result<(Option<User>, (String, Limit))> {
    let name = LoginName::of(typed);
    let wanted = name.clone();
    let user = state.db.read(move |conn| store::find_by_login(conn, &wanted)).await?;
    let key = match &user {
        Some(user) => format!("{purpose}:account:{}", user.id),
        None => format!("{purpose}:name:{}", name.key()),
    };
    Ok((user, (key, state.config.login_per_account)))
}

async fn open_session(
    state: &State,
    peer: Peer,
    user: User,
    rehashed: Option<String>,
) -> Result<Opened> {
    let keys = state.keys.clone();
    let now = Clock::real();
    let (user, session, grants, token) = state
        .db
        // A role withdrawn meanwhile opens nothing: whether it stands is asked with every request.
        .write_singly(move |conn| {
            if let (Some(new), Some(old)) = (&rehashed, &user.password_hash) {
                store::replace_hash(conn, user.id, old, new)?;
            }
            let grants = store::labelled_grants_of(conn, user.id)?;
            let first = grants.first().ok_or_else(|| {
                Error::because(Code::Forbidden, "The account holds no role; ask whoever opened it")
                    .why("no_role", [])
            })?;
            let token = RefreshToken::new(ids::new());
            let session = SessionRow {
                id: token.session,
                user_id: user.id,
                grant_id: first.id,
                token_hash: token.hash(),
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
    let refresh = Some(token.seal(&keys));
    Ok(Opened { body: signed_in(&keys, &user, &session, grants)?, refresh })
}

fn signed_in(
    keys: &Keys,
    user: &User,
    session: &SessionRow,
    grants: Vec<Grant>,
) -> Result<SignedIn> {
    let active = grants
        .iter()
        .find(|g| g.id == session.grant_id)
        .or_else(|| grants.first())
        .cloned()
        .ok_or_else(|| {
            Error::because(Code::Forbidden, "The account holds no role; ask whoever opened it")
                .why("no_role", [])
        })?;
    let now = Clock::real().utc().unix_timestamp();
    let claims = Claims {
        sub: user.id,
        sid: session.id,
        gid: active.id,
        role: active.role,
        scope: active.scope.kind,
        region: active.scope.region_code.clone(),
        institution: active.scope.institution_id,
        class: active.scope.cohort_id,
        scp: None,
        iat: now,
        exp: now + ACCESS_TOKEN_SECONDS,
    };
    Ok(SignedIn {
        access_token: claims.sign(keys)?,
        expires_at: Ts((now + ACCESS_TOKEN_SECONDS) * 1_000_000),
        user: Me::from(user),
        grant: active,
        grants,
    })
}

/// Renews a session by its refresh token, which is replaced.
///
/// # Errors
/// `session_ended` when the token is unknown, expired or revoked. A token that was replaced before, however
/// long ago, and comes back ends its whole session: one of the two who hold it stole it.
pub async fn refresh(state: &State, cookie: String) -> Result<Opened> {
    let ended = || Error::new(Code::SessionEnded);
    // What this deployment did not give out proves nothing about the session it names.
    let token = RefreshToken::open(&state.keys, &cookie).ok_or_else(ended)?;
    let now = Clock::real();
    let next = RefreshToken::new(token.session);
    let (hash, next_hash) = (token.hash(), next.hash());
    let next = next.seal(&state.keys);
    let outcome = state
        .db
        .write(move |conn| {
            let Some(session) = store::session(conn, token.session)? else { return Ok(None) };
            if session.revoked_at.is_some() || session.expires_at <= now {
                return Ok(None);
            }
            let user = store::find(conn, session.user_id)?;
            if user.status != UserStatus::Active {
                return Ok(None);
            }
            if session.token_hash == hash {
                let grants = store::labelled_grants_of(conn, user.id)?;
                let expires = now.plus_seconds(SESSION_DAYS * 86_400);
                let rotated =
                    store::rotate_session(conn, session.id, &hash, &next_hash, now, expires)?;
                return Ok(Some((user, session, grants, rotated.then_some(next))));
            }
            let fresh = now.0 - session.rotated_at.0 <= REUSE_GRACE_SECONDS * 1_000_000;
            if fresh && session.previous_hash.as_ref() == Some(&hash) {
                let grants = store::labelled_grants_of(conn, user.id)?;
                return Ok(Some((user, session, grants, None)));
            }
            store::revoke_sessions(conn, user.id, Some(session.id), None, now, "reuse")?;
            audit::record(
                conn,
                None,
                now,
                "session.reuse_detected",
                Subject::country("user", user.id),
                &serde_json::json!({ "session": session.id }),
            )?;
            Ok(None)
        })
        .await?;
    let Some((user, session, grants, refresh)) = outcome else {
        state.sessions_ended();
        return Err(ended());
    };
    Ok(Opened { body: signed_in(&state.keys, &user, &session, grants)?, refresh })
}

/// Ends the session of a refresh token; an unknown one is no error. A replaced token ends it as well: whoever
/// signs out wants it ended, and a copy of it is out of its owner's hands.
pub async fn logout(state: &State, cookie: String) -> Result<()> {
    let Some(token) = RefreshToken::open(&state.keys, &cookie) else { return Ok(()) };
    let now = Clock::real();
    state
        .db
        .write(move |conn| {
            if let Some(s) = store::session(conn, token.session)? {
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
    caller.may(policy::TABLE, "account.own")?;
    let (user, session, grants) = state
        .db
        .write(move |conn| {
            let user = store::find(conn, caller.user)?;
            let grants = store::labelled_grants_of(conn, caller.user)?;
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
    let (kept_zh, kept_en) = retention::sentences();
    PrivacyNotice {
        version: PRIVACY_VERSION.into(),
        title: PRIVACY_TITLE.into(),
        text_zh: format!("{PRIVACY_ZH}{kept_zh}"),
        text_en: format!("{PRIVACY_EN} {kept_en}"),
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
    let by_address = (format!("activate-from:{}", peer.address), state.config.login_per_address);
    state.throttle.check(&by_address.0, by_address.1)?;
    if request.privacy_version != PRIVACY_VERSION {
        return Err(Error::field(
            "/privacy_version",
            "outdated",
            format!("the notice in force is {PRIVACY_VERSION}; show it again"),
        ));
    }
    password::check_strength(&request.password, request.username.trim())?;
    let plain = |code: &str| {
        code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
    };
    let given = plain(&request.code);
    let (user, by_account) = look_up(state, "activate", &request.username).await?;
    let user = user.filter(|u| u.status == UserStatus::Pending);
    // A code is computed for nobody as well: an unknown account takes the same work.
    let (id, generation) = user.as_ref().map_or((Id::NIL, 0), |u| (u.id, u.activation_generation));
    let expected = plain(&activation_code(&state.keys, id, generation));
    let keys = [by_account, by_address];
    let attempt = state.throttle.attempt(&keys)?;
    let fits = sha256(expected.as_bytes()) == sha256(given.as_bytes());
    let Some(user) = user.filter(|_| fits) else {
        return Err(Error::new(Code::ActivationCodeInvalid));
    };
    attempt.give_back();
    state.throttle.clear(&keys[0].0);
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
            let detail = serde_json::json!({ "privacy_version": PRIVACY_VERSION });
            audit::record_own(conn, user.id, now, "user.activate", &detail)?;
            Ok(user)
        })
        .await?;
    open_session(state, peer, user, None).await
}
