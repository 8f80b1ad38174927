//! Who takes part in classes that run.

use diesel::prelude::*;

use super::super::model::{Circle, RiskFilter};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{training_class_trainers, training_classes, training_enrolments};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    training_enrolments::table,
    <Conn as diesel::Connection>::Backend,
>;

/// Who takes part in classes that run, in somebody's circle.
fn taking_part(circle: &Circle, filter: &RiskFilter) -> Boxed {
    use training_class_trainers as t;
    use training_classes as c;
    use training_enrolments as e;
    let running = c::table.filter(c::status.eq("running")).select(c::id.nullable());
    let mut q =
        e::table.into_boxed().filter(e::status.eq("placed")).filter(e::class_id.eq_any(running));
    q = match circle {
        Circle::Country => q,
        Circle::Region(region) => q.filter(e::region_code.eq(region.clone())),
        Circle::Institution(id) => q.filter(e::institution_id.eq(*id)),
        Circle::Trainer(user) => {
            let trained = t::table.filter(t::user_id.eq(*user)).select(t::class_id.nullable());
            q.filter(e::class_id.eq_any(trained))
        }
        Circle::Own(user) => q.filter(e::user_id.eq(*user)),
        Circle::Nobody => q.filter(e::id.eq(Id::NIL)),
    };
    if let Some(id) = filter.edition_id {
        q = q.filter(e::edition_id.eq(id));
    }
    if let Some(period) = filter.period {
        q = q.filter(e::period.eq(period));
    }
    if let Some(id) = filter.class_id {
        q = q.filter(e::class_id.eq(id));
    }
    if let Some(region) = &filter.region_code {
        q = q.filter(e::region_code.eq(region.clone()));
    }
    q
}

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
    Ok(taking_part(circle, filter)
        .filter(e::class_id.is_not_null())
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
