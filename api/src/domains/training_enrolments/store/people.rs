//! What is read of teachers, institutions and batches.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{
    BatchOfEnrolment, ClassOfEnrolment, InstitutionOfEnrolment, TeacherOfEnrolment,
};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{
    institutions, teachers, training_batches, training_classes, training_enrolments,
};

/// Who is enrolled, of which school, in what.
#[derive(Debug, Clone)]
pub struct Names {
    pub teacher: TeacherOfEnrolment,
    pub institution: InstitutionOfEnrolment,
    pub batch: BatchOfEnrolment,
}

/// The names of these enrolments.
pub fn names(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Names>> {
    use training_enrolments as e;
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, TeacherOfEnrolment, InstitutionOfEnrolment, BatchOfEnrolment)> =
            e::table
                .inner_join(teachers::table.on(teachers::id.eq(e::teacher_id)))
                .inner_join(institutions::table.on(institutions::id.eq(e::institution_id)))
                .inner_join(training_batches::table.on(training_batches::id.eq(e::batch_id)))
                .filter(e::id.eq_any(chunk.to_vec()))
                .select((
                    e::id,
                    (teachers::id, teachers::staff_no, teachers::name),
                    (institutions::id, institutions::code, institutions::name),
                    (
                        training_batches::id,
                        training_batches::title,
                        training_batches::period,
                        training_batches::status,
                        training_batches::starts_on,
                        training_batches::ends_on,
                    ),
                ))
                .load(conn)?;
        out.extend(
            rows.into_iter().map(|(id, teacher, institution, batch)| {
                (id, Names { teacher, institution, batch })
            }),
        );
    }
    Ok(out)
}

/// The classes of these enrolments.
pub fn classes(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, ClassOfEnrolment>> {
    use training_enrolments as e;
    let mut out = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, ClassOfEnrolment)> = e::table
            .inner_join(training_classes::table.on(training_classes::id.nullable().eq(e::class_id)))
            .filter(e::id.eq_any(chunk.to_vec()))
            .select((
                e::id,
                (training_classes::id, training_classes::title, training_classes::status),
            ))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// Which of these institutions are active.
pub fn active(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Id>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<Id> = institutions::table
            .filter(institutions::id.eq_any(chunk.to_vec()))
            .filter(institutions::status.eq("active"))
            .select(institutions::id)
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}
