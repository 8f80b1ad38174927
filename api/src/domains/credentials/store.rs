//! Rows of `credential_forms`, and the certificates that lack theirs.

use std::collections::HashMap;

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use super::model::{FormKind, FormRow};
use crate::on_native;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificate_seals, certificates, credential_forms, users};

/// One form of a certificate.
pub fn find(conn: &mut Conn, certificate: Id, form: FormKind) -> Result<Option<FormRow>> {
    Ok(credential_forms::table
        .find((certificate, form))
        .select(FormRow::as_select())
        .first(conn)
        .optional()?)
}

/// The forms of these certificates.
pub fn of(conn: &mut Conn, certificates: &[Id]) -> Result<Vec<FormRow>> {
    Ok(credential_forms::table
        .filter(credential_forms::certificate_id.eq_any(certificates.to_vec()))
        .select(FormRow::as_select())
        .load(conn)?)
}

/// Adds forms, a batch at a time; one that is there already is the same.
pub fn insert(conn: &mut Conn, rows: &[FormRow]) -> Result<()> {
    for chunk in rows.chunks(500) {
        on_native!(conn, c => diesel::insert_into(credential_forms::table)
            .values(chunk)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Certificates that forms can be made of and that have none. Those from before open credentials have no evidence.
macro_rules! missing {
    () => {
        certificates::table
            .inner_join(
                certificate_seals::table.on(certificate_seals::certificate_id.eq(certificates::id)),
            )
            .filter(certificate_seals::evidence.is_not_null())
            .filter(not(exists(
                // Both are made together.
                credential_forms::table
                    .filter(credential_forms::certificate_id.eq(certificates::id))
                    .filter(credential_forms::form.eq(FormKind::VcJwt)),
            )))
    };
}

/// A certificate, as forms are made of it.
#[derive(Debug, Clone, Queryable)]
pub struct Source {
    pub id: Id,
    pub number: String,
    pub snapshot: String,
    pub snapshot_hash: String,
}

/// How many certificates lack their forms.
pub fn count_missing(conn: &mut Conn) -> Result<i64> {
    Ok(missing!().select(count_star()).first(conn)?)
}

/// Certificates that lack their forms, after an id.
pub fn missing(conn: &mut Conn, after: Id, limit: i64) -> Result<Vec<Source>> {
    Ok(missing!()
        .filter(certificates::id.gt(after))
        .order(certificates::id.asc())
        .limit(limit)
        .select((
            certificates::id,
            certificates::number,
            certificates::snapshot,
            certificates::snapshot_hash,
        ))
        .load(conn)?)
}

/// Forms with what they were made of, by certificate, after one.
pub fn page(conn: &mut Conn, after: (Id, &str), limit: i64) -> Result<Vec<(FormRow, Source)>> {
    let (id, form) = after;
    Ok(credential_forms::table
        .inner_join(certificates::table.on(certificates::id.eq(credential_forms::certificate_id)))
        .filter(
            credential_forms::certificate_id
                .gt(id)
                .or(credential_forms::certificate_id.eq(id).and(credential_forms::form.gt(form))),
        )
        .order((credential_forms::certificate_id.asc(), credential_forms::form.asc()))
        .limit(limit)
        .select((
            FormRow::as_select(),
            (
                certificates::id,
                certificates::number,
                certificates::snapshot,
                certificates::snapshot_hash,
            ),
        ))
        .load(conn)?)
}

/// The names of these people.
pub fn names(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, String>> {
    let rows: Vec<(Id, String)> = users::table
        .filter(users::id.eq_any(ids.to_vec()))
        .select((users::id, users::display_name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
