//! What `onex check` looks at: the counts of every export are what the log says, and its file is the one that was written.

use super::super::store;
use crate::domains::registries::model::RegistryCounts;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

const PAGE: i64 = 100;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut wrong = store::check::strays(conn)?;
    let mut after = Id::NIL;
    loop {
        let page = store::check::counted(conn, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(wrong) };
        after = last.id;
        for export in &page {
            let happened = store::lines::happened(conn, &export.window()?)?;
            let counts: Option<RegistryCounts> = export.counts.as_ref().and_then(|c| c.read().ok());
            if counts.is_none_or(|counts| !counts.fits(&happened)) {
                wrong.push(format!(
                    "registry export {}: its counts are not what the log says",
                    export.id
                ));
            }
        }
    }
}
