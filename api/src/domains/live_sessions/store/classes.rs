//! What is read of the tables of classes: their days and states, who holds their sessions, who is in them.

use diesel::prelude::*;
use time::Date;

use super::super::model::{ClassKind, HostOfClass, Reach};
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::Result;
use crate::schema::{
    cohort_students, cohort_teachers, cohorts, institutions, students, teachers,
    training_class_regions, training_class_trainers, training_classes, training_enrolments, users,
};

type BoxedTraining = diesel::helper_types::IntoBoxed<
    'static,
    training_classes::table,
    <Conn as diesel::Connection>::Backend,
>;
type BoxedCohorts =
    diesel::helper_types::IntoBoxed<'static, cohorts::table, <Conn as diesel::Connection>::Backend>;

/// Statuses of enrolments that have a place in a class.
pub(super) const PLACED: [&str; 3] = ["placed", "passed", "failed"];

/// A class, as far as its sessions are concerned.
#[derive(Debug, Clone)]
pub struct Class {
    pub kind: ClassKind,
    pub id: Id,
    pub title: String,
    pub status: String,
    pub edition_id: Id,
    pub region_code: String,
    /// Of a cohort.
    pub institution_id: Option<Id>,
    /// Of a training class: its own days.
    pub days: Option<(Date, Date)>,
    /// Of a cohort: its student-training periods.
    pub periods: Vec<u8>,
}

impl Class {
    /// Whether its sessions are planned and held now.
    pub fn is_alive(&self) -> bool {
        alive(self.kind).contains(&self.status.as_str())
    }

    /// Whether it meets now: before a training class has started its sessions are planned and not held.
    pub fn meets(&self) -> bool {
        meets(self.kind, &self.status)
    }

    /// Whether who attended is still put right: of a training class until its people have their results.
    pub fn keeps_records(&self) -> bool {
        self.is_alive() || self.has_ended()
    }

    /// Whether it is a training class that ended: its people are judged by what is recorded of them.
    pub fn has_ended(&self) -> bool {
        self.kind == ClassKind::TrainingClass && self.status == "finished"
    }
}

/// The states of classes whose sessions are planned and held.
pub(super) const fn alive(kind: ClassKind) -> &'static [&'static str] {
    match kind {
        ClassKind::TrainingClass => &["formed", "running"],
        ClassKind::Cohort => &["approved", "running"],
    }
}

/// The states of classes that meet.
pub(super) const fn meeting(kind: ClassKind) -> &'static [&'static str] {
    match kind {
        ClassKind::TrainingClass => &["running"],
        ClassKind::Cohort => alive(kind),
    }
}

/// Whether a class of this kind meets in this state.
pub fn meets(kind: ClassKind, status: &str) -> bool {
    meeting(kind).contains(&status)
}

/// Somebody of a class.
#[derive(Debug, Clone, Queryable)]
pub struct Member {
    pub user_id: Id,
    pub name: String,
    /// Staff or student number.
    pub number: String,
    pub institution_id: Id,
    pub institution: String,
    pub status: String,
}

impl Member {
    /// Whether they have left the class.
    pub fn is_gone(&self) -> bool {
        !PLACED.contains(&self.status.as_str())
            && !matches!(self.status.as_str(), "active" | "suspended")
    }

    /// Whether a result rests on what they attended.
    pub fn has_result(&self) -> bool {
        matches!(self.status.as_str(), "passed" | "failed")
    }
}

/// Ids of training classes of a region, as a subquery.
macro_rules! of_region {
    ($region:expr) => {
        training_class_regions::table
            .filter(training_class_regions::region_code.eq($region.clone()))
            .select(training_class_regions::class_id)
    };
}
/// Ids of training classes with teachers of a school, as a subquery.
macro_rules! of_school {
    ($school:expr) => {
        training_enrolments::table
            .filter(training_enrolments::institution_id.eq(*$school))
            .filter(training_enrolments::class_id.is_not_null())
            .select(training_enrolments::class_id.assume_not_null())
    };
}
/// Ids of training classes that an account trains, as a subquery.
macro_rules! trained_by {
    ($user:expr) => {
        training_class_trainers::table
            .filter(training_class_trainers::user_id.eq(*$user))
            .select(training_class_trainers::class_id)
    };
}
/// Ids of training classes that an account is in, as a subquery.
macro_rules! attended_by {
    ($user:expr) => {
        training_enrolments::table
            .filter(training_enrolments::user_id.eq(*$user))
            .filter(training_enrolments::status.eq_any(PLACED))
            .filter(training_enrolments::class_id.is_not_null())
            .select(training_enrolments::class_id.assume_not_null())
    };
}
/// Ids of cohorts that an account teaches at a school, as long as it is of it, as a subquery.
macro_rules! taught_by {
    ($user:expr, $school:expr) => {
        cohort_teachers::table
            .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
            .filter(teachers::user_id.eq(*$user))
            .filter(teachers::institution_id.eq(*$school))
            .filter(teachers::status.eq("active"))
            .select(cohort_teachers::cohort_id)
    };
}
/// Ids of cohorts that an account is in, as a subquery.
macro_rules! studied_by {
    ($user:expr) => {
        cohort_students::table
            .inner_join(students::table.on(students::id.eq(cohort_students::student_id)))
            .filter(students::user_id.eq(*$user))
            .filter(students::status.ne_all(["left", "transferred"]))
            .select(cohort_students::cohort_id)
    };
}
pub(super) use {attended_by, of_region, of_school, studied_by, taught_by, trained_by};

