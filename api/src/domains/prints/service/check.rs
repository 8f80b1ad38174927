//! What `onex check` looks at: prints are of certificates that are there, and files are those that were written.

use super::super::store;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    store::check::strays(conn)
}
