//! Rows of `certificate_seals`.

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::super::model::{CertificateStatus, SealRow};
use crate::insert_rows;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificate_seals, certificates};

/// Adds seals.
pub fn insert(conn: &mut Conn, rows: &[SealRow]) -> Result<()> {
    insert_rows!(conn, certificate_seals::table, rows)
}

/// The seals of these certificates.
pub fn of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, SealRow>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<SealRow> = certificate_seals::table
            .filter(certificate_seals::certificate_id.eq_any(chunk.to_vec()))
            .select(SealRow::as_select())
            .load(conn)?;
        out.extend(rows.into_iter().map(|row| (row.certificate_id, row)));
    }
    Ok(out)
}

/// The status lists that these certificates have their places in.
pub fn lists_of(conn: &mut Conn, ids: &[Id]) -> Result<BTreeSet<u32>> {
    let mut out = BTreeSet::new();
    for chunk in ids.chunks(500) {
        let lists: Vec<i64> = certificate_seals::table
            .filter(certificate_seals::certificate_id.eq_any(chunk.to_vec()))
            .select(certificate_seals::status_list)
            .distinct()
            .load(conn)?;
        out.extend(lists.into_iter().filter_map(|list| u32::try_from(list).ok()));
    }
    Ok(out)
}

/// The digests of the snapshots of these certificates.
pub fn digests(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, String)>> {
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        out.extend(
            certificates::table
                .filter(certificates::id.eq_any(chunk.to_vec()))
                .order(certificates::id.asc())
                .select((certificates::id, certificates::snapshot_hash))
                .load::<(Id, String)>(conn)?,
        );
    }
    Ok(out)
}

/// A certificate without a seal.
#[derive(Queryable)]
pub struct Unsealed {
    pub id: Id,
    pub number: String,
    pub status: CertificateStatus,
    pub snapshot: String,
    pub snapshot_hash: String,
}

/// Certificates without a seal after an id.
pub fn unsealed(conn: &mut Conn, after: Id, limit: i64) -> Result<Vec<Unsealed>> {
    let seal =
        certificate_seals::table.filter(certificate_seals::certificate_id.eq(certificates::id));
    Ok(certificates::table
        .filter(certificates::id.gt(after))
        .filter(not(exists(seal)))
        .order(certificates::id.asc())
        .limit(limit)
        .select((
            certificates::id,
            certificates::number,
            certificates::status,
            certificates::snapshot,
            certificates::snapshot_hash,
        ))
        .load(conn)?)
}
