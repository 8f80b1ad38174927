//! Which sessions still live, and which act for a suspended institution. Access tokens are verified without the database; whether their session was
//! revoked meanwhile is asked of a small cache, so that a revocation reaches this node at once and every
//! other node within [`TTL`]. A signature that was found good is good for the life of the token: it is
//! computed once, for it costs as much as the rest of a short request.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use diesel::prelude::*;

use super::Claims;
use crate::platform::db::{Conn, Db, Id};
use crate::platform::error::Result;
use crate::platform::keys::Keys;
use crate::schema::{api_clients, grants, institutions, sessions, users};

/// How long an answer is trusted.
pub const TTL: Duration = Duration::from_secs(5);
const CAPACITY: usize = 50_000;

/// What is known of a session acting with a grant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The session lives and its grant still stands.
    pub lives: bool,
    /// The institution that the grant is for is suspended.
    pub suspended: bool,
}

/// Tokens whose signature is remembered. Each takes about a kilobyte.
const TOKENS: usize = 4_000;

/// The caches: (session, grant) → how they stand, and token → claims.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<(Id, Id), (Standing, Instant)>>, Mutex<HashMap<String, Claims>>);

impl Sessions {
    /// What a token says, if it is signed by us and has not expired.
    ///
    /// # Errors
    /// `unauthenticated`, `token_expired`.
    pub fn claims(&self, token: &str, keys: &Keys) -> Result<Claims> {
        let known = self.1.lock().ok().and_then(|map| map.get(token).cloned());
        if let Some(claims) = known {
            return claims.unexpired();
        }
        let claims = Claims::verify(token, keys)?;
        if let Ok(mut map) = self.1.lock() {
            if map.len() >= TOKENS {
                map.retain(|_, claims| claims.clone().unexpired().is_ok());
                if map.len() >= TOKENS {
                    map.clear();
                }
            }
            map.insert(token.to_string(), claims.clone());
        }
        Ok(claims)
    }

    /// How the session stands that acts with this grant; for a third party's client, the client itself.
    pub async fn standing(
        &self,
        db: &Db,
        session: Id,
        grant: Id,
        client: bool,
    ) -> Result<Standing> {
        if let Ok(map) = self.0.lock()
            && let Some((standing, at)) = map.get(&(session, grant))
            && at.elapsed() < TTL
        {
            return Ok(*standing);
        }
        let standing =
            db.read(move |conn| {
                if client { client_standing(conn, session) } else { load(conn, session, grant) }
            })
            .await?;
        if let Ok(mut map) = self.0.lock() {
            if map.len() >= CAPACITY {
                map.retain(|_, (_, at)| at.elapsed() < TTL);
                if map.len() >= CAPACITY {
                    map.clear();
                }
            }
            map.insert((session, grant), (standing, Instant::now()));
        }
        Ok(standing)
    }

    /// Forgets everything: call after any revocation or suspension, it is rare and the cache fills itself.
    pub fn forget(&self) {
        if let Ok(mut map) = self.0.lock() {
            map.clear();
        }
    }
}

fn load(conn: &mut Conn, session: Id, grant: Id) -> Result<Standing> {
    let session_lives: i64 = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(session))
        .filter(sessions::revoked_at.is_null())
        .filter(users::status.eq("active"))
        .count()
        .get_result(conn)?;
    if session_lives == 0 {
        return Ok(Standing::default());
    }
    let place = grants::table
        .filter(grants::id.eq(grant))
        .filter(grants::withdrawn_at.is_null())
        .select(grants::institution_id)
        .first(conn)
        .optional()?;
    at(conn, place)
}

fn client_standing(conn: &mut Conn, client: Id) -> Result<Standing> {
    let place = api_clients::table
        .filter(api_clients::id.eq(client))
        .filter(api_clients::revoked_at.is_null())
        .select(api_clients::institution_id)
        .first(conn)
        .optional()?;
    at(conn, place)
}

/// How whoever serves in this institution (if in any) stands; `None` serves no more.
fn at(conn: &mut Conn, place: Option<Option<Id>>) -> Result<Standing> {
    let suspended = match place {
        None => return Ok(Standing::default()),
        Some(None) => false,
        Some(Some(institution)) => {
            let n: i64 = institutions::table
                .filter(institutions::id.eq(institution))
                .filter(institutions::status.eq("suspended"))
                .count()
                .get_result(conn)?;
            n == 1
        }
    };
    Ok(Standing { lives: true, suspended })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::auth::{Role, ScopeKind};
    use crate::platform::clock::Clock;
    use crate::platform::error::Code;

    fn token(keys: &Keys, seconds: i64) -> String {
        let now = Clock::real().utc().unix_timestamp();
        Claims {
            sub: Id::NIL,
            sid: Id::NIL,
            gid: Id::NIL,
            role: Role::HqAdmin,
            scope: ScopeKind::Country,
            region: None,
            institution: None,
            class: None,
            scp: None,
            iat: now,
            exp: now + seconds,
        }
        .sign(keys)
        .unwrap()
    }

    #[test]
    fn a_token_that_is_known_ends_all_the_same() {
        let (sessions, keys) = (Sessions::default(), Keys::parse(&Keys::generate()).unwrap());
        let good = token(&keys, 60);
        assert!(sessions.claims(&good, &keys).is_ok());
        assert!(sessions.claims(&good, &keys).is_ok());
        if let Some(claims) = sessions.1.lock().unwrap().get_mut(&good) {
            claims.exp -= 120;
        }
        assert_eq!(sessions.claims(&good, &keys).unwrap_err().code(), Code::TokenExpired);
    }

    #[test]
    fn only_what_was_signed_by_us_is_remembered() {
        let (sessions, keys) = (Sessions::default(), Keys::parse(&Keys::generate()).unwrap());
        let good = token(&keys, 60);
        assert!(sessions.claims(&good, &keys).is_ok());
        let (body, _) = good.rsplit_once('.').unwrap();
        for bad in [format!("{body}.AAAA"), token(&Keys::parse(&Keys::generate()).unwrap(), 60)] {
            for _ in 0..2 {
                assert_eq!(sessions.claims(&bad, &keys).unwrap_err().code(), Code::Unauthenticated);
            }
        }
        assert_eq!(sessions.1.lock().unwrap().len(), 1);
    }
}
