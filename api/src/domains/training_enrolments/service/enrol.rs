//! Enrolling: single requests and spreadsheets go the same way.

use std::collections::{HashMap, HashSet};

use actix_web::HttpResponse;

use super::super::model::{
    Applicant, EnrolmentResult, EnrolmentResults, EnrolmentRow, EnrolmentStatus, NewEnrolments,
    Refusal, RowOutcome, admit,
};
use super::super::store::{people as others, waiting};
use super::super::{policy, store};
use super::{notify, subject};
use crate::domains::institutions;
use crate::domains::people::{self, TeacherBrief};
use crate::domains::training_batches::{self, BatchRow, BatchStatus, Reach};
use crate::platform::audit::{self, Actor};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::state::State;
use crate::platform::{ids, keys};

/// The batch that enrols now, in the reach of whoever asks.
///
/// # Errors
/// `not_found` out of reach; `state_forbids` unless it enrols; `window_closed` outside its window.
pub fn open_batch(conn: &mut Conn, reach: &Reach, id: Id, now: Ts) -> Result<BatchRow> {
    let batch = training_batches::find_in(conn, reach, id)?;
    if batch.status != BatchStatus::Enrolling {
        let detail = format!("The batch is {}: nobody is enrolled now", batch.status);
        return Err(Error::because(Code::StateForbids, detail).why("batch_not_enrolling", []));
    }
    if !batch.window_is_open(now) {
        let (from, until) = (batch.enrol_from, batch.enrol_until);
        let detail = format!("Teachers are enrolled from {} until {}", from.utc(), until.utc());
        return Err(Error::because(Code::WindowClosed, detail)
            .why("enrolment_window", [("from", from.into()), ("until", until.into())]));
    }
    Ok(batch)
}

/// The part of the country whose teachers a caller enrols.
pub fn school_scope(institution: Option<Id>, region: Option<&str>) -> Scope {
    let region = region.unwrap_or_default().to_string();
    match institution {
        Some(id) => Scope::Institution { id, region },
        None => Scope::Region(region),
    }
}

/// Whether each of these teachers can be enrolled in a batch, in their order; `moved`, if told, being the enrolment
/// that one of them has now and is to go there.
pub fn fitting(
    conn: &mut Conn,
    batch: &BatchRow,
    teachers: &[TeacherBrief],
    moved: Option<Id>,
) -> Result<Vec<std::result::Result<(), Refusal>>> {
    let persons: Vec<Id> = teachers.iter().map(|t| t.person_id).collect();
    let schools: Vec<Id> = teachers.iter().map(|t| t.institution_id).collect();
    let past = store::past(conn, batch.edition_id, batch.id, &persons, moved)?;
    let active: HashSet<Id> = others::active(conn, &schools)?.into_iter().collect();
    let regions = training_batches::regions_of(conn, batch.id)?;
    Ok(teachers
        .iter()
        .map(|t| {
            let applicant = Applicant {
                status: t.status,
                institution_active: active.contains(&t.institution_id),
                in_region: regions.contains(&t.region_code),
                past: past.get(&t.person_id).map_or(&[][..], Vec::as_slice),
            };
            admit(&applicant, batch.period)
        })
        .collect())
}

/// What experts know a participant by: ten characters of Crockford's alphabet, which tell nothing.
fn blind_code() -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    keys::random::<10>().map(|b| char::from(ALPHABET[usize::from(b % 32)])).iter().collect()
}

/// Enrols teachers who fit, in this order: the first get the free places, the others wait. The batch is locked, and
/// read since. Gives also the ranks of the batch, if one of them waits.
pub fn put(
    conn: &mut Conn,
    batch: &BatchRow,
    teachers: &[TeacherBrief],
    by: Actor,
    at: Ts,
) -> Result<(Vec<EnrolmentRow>, HashMap<Id, i64>)> {
    let schools: Vec<Id> = teachers.iter().map(|t| t.institution_id).collect();
    let schools = institutions::briefs(conn, &schools)?;
    let count = i64::try_from(teachers.len()).unwrap_or(i64::MAX);
    let first = training_batches::give_seqs(conn, batch.id, count)?;
    // Whoever waits is before whoever comes now.
    let free = if waiting::any(conn, batch.id)? { 0 } else { batch.places - batch.taken };
    let free = usize::try_from(free).unwrap_or_default();
    let mut rows = Vec::with_capacity(teachers.len());
    for ((i, teacher), seq) in teachers.iter().enumerate().zip(first..) {
        let status = if i < free { EnrolmentStatus::Enrolled } else { EnrolmentStatus::Waiting };
        let level = schools.get(&teacher.institution_id).map(|s| s.level);
        rows.push(EnrolmentRow {
            id: ids::new(),
            batch_id: batch.id,
            edition_id: batch.edition_id,
            period: batch.period,
            teacher_id: teacher.id,
            person_id: teacher.person_id,
            user_id: teacher.user_id,
            institution_id: teacher.institution_id,
            region_code: teacher.region_code.clone(),
            level: level.ok_or_else(|| Error::new(Code::NotFound))?,
            seq,
            status,
            live: true,
            blind_code: blind_code(),
            enrolled_by: by.user,
            enrolled_at: at,
            promoted_at: None,
            ended_at: None,
            reason: None,
            updated_at: at,
            version: 1,
            class_id: None,
        });
    }
    store::insert(conn, &rows)?;
    for row in &rows {
        let detail = serde_json::json!({
            "batch": batch.title, "status": row.status, "order": row.seq,
        });
        audit::record_as(conn, Some(by), at, "training_enrolment.enrol", subject(row), &detail)?;
    }
    let waits = rows.iter().any(|r| r.status == EnrolmentStatus::Waiting);
    let ranks = if waits { waiting::ranks_in(conn, batch.id)? } else { HashMap::new() };
    notify::enrolled(conn, batch, &rows, &ranks, at)?;
    Ok((rows, ranks))
}