/// The training classes in reach.
fn training(reach: &Reach) -> BoxedTraining {
    use training_classes as t;
    let q = t::table.into_boxed();
    match reach {
        Reach::Country => q,
        Reach::Region(region) => q.filter(t::id.eq_any(of_region!(region))),
        Reach::Institution(school) => q.filter(t::id.eq_any(of_school!(school))),
        Reach::Trainer(user) => q.filter(t::id.eq_any(trained_by!(user))),
        Reach::Teacher { user, .. } => q.filter(t::id.eq_any(attended_by!(user))),
        Reach::Student(_) | Reach::Nothing => q.filter(t::id.eq(Id::NIL)),
    }
}

/// The cohorts in reach.
fn cohorts(reach: &Reach) -> BoxedCohorts {
    use cohorts as c;
    let q = c::table.into_boxed();
    match reach {
        Reach::Country => q,
        Reach::Region(region) => q.filter(c::region_code.eq(region.clone())),
        Reach::Institution(school) => q.filter(c::institution_id.eq(*school)),
        Reach::Teacher { user, school } => q.filter(c::id.eq_any(taught_by!(user, school))),
        Reach::Student(user) => q.filter(c::id.eq_any(studied_by!(user))),
        Reach::Trainer(_) | Reach::Nothing => q.filter(c::id.eq(Id::NIL)),
    }
}

/// A class in reach.
pub fn find(conn: &mut Conn, reach: &Reach, kind: ClassKind, id: Id) -> Result<Class> {
    match kind {
        ClassKind::TrainingClass => {
            use training_classes as t;
            type Found = (String, String, Id, String, (Date, Date));
            let (title, status, edition_id, region_code, days): Found = training(reach)
                .filter(t::id.eq(id))
                .select((
                    t::title,
                    t::status,
                    t::edition_id,
                    t::region_code,
                    (t::starts_on, t::ends_on),
                ))
                .first(conn)?;
            let (institution_id, periods, days) = (None, vec![], Some(days));
            Ok(Class {
                kind,
                id,
                title,
                status,
                edition_id,
                region_code,
                institution_id,
                days,
                periods,
            })
        }
        ClassKind::Cohort => {
            use cohorts as c;
            type Found = (String, String, Id, String, Id, Json);
            let (title, status, edition_id, region_code, institution, periods): Found =
                cohorts(reach)
                    .filter(c::id.eq(id))
                    .select((
                        c::title,
                        c::status,
                        c::edition_id,
                        c::region_code,
                        c::institution_id,
                        c::periods,
                    ))
                    .first(conn)?;
            Ok(Class {
                kind,
                id,
                title,
                status,
                edition_id,
                region_code,
                institution_id: Some(institution),
                days: None,
                periods: periods.read()?,
            })
        }
    }
}

/// Titles and states of classes of a kind.
pub fn titles(conn: &mut Conn, kind: ClassKind, ids: Vec<Id>) -> Result<Vec<(Id, String, String)>> {
    Ok(match kind {
        ClassKind::TrainingClass => training_classes::table
            .filter(training_classes::id.eq_any(ids))
            .select((training_classes::id, training_classes::title, training_classes::status))
            .load(conn)?,
        ClassKind::Cohort => cohorts::table
            .filter(cohorts::id.eq_any(ids))
            .select((cohorts::id, cohorts::title, cohorts::status))
            .load(conn)?,
    })
}

/// Who holds sessions of a class: its trainers in their order, or its teachers by their numbers.
pub fn hosts(conn: &mut Conn, kind: ClassKind, id: Id) -> Result<Vec<HostOfClass>> {
    let rows: Vec<(Id, String)> = match kind {
        ClassKind::TrainingClass => training_class_trainers::table
            .inner_join(users::table.on(users::id.eq(training_class_trainers::user_id)))
            .filter(training_class_trainers::class_id.eq(id))
            .order((training_class_trainers::position.asc(), users::id.asc()))
            .select((users::id, users::display_name))
            .load(conn)?,
        ClassKind::Cohort => cohort_teachers::table
            .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
            .filter(cohort_teachers::cohort_id.eq(id))
            .filter(teachers::status.eq("active"))
            .order((teachers::staff_no.asc(), teachers::id.asc()))
            .select((teachers::user_id, teachers::name))
            .load(conn)?,
    };
    Ok(rows.into_iter().map(|(user_id, name)| HostOfClass { user_id, name }).collect())
}

/// Everybody who is or was in a class, by school and number.
pub fn members(conn: &mut Conn, kind: ClassKind, id: Id) -> Result<Vec<Member>> {
    use institutions as i;
    Ok(match kind {
        ClassKind::TrainingClass => {
            use training_enrolments as e;
            e::table
                .inner_join(teachers::table.on(teachers::id.eq(e::teacher_id)))
                .inner_join(i::table.on(i::id.eq(e::institution_id)))
                .filter(e::class_id.eq(id))
                .order((i::name.asc(), teachers::staff_no.asc(), e::user_id.asc()))
                .select((e::user_id, teachers::name, teachers::staff_no, i::id, i::name, e::status))
                .load(conn)?
        }
        ClassKind::Cohort => cohort_students::table
            .inner_join(students::table.on(students::id.eq(cohort_students::student_id)))
            .inner_join(i::table.on(i::id.eq(students::institution_id)))
            .filter(cohort_students::cohort_id.eq(id))
            .order((students::student_no.asc(), students::user_id.asc()))
            .select((
                students::user_id,
                students::name,
                students::student_no,
                i::id,
                i::name,
                students::status,
            ))
            .load(conn)?,
    })
}
