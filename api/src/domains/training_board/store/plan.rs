//! The rows of the national plan.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{CertificateKind, CertificateStatus, EnrolmentStatus, PlanFilter};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificates, training_batches, training_enrolments};

/// A participant of a batch of the national plan, before names are put to it.
#[derive(Debug, Clone, Queryable)]
pub struct Planned {
    pub enrolment: Id,
    pub person: Id,
    pub user: Id,
    pub period: i32,
    pub status: EnrolmentStatus,
    pub planned_hours: i32,
}

/// A page of them by enrolment.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    (edition, filter): (Id, &PlanFilter),
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Planned>> {
    use training_batches as b;
    use training_enrolments as e;
    let mut q = e::table
        .inner_join(b::table.on(b::id.eq(e::batch_id)))
        .filter(b::national_plan.eq(true))
        .filter(e::edition_id.eq(edition))
        .filter(e::class_id.is_not_null())
        .order(e::id.asc())
        .limit(limit + 1)
        .select((e::id, e::person_id, e::user_id, e::period, e::status, b::planned_hours))
        .into_boxed();
    if let Some(region) = scope.region() {
        q = q.filter(e::region_code.eq(region.to_string()));
    }
    if let Some(period) = filter.period {
        q = q.filter(e::period.eq(period));
    }
    if let Some(after) = after {
        q = q.filter(e::id.gt(after));
    }
    Ok(q.load(conn)?)
}

/// The numbers of the valid training certificates of these people in an edition.
pub fn certificates(conn: &mut Conn, edition: Id, people: &[Id]) -> Result<HashMap<Id, String>> {
    use certificates as c;
    let mut out = HashMap::new();
    for chunk in people.chunks(1000) {
        let rows: Vec<(Id, String)> = c::table
            .filter(c::edition_id.eq(edition))
            .filter(c::kind.eq(CertificateKind::TrainingCertificate))
            .filter(c::status.eq(CertificateStatus::Valid))
            .filter(c::holder_person_id.eq_any(chunk.to_vec()))
            .select((c::holder_person_id, c::number))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}
