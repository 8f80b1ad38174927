//! What `onex check` asks of cohorts beyond the database's own constraints.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::model::CohortStatus;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::schema::{cohort_students, cohort_teachers, cohorts, students, teachers};

/// Sentences about memberships that do not fit their cohort.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let ended = [CohortStatus::Finished, CohortStatus::Dissolved];
    let mut out = Vec::new();
    let mut tell = |n: i64, what: &str| {
        if n > 0 {
            out.push(format!("{n} {what}"));
        }
    };
    let members = cohort_students::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_students::cohort_id)));
    let n = members
        .filter(cohort_students::live.eq(true))
        .filter(cohorts::status.eq_any(ended))
        .select(count_star())
        .first(conn)?;
    tell(n, "students are held by cohorts that have ended");
    let n = members
        .filter(cohort_students::live.eq(false))
        .filter(cohorts::status.ne_all(ended))
        .select(count_star())
        .first(conn)?;
    tell(n, "students of living cohorts are marked as free");
    let n = members
        .inner_join(students::table.on(students::id.eq(cohort_students::student_id)))
        .filter(students::institution_id.ne(cohorts::institution_id))
        .select(count_star())
        .first(conn)?;
    tell(n, "students are in a cohort of another institution");
    let n = cohort_teachers::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_teachers::cohort_id)))
        .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
        .filter(teachers::institution_id.ne(cohorts::institution_id))
        .select(count_star())
        .first(conn)?;
    tell(n, "teachers are in a cohort of another institution");
    Ok(out)
}
