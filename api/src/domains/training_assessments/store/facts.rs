//! What is read of participants, batches and certificates.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::super::model::{JudgementBatch, JudgementParticipant, StandingFilter};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{
    certificates, institutions, teachers, training_batches, training_classes, training_enrolments,
};

/// Somebody who is judged.
#[derive(Debug, Clone, Queryable)]
pub struct Participant {
    pub enrolment_id: Id,
    pub batch_id: Id,
    pub edition_id: Id,
    pub class_id: Id,
    pub class_status: String,
    pub user_id: Id,
    pub region_code: String,
}

macro_rules! participants {
    ($filter:expr) => {{
        use training_enrolments as e;
        e::table
            .inner_join(training_classes::table.on(training_classes::id.nullable().eq(e::class_id)))
            .filter($filter)
            .order(e::id.asc())
            .select((
                e::id,
                e::batch_id,
                e::edition_id,
                training_classes::id,
                training_classes::status,
                e::user_id,
                e::region_code,
            ))
    }};
}

/// Those of a batch who are in a class that has begun and have no result yet. From a class that has not, they may still
/// be moved to another batch.
pub fn participants(conn: &mut Conn, batch: Id) -> Result<Vec<Participant>> {
    let there = training_enrolments::batch_id
        .eq(batch)
        .and(training_enrolments::status.eq("placed"))
        .and(training_classes::status.eq_any(["running", "finished"]));
    Ok(participants!(there).load(conn)?)
}