/// Enrols teachers in a batch.
///
/// # Errors
/// Those of [`open_batch`]; `not_found` for a teacher out of the caller's scope; the refusal of the first, with a
/// pointer to each, if nobody of them can be enrolled.
pub async fn enrol(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewEnrolments,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_enrolments.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "create_training_enrolments", &request, move |conn| {
            training_batches::lock(conn, &[new.batch_id])?;
            let batch = open_batch(conn, &Reach::of(&caller), new.batch_id, now)?;
            let teachers = named(conn, &caller.scope, &new.teacher_ids)?;
            let verdicts = fitting(conn, &batch, &teachers, None)?;
            if verdicts.iter().all(std::result::Result::is_err) {
                return Err(nobody(&verdicts));
            }
            let fit: Vec<TeacherBrief> = teachers
                .iter()
                .zip(&verdicts)
                .filter(|(_, verdict)| verdict.is_ok())
                .map(|(teacher, _)| teacher.clone())
                .collect();
            let actor = Actor { user: caller.user, role: caller.role };
            let (rows, ranks) = put(conn, &batch, &fit, actor, now)?;
            let rows: HashMap<Id, EnrolmentRow> =
                rows.into_iter().map(|r| (r.teacher_id, r)).collect();
            let items = teachers
                .iter()
                .zip(verdicts)
                .map(|(teacher, verdict)| result(teacher.id, verdict, &rows, &ranks))
                .collect();
            let location = format!("/api/v1/training-enrolments?batch_id={}", batch.id);
            Idempotent::created(location, &EnrolmentResults { items })
        })
        .await?;
    state.wake_streams();
    Ok(answer)
}

/// The teachers of these ids, in their order.
fn named(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<TeacherBrief>> {
    let known: HashMap<Id, TeacherBrief> =
        people::teachers_in(conn, scope, ids)?.into_iter().map(|t| (t.id, t)).collect();
    let (mut seen, mut persons) = (HashSet::new(), HashSet::new());
    let (mut twice, mut unknown, mut out) = (Vec::new(), Error::new(Code::NotFound), Vec::new());
    for (i, id) in ids.iter().enumerate() {
        let pointer = format!("/teacher_ids/{i}");
        match known.get(id) {
            None => unknown = unknown.and_field(pointer, "unknown", "is no teacher of yours"),
            Some(t) if !seen.insert(t.id) || !persons.insert(t.person_id) => {
                twice.push(FieldError::new(pointer, "duplicate", "is named twice"));
            }
            Some(t) => out.push(t.clone()),
        }
    }
    if !unknown.field_errors().is_empty() {
        return Err(unknown);
    }
    if twice.is_empty() { Ok(out) } else { Err(Error::fields(twice)) }
}

/// The refusal of a request in which nobody can be enrolled.
fn nobody(verdicts: &[std::result::Result<(), Refusal>]) -> Error {
    let refusals = verdicts.iter().enumerate().filter_map(|(i, v)| Some((i, v.err()?)));
    let mut out: Option<Error> = None;
    for (i, refusal) in refusals {
        let so_far =
            out.unwrap_or_else(|| Error::new(refusal.error()).for_reason(refusal.reason()));
        let pointer = format!("/teacher_ids/{i}");
        out = Some(so_far.and_field(pointer, refusal.code(), refusal.message()));
    }
    out.unwrap_or_else(|| Error::new(Code::StateForbids))
}

fn result(
    teacher: Id,
    verdict: std::result::Result<(), Refusal>,
    rows: &HashMap<Id, EnrolmentRow>,
    ranks: &HashMap<Id, i64>,
) -> EnrolmentResult {
    let row = rows.get(&teacher);
    let refusal = verdict.err();
    let outcome = match row.map(|r| r.status) {
        Some(EnrolmentStatus::Enrolled) => RowOutcome::Enrolled,
        Some(_) => RowOutcome::Waiting,
        None => RowOutcome::Refused,
    };
    EnrolmentResult {
        teacher_id: teacher,
        outcome,
        enrolment_id: row.map(|r| r.id),
        seq: row.map(|r| r.seq),
        rank: row.and_then(|r| ranks.get(&r.id).copied()),
        code: refusal.map(|r| r.code().into()),
        message: refusal.map(|r| r.message().into()),
    }
}
