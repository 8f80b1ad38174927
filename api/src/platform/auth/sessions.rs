//! Which sessions still live. Access tokens are verified without the database; whether their session was
//! revoked meanwhile is asked of a small cache, so that a revocation reaches this node at once and every
//! other node within [`TTL`].

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use diesel::prelude::*;

use crate::platform::db::{Conn, Db, Id};
use crate::platform::error::Result;
use crate::schema::{api_clients, grants, sessions, users};

/// How long an answer is trusted.
pub const TTL: Duration = Duration::from_secs(5);
const CAPACITY: usize = 50_000;

/// The cache: (session, grant) → lives.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<(Id, Id), (bool, Instant)>>);

impl Sessions {
    /// Whether the session lives and its grant still stands.
    pub async fn lives(&self, db: &Db, session: Id, grant: Id, client: bool) -> Result<bool> {
        if let Ok(map) = self.0.lock()
            && let Some((lives, at)) = map.get(&(session, grant))
            && at.elapsed() < TTL
        {
            return Ok(*lives);
        }
        let lives = db
            .read(
                move |conn| {
                    if client { client_lives(conn, session) } else { load(conn, session, grant) }
                },
            )
            .await?;
        if let Ok(mut map) = self.0.lock() {
            if map.len() >= CAPACITY {
                map.retain(|_, (_, at)| at.elapsed() < TTL);
                if map.len() >= CAPACITY {
                    map.clear();
                }
            }
            map.insert((session, grant), (lives, Instant::now()));
        }
        Ok(lives)
    }

    /// Forgets everything: call after any revocation, it is rare and the cache fills itself.
    pub fn forget(&self) {
        if let Ok(mut map) = self.0.lock() {
            map.clear();
        }
    }
}

fn load(conn: &mut Conn, session: Id, grant: Id) -> Result<bool> {
    let session_lives: i64 = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(session))
        .filter(sessions::revoked_at.is_null())
        .filter(users::status.eq("active"))
        .count()
        .get_result(conn)?;
    if session_lives == 0 {
        return Ok(false);
    }
    let grant_stands: i64 = grants::table
        .filter(grants::id.eq(grant))
        .filter(grants::withdrawn_at.is_null())
        .count()
        .get_result(conn)?;
    Ok(grant_stands == 1)
}

fn client_lives(conn: &mut Conn, client: Id) -> Result<bool> {
    let n: i64 = api_clients::table
        .filter(api_clients::id.eq(client))
        .filter(api_clients::revoked_at.is_null())
        .count()
        .get_result(conn)?;
    Ok(n == 1)
}
