//! Counts over the tables of other slices; writes nothing.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::RegionOverview;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{
    branches, certificate_revocations, certificates, cohort_teachers, cohorts, editions,
    institution_applications, institutions, issuance_runs, students, teachers, transfers,
};

/// Applications of schools that wait for their branch: of one region, or of the country.
pub fn applications(conn: &mut Conn, region: Option<&str>) -> Result<i64> {
    applications_before(conn, region, Ts(i64::MAX))
}

/// Those of them that were submitted before an instant.
pub fn applications_before(conn: &mut Conn, region: Option<&str>, at: Ts) -> Result<i64> {
    let mut q = institution_applications::table
        .filter(institution_applications::status.eq("submitted"))
        .filter(institution_applications::submitted_at.lt(at))
        .select(count_star())
        .into_boxed();
    if let Some(region) = region {
        q = q.filter(institution_applications::region_code.eq(region.to_string()));
    }
    Ok(q.first(conn)?)
}

/// Cohorts of the country that wait for their branch.
pub fn cohorts_submitted(conn: &mut Conn) -> Result<i64> {
    Ok(cohorts::table.filter(cohorts::status.eq("submitted")).count().get_result(conn)?)
}

/// Issuance runs in this state.
pub fn runs(conn: &mut Conn, status: &str) -> Result<i64> {
    Ok(issuance_runs::table.filter(issuance_runs::status.eq(status)).count().get_result(conn)?)
}

/// Issuance runs that this certifier may approve: somebody else prepared them.
pub fn runs_to_approve(conn: &mut Conn, certifier: Id) -> Result<i64> {
    Ok(issuance_runs::table
        .filter(issuance_runs::status.eq("prepared"))
        .filter(issuance_runs::prepared_by.ne(certifier))
        .count()
        .get_result(conn)?)
}

/// Running classes that this account teaches.
pub fn running_of_teacher(conn: &mut Conn, user: Id) -> Result<i64> {
    Ok(cohort_teachers::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_teachers::cohort_id)))
        .inner_join(teachers::table.on(teachers::id.eq(cohort_teachers::teacher_id)))
        .filter(teachers::user_id.eq(user))
        .filter(cohorts::status.eq("running"))
        .select(count_star())
        .first(conn)?)
}

/// Valid certificates of this account's holder.
pub fn certificates_of(conn: &mut Conn, user: Id) -> Result<i64> {
    Ok(certificates::table
        .filter(certificates::holder_user_id.eq(user))
        .filter(certificates::status.eq("valid"))
        .count()
        .get_result(conn)?)
}

/// Cohorts of a region in this state.
pub fn cohorts_of_region(conn: &mut Conn, region: &str, status: &str) -> Result<i64> {
    Ok(cohorts::table
        .filter(cohorts::region_code.eq(region))
        .filter(cohorts::status.eq(status))
        .count()
        .get_result(conn)?)
}

/// Cohorts of an institution in this state.
pub fn cohorts_of_institution(conn: &mut Conn, institution: Id, status: &str) -> Result<i64> {
    Ok(cohorts::table
        .filter(cohorts::institution_id.eq(institution))
        .filter(cohorts::status.eq(status))
        .count()
        .get_result(conn)?)
}

/// Transfers that wait for the word of this region's branch, on either side.
pub fn transfers_of(conn: &mut Conn, region: &str) -> Result<i64> {
    let leaving = transfers::from_region.eq(region).and(transfers::source_by.is_null());
    let coming = transfers::to_region.eq(region).and(transfers::target_by.is_null());
    Ok(transfers::table
        .filter(transfers::status.eq("requested"))
        .filter(leaving.or(coming))
        .count()
        .get_result(conn)?)
}

/// Revocations that wait for a second certifier: somebody other than this one asked for them.
pub fn revocations(conn: &mut Conn, certifier: Id) -> Result<i64> {
    Ok(certificate_revocations::table
        .filter(certificate_revocations::status.eq("pending"))
        .filter(certificate_revocations::requested_by.ne(certifier))
        .count()
        .get_result(conn)?)
}

/// The country by region. Every region that has a branch is there, also with nothing in it.
pub fn regions(conn: &mut Conn, scope: &Scope, edition: Id) -> Result<Vec<RegionOverview>> {
    if *scope != Scope::Country {
        return Ok(vec![]);
    }
    editions::table
        .find(edition)
        .select(editions::id)
        .first::<Id>(conn)
        .optional()?
        .ok_or_else(|| Error::because(Code::NotFound, "There is no such edition"))?;
    let codes: Vec<String> = branches::table.select(branches::region_code).load(conn)?;
    let mut regions: BTreeMap<String, RegionOverview> = codes
        .into_iter()
        .map(|code| (code.clone(), RegionOverview { region_code: code, ..Default::default() }))
        .collect();
    let mut put = |counts: Vec<(String, i64)>, set: fn(&mut RegionOverview, i64)| {
        for (code, n) in counts {
            if let Some(region) = regions.get_mut(&code) {
                set(region, n);
            }
        }
    };
    let counts = institutions::table
        .group_by(institutions::region_code)
        .select((institutions::region_code, count_star()))
        .load(conn)?;
    put(counts, |r, n| r.institutions = n);
    let counts = students::table
        .filter(students::status.eq("active"))
        .group_by(students::region_code)
        .select((students::region_code, count_star()))
        .load(conn)?;
    put(counts, |r, n| r.students = n);
    let counts = teachers::table
        .filter(teachers::status.eq("active"))
        .group_by(teachers::region_code)
        .select((teachers::region_code, count_star()))
        .load(conn)?;
    put(counts, |r, n| r.teachers = n);
    let counts = cohorts::table
        .filter(cohorts::edition_id.eq(edition))
        .filter(cohorts::status.ne("dissolved"))
        .group_by(cohorts::region_code)
        .select((cohorts::region_code, count_star()))
        .load(conn)?;
    put(counts, |r, n| r.cohorts = n);
    let counts = certificates::table
        .filter(certificates::edition_id.eq(edition))
        .filter(certificates::status.eq("valid"))
        .group_by(certificates::region_code)
        .select((certificates::region_code, count_star()))
        .load(conn)?;
    put(counts, |r, n| r.certificates = n);
    Ok(regions.into_values().collect())
}
