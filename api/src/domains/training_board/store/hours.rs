//! What classes have held live, and what their participants attended of it.

use std::collections::HashMap;

use diesel::dsl::sum;
use diesel::prelude::*;

use super::super::model::{Circle, RiskFilter};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{
    live_attendance, live_sessions, training_class_trainers, training_classes, training_enrolments,
};

/// How `live_sessions` calls classes of teacher training.
const KIND: &str = "training_class";

/// Minutes that these classes have held; none where a class is missing.
pub fn held(conn: &mut Conn, classes: &[Id]) -> Result<HashMap<Id, i64>> {
    use live_sessions as s;
    let mut out = HashMap::new();
    for chunk in classes.chunks(1000) {
        let rows: Vec<(Id, Option<i64>)> = s::table
            .filter(s::class_kind.eq(KIND))
            .filter(s::class_id.eq_any(chunk.to_vec()))
            .filter(s::status.eq("held"))
            .group_by(s::class_id)
            .select((s::class_id, sum(s::held_minutes)))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(id, n)| (id, n.unwrap_or_default())));
    }
    Ok(out)
}

/// Minutes of these classes that people attended, by class and account.
pub fn attended(conn: &mut Conn, classes: &[Id]) -> Result<HashMap<(Id, Id), i64>> {
    use live_attendance as a;
    use live_sessions as s;
    let mut out = HashMap::new();
    for chunk in classes.chunks(1000) {
        let rows: Vec<(Id, Id, Option<i64>)> = a::table
            .inner_join(s::table.on(s::id.eq(a::session_id)))
            .filter(s::class_kind.eq(KIND))
            .filter(s::class_id.eq_any(chunk.to_vec()))
            .filter(s::status.eq("held"))
            .group_by((s::class_id, a::user_id))
            .select((s::class_id, a::user_id, sum(a::minutes)))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(class, user, n)| ((class, user), n.unwrap_or_default())));
    }
    Ok(out)
}

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
pub fn running(conn: &mut Conn, circle: &Circle, filter: &RiskFilter) -> Result<Vec<TakingPart>> {
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
