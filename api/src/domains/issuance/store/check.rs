//! What `onex check` asks of runs beyond the database's own constraints.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use super::super::model::{CertificateBasis, ItemOutcome, RunStatus};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificate_seals, certificates, issuance_items, issuance_runs};

/// Sentences about runs whose counts, items and certificates do not fit each other.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let runs: Vec<(Id, i64)> = issuance_runs::table
        .filter(issuance_runs::status.eq(RunStatus::Issued))
        .select((issuance_runs::id, issuance_runs::issued))
        .load(conn)?;
    for (run, said) in runs {
        let items: i64 = issuance_items::table
            .filter(issuance_items::run_id.eq(run))
            .filter(issuance_items::outcome.eq(ItemOutcome::Issued))
            .select(count_star())
            .first(conn)?;
        // A reissued certificate keeps the run of the one before it.
        let issued: i64 = certificates::table
            .filter(certificates::run_id.eq(run))
            .filter(certificates::supersedes_id.is_null())
            .select(count_star())
            .first(conn)?;
        if said != items || items != issued {
            out.push(format!(
                "run {run} says {said} certificates, its items {items}, and {issued} are there"
            ));
        }
    }
    let run = issuance_runs::table.filter(issuance_runs::id.nullable().eq(certificates::run_id));
    let n: i64 = certificates::table
        .filter(certificates::run_id.is_not_null())
        .filter(not(exists(run)))
        .select(count_star())
        .first(conn)?;
    if n > 0 {
        out.push(format!("{n} certificates name a run that is not there"));
    }
    Ok(out)
}

/// The evidence of certificates after an id: id, number, basis, text.
pub fn evidence(
    conn: &mut Conn,
    after: Id,
    limit: i64,
) -> Result<Vec<(Id, String, CertificateBasis, String)>> {
    Ok(certificates::table
        .inner_join(
            certificate_seals::table.on(certificate_seals::certificate_id.eq(certificates::id)),
        )
        .filter(certificate_seals::evidence.is_not_null())
        .filter(certificates::id.gt(after))
        .order(certificates::id.asc())
        .limit(limit)
        .select((
            certificates::id,
            certificates::number,
            certificates::basis,
            certificate_seals::evidence.assume_not_null(),
        ))
        .load(conn)?)
}
