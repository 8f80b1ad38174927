//! What `onex check` looks at: every snapshot is what was sealed, no number is missing or
//! given twice, and whoever and whatever a certificate names is there.

use onex_credential::Snapshot;
use onex_credential::number;

use crate::domains::certificates::store;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

const CHUNK: i64 = 1000;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut after = Id::NIL;
    loop {
        let page = store::sealed(conn, after, CHUNK)?;
        for c in &page {
            let said = number::display(&c.number);
            match Snapshot::open(&c.snapshot, &c.snapshot_hash) {
                Err(e) => wrong.push(format!("certificate {said}: {e}")),
                Ok(s) if s.number != c.number || s.holder_name != c.holder_name => {
                    wrong.push(format!(
                        "certificate {said}: number or holder differ from the snapshot"
                    ));
                }
                Ok(_) => {}
            }
        }
        match page.last() {
            Some(last) => after = last.id,
            None => break,
        }
    }
    for (series, next) in store::counters(conn)? {
        let (count, highest) = store::extent(conn, &series)?;
        let serial = highest.as_deref().and_then(|n| number::parse(n).ok()).map_or(0, |p| p.serial);
        if count + 1 != next || i64::from(serial) != count {
            wrong.push(format!(
                "series {series}: {count} certificates, the highest serial is {serial}, the next would be {next}"
            ));
        }
    }
    wrong.extend(store::strays(conn)?);
    Ok(wrong)
}
