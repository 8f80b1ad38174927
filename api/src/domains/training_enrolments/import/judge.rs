//! Who a row means, and whether they can be enrolled.

use std::collections::{HashMap, HashSet};

use onex_identity::name::same_name;

use super::super::model::Refusal;
use super::super::service::fitting;
use super::columns::{Named, Row};
use crate::domains::imports::Judgement;
use crate::domains::institutions;
use crate::domains::people::{self, MemberStatus, TeacherBrief};
use crate::domains::training_batches::BatchRow;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::platform::keys::{hex, unhex};

/// Judges rows in the order of the file.
pub fn rows(
    conn: &mut Conn,
    batch: &BatchRow,
    place: &Scope,
    rows: &[Row],
) -> Result<Vec<Judgement>> {
    let found = teachers(conn, place, rows)?;
    let known: Vec<TeacherBrief> = found.iter().filter_map(|f| f.as_ref().ok().cloned()).collect();
    let mut verdicts = fitting(conn, batch, &known, None)?.into_iter();
    Ok(found
        .into_iter()
        .map(|found| match found {
            Err(refusal) => refusal,
            Ok(teacher) => {
                let verdict = verdicts.next().unwrap_or(Err(Refusal::OutOfRegion));
                judgement(verdict).meaning("name", teacher.person_id.0.as_bytes())
            }
        })
        .collect())
}

fn judgement(verdict: std::result::Result<(), Refusal>) -> Judgement {
    match verdict {
        Ok(()) => Judgement::new(),
        // The same file sent again does no harm.
        Err(Refusal::AlreadyEnrolled { here: true }) => Judgement::changed(vec![]),
        Err(refusal) => Judgement::refused("name", refusal.code(), refusal.message()),
    }
}

/// The teacher of each row, or why it means none.
pub fn teachers(
    conn: &mut Conn,
    place: &Scope,
    rows: &[Row],
) -> Result<Vec<std::result::Result<TeacherBrief, Judgement>>> {
    let (mut hashes, mut numbers, mut codes) = (vec![], vec![], vec![]);
    for row in rows {
        match &row.teacher {
            Named::Document(hash) => hashes.push(unhex(hash)),
            Named::StaffNo(number) => numbers.push(number.clone()),
        }
        codes.extend(row.institution.clone());
    }
    let mut by_name: HashMap<Named, Vec<TeacherBrief>> = HashMap::new();
    for (hash, teacher) in people::teachers_by_id_hash(conn, &hashes)? {
        if place.covers_institution(teacher.institution_id, &teacher.region_code) {
            let key = Named::Document(hex(&hash));
            by_name.entry(key).or_default().push(teacher);
        }
    }
    let unique: HashSet<String> = numbers.into_iter().collect();
    let unique: Vec<String> = unique.into_iter().collect();
    for teacher in people::teachers_by_number(conn, place, &unique)? {
        by_name.entry(Named::StaffNo(teacher.staff_no.clone())).or_default().push(teacher);
    }
    let codes = institutions::ids_by_code_key(conn, &codes)?;
    Ok(rows
        .iter()
        .map(|row| meant(row, by_name.get(&row.teacher).map_or(&[][..], Vec::as_slice), &codes))
        .collect())
}

/// Of those whom a row may mean the one it means.
fn meant(
    row: &Row,
    found: &[TeacherBrief],
    codes: &HashMap<String, Id>,
) -> std::result::Result<TeacherBrief, Judgement> {
    let column = match row.teacher {
        Named::Document(_) => "id_number",
        Named::StaffNo(_) => "staff_no",
    };
    let school = match &row.institution {
        None => None,
        Some(code) => Some(*codes.get(code).ok_or_else(|| {
            let message = "no institution with this code takes part";
            Judgement::refused("institution_code", "unknown_institution", message)
        })?),
    };
    let mut fit: Vec<&TeacherBrief> =
        found.iter().filter(|t| school.is_none_or(|school| t.institution_id == school)).collect();
    if fit.len() > 1 {
        // Of somebody who taught at several schools, where they teach now.
        let active = |t: &&TeacherBrief| t.status == MemberStatus::Active;
        let now: Vec<&TeacherBrief> = fit.iter().copied().filter(active).collect();
        if !now.is_empty() {
            fit = now;
        }
    }
    match fit.as_slice() {
        [] => Err(Judgement::refused(column, "unknown_teacher", "is no teacher on your lists")),
        [one] if !same_name(&one.name, &row.name) => {
            let message = "the teacher is registered under another name";
            Err(Judgement::refused("name", "name_mismatch", message))
        }
        [one] => Ok((*one).clone()),
        _ => {
            let message = "more than one teacher fits; enter the institution code";
            Err(Judgement::refused("institution_code", "several_teachers", message))
        }
    }
}
