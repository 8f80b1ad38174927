//! From the Authorization header to a [`Caller`].
//!
//! A middleware reads the token before anything else of the request is looked at, and leaves its finding
//! in the request; the extractor only picks it up. So a missing or bad token answers 401 before a wrong
//! path parameter or body answers 400.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::rc::Rc;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::{Claims, Role, Scope, ScopeKind};
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::state::State;

/// The person or program that calls, acting with one grant.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user's id; for a partner the client's.
    pub user: Id,
    pub session: Id,
    pub grant: Id,
    pub role: Role,
    pub scope: Scope,
    /// Scopes of a partner's client; empty for people.
    pub client_scopes: Vec<String>,
    /// The institution that the caller acts for is suspended: it reads, and writes nothing.
    pub suspended: bool,
    /// When the access token ends (real time); a stream that outlives it is closed.
    pub expires_at: Ts,
}

impl Caller {
    /// Refuses with 403 unless the policy table allows this action to the caller's role.
    pub fn may(&self, table: &[super::PolicyRow], action: &'static str) -> Result<()> {
        if super::roles_for(table, action).contains(&self.role) {
            Ok(())
        } else {
            Err(Error::new(Code::Forbidden))
        }
    }

    /// For partners: refuses with 403 unless the client holds this scope. People pass.
    pub fn client_scope(&self, scope: &str) -> Result<()> {
        if self.role != Role::Partner || self.client_scopes.iter().any(|s| s == scope) {
            Ok(())
        } else {
            Err(Error::because(Code::Forbidden, format!("The client lacks the scope {scope}")))
        }
    }

    fn from_claims(c: Claims) -> Option<Self> {
        let scope = match c.scope {
            ScopeKind::Country => Scope::Country,
            ScopeKind::Region => Scope::Region(c.region?),
            ScopeKind::Institution => Scope::Institution { id: c.institution?, region: c.region? },
            ScopeKind::Class => {
                Scope::Class { id: c.class?, institution: c.institution?, region: c.region? }
            }
            ScopeKind::Own => Scope::Own { user: c.sub, institution: c.institution },
        };
        let client_scopes =
            c.scp.map(|s| s.split(' ').map(str::to_string).collect()).unwrap_or_default();
        Some(Caller {
            user: c.sub,
            session: c.sid,
            grant: c.gid,
            role: c.role,
            scope,
            client_scopes,
            suspended: false,
            expires_at: Ts(c.exp.saturating_mul(1_000_000)),
        })
    }
}

/// What the middleware found; kept in the request's extensions.
#[derive(Clone)]
pub struct Authenticated(Rc<Result<Caller>>);

async fn find(state: &State, request: &HttpRequest) -> Result<Caller> {
    let value = request
        .headers()
        .get(header::AUTHORIZATION)
        .ok_or_else(|| Error::new(Code::Unauthenticated))?;
    let token = value
        .to_str()
        .ok()
        .and_then(|v| v.get(..7).filter(|p| p.eq_ignore_ascii_case("bearer ")).and(v.get(7..)))
        .ok_or_else(|| {
            Error::because(
                Code::Unauthenticated,
                "The Authorization header must be `Bearer <token>`",
            )
        })?;
    let claims = state.sessions.claims(token.trim(), &state.keys)?;
    let (sid, gid, client) = (claims.sid, claims.gid, claims.role == Role::Partner);
    let standing = state.sessions.standing(&state.db, sid, gid, client).await?;
    if !standing.lives {
        return Err(Error::new(Code::SessionEnded));
    }
    let mut caller =
        Caller::from_claims(claims).ok_or_else(|| Error::new(Code::Unauthenticated))?;
    caller.suspended = standing.suspended;
    Ok(caller)
}

/// The middleware.
pub async fn authenticate<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<B>, actix_web::Error> {
    if request.headers().contains_key(header::AUTHORIZATION)
        && let Some(state) = request.app_data::<web::Data<State>>().cloned()
    {
        let found = find(&state, request.request()).await;
        if let Ok(caller) = &found {
            tracing::Span::current().record("user", tracing::field::display(caller.user));
        }
        request.extensions_mut().insert(Authenticated(Rc::new(found)));
    }
    next.call(request).await
}

fn found(request: &HttpRequest) -> Result<Caller> {
    match request.extensions().get::<Authenticated>() {
        None => Err(Error::new(Code::Unauthenticated)),
        Some(found) => match found.0.as_ref() {
            Ok(caller) => Ok(caller.clone()),
            Err(e) => Err(Error::because(e.code(), e.detail())),
        },
    }
}

/// Whoever acts for a suspended institution is refused every method that writes, here and nowhere else.
impl FromRequest for Caller {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match found(request) {
            Ok(caller) if caller.suspended && !request.method().is_safe() => Err(Error::because(
                Code::InstitutionSuspended,
                "Your institution is suspended: it can be read and not changed; ask your branch",
            )),
            other => other,
        })
    }
}

/// A caller who may do this also while their institution is suspended: it concerns their own account alone,
/// or changes nothing although it is no GET.
pub struct EvenSuspended(pub Caller);

impl FromRequest for EvenSuspended {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(found(request).map(EvenSuspended))
    }
}

/// The address a request came from, for throttling and session lists. Behind a trusted proxy it is the
/// last address that the proxy added to `X-Forwarded-For`.
#[derive(Debug, Clone)]
pub struct Peer {
    pub address: IpAddr,
    pub user_agent: String,
}

impl FromRequest for Peer {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let direct = request.peer_addr().map_or(IpAddr::from([127, 0, 0, 1]), |a| a.ip());
        let trusted =
            request.app_data::<web::Data<State>>().is_some_and(|s| s.config.trusts(direct));
        let forwarded = || {
            let value = request.headers().get_all("x-forwarded-for").last()?.to_str().ok()?;
            value.rsplit(',').next()?.trim().parse().ok()
        };
        let address = if trusted { forwarded().unwrap_or(direct) } else { direct };
        let agent = request
            .headers()
            .get(header::USER_AGENT)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        ready(Ok(Peer { address, user_agent: agent.chars().take(200).collect() }))
    }
}
