//! Rows that have served their purpose.

use diesel::prelude::*;

use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;
use crate::schema::sessions;

/// Deletes sessions that ran out or were ended before an instant; returns how many.
pub fn forget_sessions(conn: &mut Conn, before: Ts) -> Result<usize> {
    let ended = sessions::revoked_at.lt(before).assume_not_null();
    let past = sessions::table
        .filter(sessions::expires_at.lt(before).or(sessions::revoked_at.is_not_null().and(ended)));
    Ok(diesel::delete(past).execute(conn)?)
}
