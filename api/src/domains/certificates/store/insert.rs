//! New certificates.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text};

use super::super::model::CertificateRow;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::certificates;

/// Adds certificates, a batch at a time. PostgreSQL is given an array for each column: with a parameter for each value
/// of a thousand rows it spends most of its time reading the statement.
pub fn insert(conn: &mut Conn, rows: &[CertificateRow]) -> Result<()> {
    for chunk in rows.chunks(1000) {
        match conn {
            Conn::Sqlite(c) => {
                diesel::insert_into(certificates::table).values(chunk).execute(c)?;
            }
            Conn::Postgres(c) => unnest(c, chunk)?,
        }
    }
    Ok(())
}

type Ids = Array<Binary>;
type MaybeIds = Array<Nullable<Binary>>;
type Texts = Array<Text>;
type MaybeTexts = Array<Nullable<Text>>;
type Numbers = Array<BigInt>;
type MaybeNumbers = Array<Nullable<BigInt>>;

fn unnest(conn: &mut PgConnection, rows: &[CertificateRow]) -> Result<()> {
    let ids = |of: fn(&CertificateRow) -> Id| rows.iter().map(of).collect::<Vec<_>>();
    let maybe = |of: fn(&CertificateRow) -> Option<Id>| rows.iter().map(of).collect::<Vec<_>>();
    fn texts(rows: &[CertificateRow], of: fn(&CertificateRow) -> &str) -> Vec<&str> {
        rows.iter().map(of).collect()
    }
    diesel::sql_query(
        "INSERT INTO certificates (id, number, kind, status, holder_person_id, holder_user_id, student_id, \
         teacher_id, institution_id, region_code, edition_id, basis, run_id, holder_name, holder_pinyin, \
         institution_name, holder_name_key, snapshot, snapshot_hash, issued_at, supersedes_id, status_at, \
         status_reason, version) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
         $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)",
    )
    .bind::<Ids, _>(ids(|r| r.id))
    .bind::<Texts, _>(texts(rows, |r| &r.number))
    .bind::<Texts, _>(texts(rows, |r| r.kind.as_str()))
    .bind::<Texts, _>(texts(rows, |r| r.status.as_str()))
    .bind::<Ids, _>(ids(|r| r.holder_person_id))
    .bind::<MaybeIds, _>(maybe(|r| r.holder_user_id))
    .bind::<MaybeIds, _>(maybe(|r| r.student_id))
    .bind::<MaybeIds, _>(maybe(|r| r.teacher_id))
    .bind::<Ids, _>(ids(|r| r.institution_id))
    .bind::<Texts, _>(texts(rows, |r| &r.region_code))
    .bind::<Ids, _>(ids(|r| r.edition_id))
    .bind::<Texts, _>(texts(rows, |r| r.basis.as_str()))
    .bind::<MaybeIds, _>(maybe(|r| r.run_id))
    .bind::<Texts, _>(texts(rows, |r| &r.holder_name))
    .bind::<Texts, _>(texts(rows, |r| &r.holder_pinyin))
    .bind::<Texts, _>(texts(rows, |r| &r.institution_name))
    .bind::<Texts, _>(texts(rows, |r| &r.holder_name_key))
    .bind::<Texts, _>(texts(rows, |r| &r.snapshot))
    .bind::<Texts, _>(texts(rows, |r| &r.snapshot_hash))
    .bind::<Numbers, _>(rows.iter().map(|r| r.issued_at).collect::<Vec<_>>())
    .bind::<MaybeIds, _>(maybe(|r| r.supersedes_id))
    .bind::<MaybeNumbers, _>(rows.iter().map(|r| r.status_at).collect::<Vec<_>>())
    .bind::<MaybeTexts, _>(rows.iter().map(|r| r.status_reason.as_deref()).collect::<Vec<_>>())
    .bind::<Numbers, _>(rows.iter().map(|r| r.version).collect::<Vec<_>>())
    .execute(conn)?;
    Ok(())
}
