//! Which sessions still live, and which act for a suspended institution. Access tokens are verified without the database; whether their session was
//! revoked meanwhile is asked of a small cache, so that a revocation reaches this node at once and every
//! other node within [`TTL`].

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use diesel::prelude::*;

use crate::platform::db::{Conn, Db, Id};
use crate::platform::error::Result;
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

/// The cache: (session, grant) → how they stand.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<(Id, Id), (Standing, Instant)>>);

impl Sessions {
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
