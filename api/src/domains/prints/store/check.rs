//! What `onex check` reads of prints.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::schema::{certificate_prints, certificates};

/// Sentences about prints and files of nothing, and files that are other ones than were written.
pub fn strays(conn: &mut Conn) -> Result<Vec<String>> {
    let mut out = super::jobs::stray_files(conn)?;
    let certificate =
        certificates::table.filter(certificates::id.eq(certificate_prints::certificate_id));
    let n: i64 = certificate_prints::table
        .filter(not(exists(certificate)))
        .select(count_star())
        .first(conn)?;
    if n > 0 {
        out.push(format!("{n} prints are of certificates that are not there"));
    }
    Ok(out)
}
