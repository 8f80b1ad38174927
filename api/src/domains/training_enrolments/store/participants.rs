//! Participants of classes with their names, for other slices.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{
    Circle, ClassMember, ClassOfParticipant, EnrolmentStatus, InClass, InstitutionOfEnrolment,
    TeacherOfEnrolment,
};
use super::Boxed;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{
    institutions, teachers, training_class_trainers, training_classes, training_enrolments,
};

/// The classes that an account trains, as a subquery.
macro_rules! trained_by {
    ($user:expr) => {
        training_class_trainers::table
            .filter(training_class_trainers::user_id.eq($user))
            .select(training_class_trainers::class_id.nullable())
    };
}

/// Those of a circle who are in a class.
fn in_circle(circle: &Circle) -> Boxed {
    use training_enrolments as e;
    let q = e::table.into_boxed().filter(e::class_id.is_not_null());
    match circle {
        Circle::Country => q,
        Circle::Region(region) => q.filter(e::region_code.eq(region.clone())),
        Circle::Institution(id) => q.filter(e::institution_id.eq(*id)),
        Circle::Trainer(user) => q.filter(e::class_id.eq_any(trained_by!(*user))),
        Circle::Own(user) => q.filter(e::user_id.eq(*user)),
        Circle::Nobody => q.filter(e::id.eq(Id::NIL)),
    }
}

/// Which of those who take part: of an edition, a period, a class, a region.
#[derive(Debug, Clone, Copy, Default)]
pub struct Among<'f> {
    pub edition: Option<Id>,
    pub period: Option<i32>,
    pub class: Option<Id>,
    pub region: Option<&'f str>,
}

/// Those of a circle who take part in classes that run.
pub fn in_running(circle: &Circle, among: Among<'_>) -> Boxed {
    use training_classes as c;
    use training_enrolments as e;
    let running = c::table.filter(c::status.eq("running")).select(c::id.nullable());
    let mut q = in_circle(circle)
        .filter(e::status.eq(EnrolmentStatus::Placed))
        .filter(e::class_id.eq_any(running));
    if let Some(id) = among.edition {
        q = q.filter(e::edition_id.eq(id));
    }
    if let Some(period) = among.period {
        q = q.filter(e::period.eq(period));
    }
    if let Some(id) = among.class {
        q = q.filter(e::class_id.eq(id));
    }
    if let Some(region) = among.region {
        q = q.filter(e::region_code.eq(region.to_string()));
    }
    q
}

type Class = (Id, String, String, Option<Ts>, Option<Ts>);
type Facts = (Id, Id, Id, String, EnrolmentStatus);

fn member(
    (facts, class, teacher, institution): (
        Facts,
        Class,
        TeacherOfEnrolment,
        InstitutionOfEnrolment,
    ),
) -> ClassMember {
    let (enrolment_id, user_id, edition_id, region_code, status) = facts;
    let (id, title, class_status, started_at, finished_at) = class;
    let class = ClassOfParticipant { id, title };
    let participant = InClass { enrolment_id, class, teacher, institution, region_code };
    ClassMember { participant, user_id, edition_id, status, class_status, started_at, finished_at }
}

fn load(conn: &mut Conn, ids: &[Id]) -> Result<Vec<ClassMember>> {
    use training_classes as c;
    use training_enrolments as e;
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Facts, Class, TeacherOfEnrolment, InstitutionOfEnrolment)> = e::table
            .inner_join(c::table.on(e::class_id.eq(c::id.nullable())))
            .inner_join(teachers::table.on(teachers::id.eq(e::teacher_id)))
            .inner_join(institutions::table.on(institutions::id.eq(e::institution_id)))
            .filter(e::id.eq_any(chunk.to_vec()))
            .order((teachers::staff_no.asc(), e::id.asc()))
            .select((
                (e::id, e::user_id, e::edition_id, e::region_code, e::status),
                (c::id, c::title, c::status, c::started_at, c::finished_at),
                (teachers::id, teachers::staff_no, teachers::name),
                (institutions::id, institutions::code, institutions::name),
            ))
            .load(conn)?;
        out.extend(rows.into_iter().map(member));
    }
    Ok(out)
}

/// One participant of a circle.
///
/// # Errors
/// `not_found` out of it, and while they are in no class.
pub fn find(conn: &mut Conn, circle: &Circle, id: Id) -> Result<ClassMember> {
    let q = in_circle(circle).filter(training_enrolments::id.eq(id));
    let id: Id = q.select(training_enrolments::id).first(conn)?;
    load(conn, &[id])?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// Those of a class who belong to a circle, by staff number.
pub fn of_class(conn: &mut Conn, circle: &Circle, class: Id) -> Result<Vec<ClassMember>> {
    let q = in_circle(circle).filter(training_enrolments::class_id.eq(class));
    let ids: Vec<Id> = q.select(training_enrolments::id).load(conn)?;
    load(conn, &ids)
}

/// These participants, whoever asks.
pub fn by_ids(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, ClassMember>> {
    let found = load(conn, ids)?;
    Ok(found.into_iter().map(|m| (m.participant.enrolment_id, m)).collect())
}
