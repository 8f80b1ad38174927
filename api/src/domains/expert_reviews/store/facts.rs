//! What is read of participants, their designs and the files.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{ReviewBatch, ReviewStatus};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{
    expert_reviews, institutions, panel_experts, teaching_design_versions, teaching_designs,
    training_batches, training_enrolments,
};

/// A participant of a batch, and the design.
#[derive(Debug, Clone, Queryable)]
pub struct Participant {
    pub enrolment_id: Id,
    pub code: String,
    pub institution_id: Id,
    pub region_code: String,
    pub design_id: Option<Id>,
    pub judged_version_id: Option<Id>,
}

/// Those of a batch who are in a class and have no result yet, by id.
pub fn participants(conn: &mut Conn, batch: Id) -> Result<Vec<Participant>> {
    use training_enrolments as e;
    Ok(e::table
        .left_join(teaching_designs::table.on(teaching_designs::enrolment_id.eq(e::id)))
        .filter(e::batch_id.eq(batch))
        .filter(e::status.eq("placed"))
        .order(e::id.asc())
        .select((
            e::id,
            e::blind_code,
            e::institution_id,
            e::region_code,
            teaching_designs::id.nullable(),
            teaching_designs::judged_version_id.nullable(),
        ))
        .load(conn)?)
}

/// How many of a batch are in a class or have a result, and how many of them handed in a design.
pub fn counts(conn: &mut Conn, batch: Id) -> Result<(i64, i64)> {
    use training_enrolments as e;
    let there = || {
        e::table
            .filter(e::batch_id.eq(batch))
            .filter(e::status.eq_any(["placed", "passed", "failed"]))
    };
    let all = there().count().get_result(conn)?;
    let handed_in = teaching_designs::table.select(teaching_designs::enrolment_id);
    Ok((all, there().filter(e::id.eq_any(handed_in)).count().get_result(conn)?))
}

/// The newest version of each of these designs.
pub fn newest_versions(conn: &mut Conn, designs: &[Id]) -> Result<HashMap<Id, Id>> {
    use teaching_design_versions as v;
    let mut out = HashMap::with_capacity(designs.len());
    for chunk in designs.chunks(1000) {
        let rows: Vec<(Id, Id)> = v::table
            .filter(v::design_id.eq_any(chunk.to_vec()))
            .order((v::design_id.asc(), v::no.asc()))
            .select((v::design_id, v::id))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// Names of institutions.
pub fn institutions(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, String>> {
    let rows: Vec<(Id, String)> = institutions::table
        .filter(institutions::id.eq_any(ids.to_vec()))
        .select((institutions::id, institutions::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The codes that experts know participants by.
pub fn codes(conn: &mut Conn, enrolments: &[Id]) -> Result<HashMap<Id, String>> {
    use training_enrolments as e;
    let mut out = HashMap::with_capacity(enrolments.len());
    for chunk in enrolments.chunks(1000) {
        let rows: Vec<(Id, String)> = e::table
            .filter(e::id.eq_any(chunk.to_vec()))
            .select((e::id, e::blind_code))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The batches of these ids.
pub fn batches(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, ReviewBatch>> {
    let rows: Vec<ReviewBatch> = training_batches::table
        .filter(training_batches::id.eq_any(ids.to_vec()))
        .select((training_batches::id, training_batches::title))
        .load(conn)?;
    Ok(rows.into_iter().map(|b| (b.id, b)).collect())
}

/// The batches that somebody is named to judge.
#[diesel::dsl::auto_type(no_type_alias)]
fn named() -> _ {
    panel_experts::table.filter(panel_experts::removed_at.is_null()).select(panel_experts::batch_id)
}

/// How many batches are to be judged and have nobody to judge them.
pub fn batches_without_panel(conn: &mut Conn) -> Result<i64> {
    Ok(training_batches::table
        .filter(training_batches::status.eq("assessing"))
        .filter(training_batches::id.ne_all(named()))
        .count()
        .get_result(conn)?)
}

/// The batches that are judged and have somebody to judge them, with their editions.
pub fn batches_with_panel(conn: &mut Conn) -> Result<Vec<(Id, Id)>> {
    use training_batches as b;
    Ok(b::table
        .filter(b::status.eq("assessing"))
        .filter(b::id.eq_any(named()))
        .order(b::id.asc())
        .select((b::id, b::edition_id))
        .load(conn)?)
}

/// Those of a batch who have no result yet and handed in a design, with their regions.
pub fn with_design(conn: &mut Conn, batch: Id) -> Result<Vec<(Id, String)>> {
    use training_enrolments as e;
    let handed_in = teaching_designs::table.select(teaching_designs::enrolment_id);
    Ok(e::table
        .filter(e::batch_id.eq(batch))
        .filter(e::status.eq("placed"))
        .filter(e::id.eq_any(handed_in))
        .select((e::id, e::region_code))
        .load(conn)?)
}

/// The reviews of a batch that were not given back: participant, slot, and the points once it is submitted.
pub fn taken(conn: &mut Conn, batch: Id) -> Result<Vec<(Id, i32, Option<i32>)>> {
    use expert_reviews as r;
    let rows: Vec<(Id, i32, ReviewStatus, Option<i32>)> = r::table
        .filter(r::batch_id.eq(batch))
        .filter(r::status.ne(ReviewStatus::Released))
        .select((r::enrolment_id, r::slot, r::status, r::total_hundredths))
        .load(conn)?;
    let submitted = |status| status == ReviewStatus::Submitted;
    Ok(rows
        .into_iter()
        .map(|(id, slot, status, total)| (id, slot, total.filter(|_| submitted(status))))
        .collect())
}
