//! The certificates that are printed in bulk, by institution and number, and the classes of their holders.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::model::{CertificateRow, CertificateStatus, PrintFilter, SealRow};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificate_seals, certificates, cohort_students, cohorts};

/// The valid ones that a filter takes. What the caller may see was put into the filter when it was asked for.
macro_rules! wanted {
    ($q:expr, $filter:expr) => {{
        let filter: &PrintFilter = $filter;
        let mut q = $q.filter(certificates::status.eq(CertificateStatus::Valid));
        if let Some(kind) = filter.kind {
            q = q.filter(certificates::kind.eq(kind));
        }
        if let Some(id) = filter.edition_id {
            q = q.filter(certificates::edition_id.eq(id));
        }
        if let Some(region) = &filter.region_code {
            q = q.filter(certificates::region_code.eq(region.clone()));
        }
        if let Some(id) = filter.institution_id {
            q = q.filter(certificates::institution_id.eq(id));
        }
        if let Some(id) = filter.cohort_id {
            let members = cohort_students::table
                .filter(cohort_students::cohort_id.eq(id))
                .select(cohort_students::student_id.nullable());
            q = q.filter(certificates::student_id.eq_any(members));
        }
        if let Some(id) = filter.run_id {
            q = q.filter(certificates::run_id.eq(id));
        }
        q
    }};
}

/// How many there are.
pub fn count(conn: &mut Conn, filter: &PrintFilter) -> Result<i64> {
    let q = certificates::table.select(count_star()).into_boxed();
    Ok(wanted!(q, filter).first(conn)?)
}

/// Where a page ends: institution and number.
pub type Position = (Id, String);

/// A page of them with their seals, after a position.
pub fn page(
    conn: &mut Conn,
    filter: &PrintFilter,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<(CertificateRow, Option<SealRow>)>> {
    let q = certificates::table
        .left_join(
            certificate_seals::table.on(certificate_seals::certificate_id.eq(certificates::id)),
        )
        .select((CertificateRow::as_select(), Option::<SealRow>::as_select()))
        .into_boxed();
    let mut q = wanted!(q, filter);
    if let Some((institution, number)) = after {
        q = q.filter(
            certificates::institution_id.gt(*institution).or(certificates::institution_id
                .eq(*institution)
                .and(certificates::number.gt(number.clone()))),
        );
    }
    Ok(q.order((certificates::institution_id.asc(), certificates::number.asc()))
        .limit(limit)
        .load(conn)?)
}

/// The classes that these students were in, by student and edition: the one they are in, else the last.
pub fn classes(conn: &mut Conn, students: &[Id]) -> Result<HashMap<(Id, Id), String>> {
    let rows: Vec<(Id, Id, String)> = cohort_students::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_students::cohort_id)))
        .filter(cohort_students::student_id.eq_any(students.to_vec()))
        .filter(cohorts::status.ne("dissolved"))
        .order((cohort_students::live.asc(), cohort_students::joined_at.asc()))
        .select((cohort_students::student_id, cohort_students::edition_id, cohorts::title))
        .load(conn)?;
    Ok(rows.into_iter().map(|(student, edition, title)| ((student, edition), title)).collect())
}
