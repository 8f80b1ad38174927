//! The regions and institutions that grants name: read from the tables of their slices.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{Grant, GrantRow};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{branches, cohorts, grants, institutions};

/// Whether the programme serves this region.
pub fn region_exists(conn: &mut Conn, code: &str) -> Result<bool> {
    let n: i64 = branches::table.filter(branches::region_code.eq(code)).count().get_result(conn)?;
    Ok(n == 1)
}

/// The region an institution lies in, if there is such an institution.
pub fn region_of(conn: &mut Conn, institution: Id) -> Result<Option<String>> {
    Ok(institutions::table
        .find(institution)
        .select(institutions::region_code)
        .first(conn)
        .optional()?)
}

/// The institution and region of a class, if there is such a class.
pub fn class_of(conn: &mut Conn, class: Id) -> Result<Option<(Id, String)>> {
    Ok(cohorts::table
        .find(class)
        .select((cohorts::institution_id, cohorts::region_code))
        .first(conn)
        .optional()?)
}

/// The regions of many institutions.
pub fn regions_of(conn: &mut Conn, list: &[Id]) -> Result<HashMap<Id, String>> {
    Ok(names(conn, list)?.into_iter().map(|(id, (region, _))| (id, region)).collect())
}

fn names(conn: &mut Conn, list: &[Id]) -> Result<HashMap<Id, (String, String)>> {
    let mut found = HashMap::with_capacity(list.len());
    for chunk in list.chunks(500) {
        let rows: Vec<(Id, String, String)> = institutions::table
            .filter(institutions::id.eq_any(chunk))
            .select((institutions::id, institutions::region_code, institutions::name))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(id, region, name)| (id, (region, name))));
    }
    Ok(found)
}

/// The standing grants of a person with the names of the places they apply to, oldest first: in one statement, for
/// whoever signs in waits for it.
pub fn labelled_grants_of(conn: &mut Conn, user: Id) -> Result<Vec<Grant>> {
    let rows: Vec<(GrantRow, Option<String>, Option<String>)> = grants::table
        .left_join(institutions::table.on(institutions::id.nullable().eq(grants::institution_id)))
        .left_join(branches::table.on(branches::region_code.nullable().eq(grants::region_code)))
        .filter(grants::user_id.eq(user))
        .filter(grants::withdrawn_at.is_null())
        .order(grants::id.asc())
        .select((
            GrantRow::as_select(),
            institutions::name.nullable(),
            branches::name_zh.nullable(),
        ))
        .load(conn)?;
    let label = |(row, institution, branch): (GrantRow, _, _)| {
        let label = if row.institution_id.is_some() { institution } else { branch };
        let mut grant = Grant::from(row);
        grant.scope.label = label;
        grant
    };
    Ok(rows.into_iter().map(label).collect())
}

/// Grants with the names of the places they apply to.
pub fn labelled(conn: &mut Conn, rows: Vec<GrantRow>) -> Result<Vec<Grant>> {
    let mut institutions: Vec<Id> = rows.iter().filter_map(|g| g.institution_id).collect();
    institutions.sort_unstable();
    institutions.dedup();
    let institutions =
        if institutions.is_empty() { HashMap::new() } else { names(conn, &institutions)? };
    let regions: HashMap<String, String> =
        if rows.iter().any(|g| g.institution_id.is_none() && g.region_code.is_some()) {
            let rows: Vec<(String, String)> =
                branches::table.select((branches::region_code, branches::name_zh)).load(conn)?;
            rows.into_iter().collect()
        } else {
            HashMap::new()
        };
    Ok(rows
        .into_iter()
        .map(|row| {
            let label = match (row.institution_id, row.region_code.as_ref()) {
                (Some(id), _) => institutions.get(&id).map(|(_, name)| name.clone()),
                (None, Some(code)) => regions.get(code).cloned(),
                (None, None) => None,
            };
            let mut grant = Grant::from(row);
            grant.scope.label = label;
            grant
        })
        .collect())
}
