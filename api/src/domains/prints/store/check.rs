//! What `onex check` reads of prints.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::schema::{certificate_print_jobs, certificate_prints, certificates, files};

/// Sentences about files of nothing, and files that are other ones than were written.
pub fn strays(conn: &mut Conn, owner: &str) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let mut tell = |n: i64, what: &str| {
        if n > 0 {
            out.push(format!("{n} {what}"));
        }
    };
    let certificate =
        certificates::table.filter(certificates::id.eq(certificate_prints::certificate_id));
    let n = certificate_prints::table
        .filter(not(exists(certificate)))
        .select(count_star())
        .first(conn)?;
    tell(n, "prints are of certificates that are not there");
    let job = certificate_print_jobs::table
        .filter(certificate_print_jobs::file_id.eq(files::id.nullable()))
        .filter(certificate_print_jobs::id.eq(files::owner_id));
    let n = files::table
        .filter(files::owner_kind.eq(owner))
        .filter(not(exists(job)))
        .select(count_star())
        .first(conn)?;
    tell(n, "files belong to no certificate print job any more");
    let n = certificate_print_jobs::table
        .inner_join(files::table.on(files::id.nullable().eq(certificate_print_jobs::file_id)))
        .filter(files::sha256.nullable().ne(certificate_print_jobs::blob))
        .select(count_star())
        .first(conn)?;
    tell(n, "certificate print jobs have another file than the one that was written");
    Ok(out)
}
