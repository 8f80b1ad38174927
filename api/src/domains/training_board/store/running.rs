//! Who takes part in classes that run.

use diesel::prelude::*;

use super::super::model::{Among, Circle, RiskFilter, participants};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::training_enrolments;

/// Who takes part in classes that run.
#[derive(Debug, Clone, Queryable)]
pub struct TakingPart {
    pub enrolment: Id,
    pub edition: Id,
    pub period: i32,
    pub region: String,
    pub class: Id,
    pub user: Id,
}

/// Those of a circle who take part in classes that run, by enrolment.
pub fn all(conn: &mut Conn, circle: &Circle, filter: &RiskFilter) -> Result<Vec<TakingPart>> {
    use training_enrolments as e;
    let among = Among {
        edition: filter.edition_id,
        period: filter.period,
        class: filter.class_id,
        region: filter.region_code.as_deref(),
    };
    Ok(participants::in_running(circle, among)
        .order(e::id.asc())
        .select((
            e::id,
            e::edition_id,
            e::period,
            e::region_code,
            e::class_id.assume_not_null(),
            e::user_id,
        ))
        .load(conn)?)
}