/// These participants, whatever has become of them.
pub fn of_enrolments(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Participant>> {
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<Participant> =
            participants!(training_enrolments::id.eq_any(chunk.to_vec())).load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// What is said of whom: code, batch, and the names for those who may know them.
#[derive(Debug, Clone)]
pub struct Names {
    pub code: String,
    pub batch: JudgementBatch,
    pub participant: JudgementParticipant,
}

/// The names of these enrolments.
pub fn names(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Names>> {
    use training_enrolments as e;
    type Row = ((Id, String), JudgementBatch, (Id, String, String), (Id, String, String));
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<Row> = e::table
            .inner_join(training_batches::table.on(training_batches::id.eq(e::batch_id)))
            .inner_join(teachers::table.on(teachers::id.eq(e::teacher_id)))
            .inner_join(institutions::table.on(institutions::id.eq(e::institution_id)))
            .filter(e::id.eq_any(chunk.to_vec()))
            .select((
                (e::id, e::blind_code),
                (training_batches::id, training_batches::title),
                (teachers::id, teachers::name, teachers::staff_no),
                (institutions::id, institutions::name, e::region_code),
            ))
            .load(conn)?;
        for ((enrolment_id, code), batch, teacher, (institution_id, institution_name, region)) in
            rows
        {
            let (teacher_id, name, staff_no) = teacher;
            let participant = JudgementParticipant {
                enrolment_id,
                teacher_id,
                name,
                staff_no,
                institution_id,
                institution_name,
                region_code: region,
            };
            out.insert(enrolment_id, Names { code, batch, participant });
        }
    }
    Ok(out)
}

/// Account, school and region of each of these enrolments, for those who are told of them.
pub fn addresses(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, Id, Id, String)>> {
    use training_enrolments as e;
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<(Id, Id, Id, String)> = e::table
            .filter(e::id.eq_any(chunk.to_vec()))
            .select((e::id, e::user_id, e::institution_id, e::region_code))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The batches that are being judged, or have classes that are.
pub fn under_way(conn: &mut Conn) -> Result<Vec<Id>> {
    Ok(training_batches::table
        .filter(training_batches::status.eq_any(["running", "assessing"]))
        .order(training_batches::id.asc())
        .select(training_batches::id)
        .load(conn)?)
}

/// The batch of a class.
pub fn batch_of_class(conn: &mut Conn, class: Id) -> Result<Id> {
    Ok(training_classes::table.find(class).select(training_classes::batch_id).first(conn)?)
}

/// The batch of the class that a task is set for.
pub fn batch_of_task(conn: &mut Conn, task: Id) -> Result<Id> {
    use crate::schema::class_tasks as t;
    Ok(t::table
        .inner_join(training_classes::table.on(training_classes::id.eq(t::class_id)))
        .filter(t::id.eq(task))
        .select(training_classes::batch_id)
        .first(conn)?)
}

/// The batch of a training class's session.
pub fn batch_of_session(conn: &mut Conn, session: Id) -> Result<Id> {
    use crate::schema::live_sessions as s;
    Ok(s::table
        .inner_join(training_classes::table.on(training_classes::id.eq(s::class_id)))
        .filter(s::id.eq(session))
        .select(training_classes::batch_id)
        .first(conn)?)
}

/// The enrolment of a review.
pub fn enrolment_of_review(conn: &mut Conn, review: Id) -> Result<Id> {
    use crate::schema::expert_reviews;
    Ok(expert_reviews::table.find(review).select(expert_reviews::enrolment_id).first(conn)?)
}

/// Whether somebody holds a valid certificate of an edition's training.
pub fn is_certified(conn: &mut Conn, enrolment: Id) -> Result<bool> {
    use training_enrolments as e;
    let held = certificates::table
        .inner_join(
            e::table.on(e::person_id
                .eq(certificates::holder_person_id)
                .and(e::edition_id.eq(certificates::edition_id))),
        )
        .filter(e::id.eq(enrolment))
        .filter(certificates::basis.eq("training"))
        .filter(certificates::status.eq("valid"));
    Ok(diesel::select(diesel::dsl::exists(held)).get_result(conn)?)
}

/// An enrolment as those who issue certificates look at it.
#[derive(Debug, Clone, Queryable)]
pub struct Standing {
    pub enrolment_id: Id,
    pub person_id: Id,
    pub teacher_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub status: String,
}

const COUNTED: [&str; 3] = ["placed", "passed", "failed"];

/// The next people after one who take part in the training of an edition, by id.
pub fn people(
    conn: &mut Conn,
    edition: Id,
    filter: &StandingFilter,
    after: Id,
    limit: i64,
) -> Result<Vec<Id>> {
    use training_enrolments as e;
    let mut q = e::table
        .filter(e::edition_id.eq(edition))
        .filter(e::status.eq_any(COUNTED))
        .filter(e::person_id.gt(after))
        .select(e::person_id)
        .distinct()
        .order(e::person_id.asc())
        .limit(limit)
        .into_boxed();
    if let Some(region) = &filter.region_code {
        q = q.filter(e::region_code.eq(region.clone()));
    }
    if let Some(id) = filter.institution_id {
        q = q.filter(e::institution_id.eq(id));
    }
    Ok(q.load(conn)?)
}

/// The enrolments of these people in an edition, the newest last.
pub fn standings(conn: &mut Conn, edition: Id, people: &[Id]) -> Result<Vec<Standing>> {
    use training_enrolments as e;
    let mut out = Vec::with_capacity(people.len());
    for chunk in people.chunks(500) {
        let rows: Vec<Standing> = e::table
            .filter(e::edition_id.eq(edition))
            .filter(e::status.eq_any(COUNTED))
            .filter(e::person_id.eq_any(chunk.to_vec()))
            .order((e::person_id.asc(), e::id.asc()))
            .select((
                e::id,
                e::person_id,
                e::teacher_id,
                e::institution_id,
                e::region_code,
                e::status,
            ))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// Whose enrolments these are.
pub fn persons(conn: &mut Conn, enrolments: &[Id]) -> Result<HashMap<Id, Id>> {
    use training_enrolments as e;
    let mut out = HashMap::with_capacity(enrolments.len());
    let unique: HashSet<Id> = enrolments.iter().copied().collect();
    for chunk in unique.into_iter().collect::<Vec<_>>().chunks(500) {
        let rows: Vec<(Id, Id)> = e::table
            .filter(e::id.eq_any(chunk.to_vec()))
            .select((e::id, e::person_id))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}
