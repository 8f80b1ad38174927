//! Rows of `expert_affiliations`, what else binds an expert to an institution, and whom they must not judge.

use diesel::prelude::*;

use super::super::model::{AffiliationRow, Conflict};
use crate::insert_rows;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{expert_affiliations, expert_conflicts, grants, institutions, teachers};

/// An institution: id, name, region.
pub type Place = (Id, String, String);

/// What was declared of an expert, with its institution.
pub fn declared(conn: &mut Conn, user: Id) -> Result<Vec<(AffiliationRow, Place)>> {
    Ok(expert_affiliations::table
        .inner_join(
            institutions::table.on(institutions::id.eq(expert_affiliations::institution_id)),
        )
        .filter(expert_affiliations::user_id.eq(user))
        .select((
            AffiliationRow::as_select(),
            (institutions::id, institutions::name, institutions::region_code),
        ))
        .load(conn)?)
}

/// Where somebody teaches or taught, and where they hold a grant.
pub fn known(conn: &mut Conn, user: Id) -> Result<(Vec<Place>, Vec<Place>)> {
    let place = (institutions::id, institutions::name, institutions::region_code);
    let taught =
        teachers::table.filter(teachers::user_id.eq(user)).select(teachers::institution_id);
    let granted = grants::table
        .filter(grants::user_id.eq(user))
        .filter(grants::withdrawn_at.is_null())
        .filter(grants::institution_id.is_not_null())
        .select(grants::institution_id.assume_not_null());
    let teaches =
        institutions::table.filter(institutions::id.eq_any(taught)).select(place).load(conn)?;
    let holds =
        institutions::table.filter(institutions::id.eq_any(granted)).select(place).load(conn)?;
    Ok((teaches, holds))
}

/// Which of these institutions there are.
pub fn existing(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Id>> {
    let found = institutions::table.filter(institutions::id.eq_any(ids.to_vec()));
    Ok(found.select(institutions::id).load(conn)?)
}

/// Declares these.
pub fn insert(conn: &mut Conn, rows: &[AffiliationRow]) -> Result<()> {
    insert_rows!(conn, expert_affiliations::table, rows)
}

/// Takes these back.
pub fn delete(conn: &mut Conn, user: Id, institutions: &[Id]) -> Result<()> {
    diesel::delete(
        expert_affiliations::table
            .filter(expert_affiliations::user_id.eq(user))
            .filter(expert_affiliations::institution_id.eq_any(institutions.to_vec())),
    )
    .execute(conn)?;
    Ok(())
}

/// Which of these people must not judge which of these participants, and why.
pub fn conflicts(conn: &mut Conn, users: &[Id], enrolments: &[Id]) -> Result<Vec<Conflict>> {
    let mut out = Vec::new();
    for people in users.chunks(200) {
        for chunk in enrolments.chunks(500) {
            let rows: Vec<Conflict> = expert_conflicts::table
                .filter(expert_conflicts::user_id.eq_any(people.to_vec()))
                .filter(expert_conflicts::enrolment_id.eq_any(chunk.to_vec()))
                .select((
                    expert_conflicts::user_id,
                    expert_conflicts::enrolment_id,
                    expert_conflicts::ground,
                ))
                .load(conn)?;
            out.extend(rows);
        }
    }
    Ok(out)
}
