//! Rows that are added: counters, new certificates, and what a check asks of the whole.

use std::collections::{HashMap, HashSet};

use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::super::model::{CertificateKind, CertificateRow, CertificateStatus};
use crate::platform::db::{Conn, Id, Ts, prefix_end};
use crate::platform::error::Result;
use crate::schema::{certificate_counters, certificates};
use crate::{insert_rows, on_native};

/// A status written out in the statement. A plan that PostgreSQL keeps for every parameter cannot use an index that
/// holds the rows of one status alone.
fn is(status: CertificateStatus) -> SqlLiteral<Bool> {
    diesel::dsl::sql(&format!("certificates.status = '{status}'"))
}

/// Adds certificates.
pub fn insert(conn: &mut Conn, rows: &[CertificateRow]) -> Result<()> {
    insert_rows!(conn, certificates::table, rows)
}

/// Who of these people holds a valid certificate of this kind, and which.
pub fn holders(conn: &mut Conn, kind: CertificateKind, people: &[Id]) -> Result<HashMap<Id, Id>> {
    let mut out = HashMap::new();
    for chunk in people.chunks(1000) {
        let rows: Vec<(Id, Id)> = certificates::table
            .filter(certificates::kind.eq(kind))
            .filter(is(CertificateStatus::Valid))
            .filter(certificates::holder_person_id.eq_any(chunk.to_vec()))
            .select((certificates::holder_person_id, certificates::id))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// Whose certificate of a kind and edition was revoked.
///
/// Asked for by person alone: given the edition as well, SQLite walks through all that was issued in it.
pub fn revoked(
    conn: &mut Conn,
    kind: CertificateKind,
    edition: Id,
    people: &[Id],
) -> Result<HashSet<Id>> {
    let mut out = HashSet::new();
    for chunk in people.chunks(1000) {
        let rows: Vec<(Id, CertificateKind, Id)> = certificates::table
            .filter(is(CertificateStatus::Revoked))
            .filter(certificates::holder_person_id.eq_any(chunk.to_vec()))
            .select((certificates::holder_person_id, certificates::kind, certificates::edition_id))
            .load(conn)?;
        out.extend(rows.into_iter().filter(|r| (r.1, r.2) == (kind, edition)).map(|r| r.0));
    }
    Ok(out)
}

/// Waits for everybody else who issues in this series, until this transaction ends.
pub fn lock_series(conn: &mut Conn, series: &str) -> Result<()> {
    let new =
        (certificate_counters::series.eq(series), certificate_counters::next_serial.eq(1_i64));
    on_native!(conn, c => diesel::insert_into(certificate_counters::table)
        .values(new)
        .on_conflict_do_nothing()
        .execute(c))?;
    take_serials(conn, series, 0)?;
    Ok(())
}

/// Takes the next `n` serials and returns the first of them. The update locks the series' row, so the
/// value read after it is ours alone.
pub fn take_serials(conn: &mut Conn, series: &str, n: i64) -> Result<i64> {
    diesel::update(certificate_counters::table.find(series))
        .set(certificate_counters::next_serial.eq(certificate_counters::next_serial + n))
        .execute(conn)?;
    let next: i64 = certificate_counters::table
        .find(series)
        .select(certificate_counters::next_serial)
        .first(conn)?;
    Ok(next - n)
}

/// What a check of the seals needs.
#[derive(Queryable)]
pub struct SealedRow {
    pub id: Id,
    pub number: String,
    pub status: CertificateStatus,
    pub holder_person_id: Id,
    pub holder_name: String,
    pub supersedes_id: Option<Id>,
    pub issued_at: Ts,
    pub snapshot: String,
    pub snapshot_hash: String,
}

/// Certificates after an id, whatever their status and place.
pub fn sealed(conn: &mut Conn, after: Id, limit: i64) -> Result<Vec<SealedRow>> {
    Ok(certificates::table
        .filter(certificates::id.gt(after))
        .order(certificates::id.asc())
        .limit(limit)
        .select((
            certificates::id,
            certificates::number,
            certificates::status,
            certificates::holder_person_id,
            certificates::holder_name,
            certificates::supersedes_id,
            certificates::issued_at,
            certificates::snapshot,
            certificates::snapshot_hash,
        ))
        .load(conn)?)
}

/// Every series with its next serial.
pub fn counters(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    Ok(certificate_counters::table
        .order(certificate_counters::series.asc())
        .select((certificate_counters::series, certificate_counters::next_serial))
        .load(conn)?)
}

/// How many certificates a series has, and the highest number.
pub fn extent(conn: &mut Conn, series: &str) -> Result<(i64, Option<String>)> {
    let mut q = certificates::table.filter(certificates::number.ge(series)).into_boxed();
    if let Some(end) = prefix_end(series) {
        q = q.filter(certificates::number.lt(end));
    }
    Ok(q.select((diesel::dsl::count_star(), diesel::dsl::max(certificates::number))).first(conn)?)
}
