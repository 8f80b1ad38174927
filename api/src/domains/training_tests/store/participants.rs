//! What is read of enrolments: who takes part, and whose attempts somebody sees.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::AttemptOf;
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{
    institutions, teachers, test_attempts, training_batches, training_classes, training_enrolments,
    training_tests,
};

/// Somebody who is enrolled in the batch of a test.
#[derive(Debug, Clone, Queryable)]
pub struct Participant {
    pub id: Id,
    pub region_code: String,
    pub institution_id: Id,
    pub status: String,
    class_status: Option<String>,
}

impl Participant {
    /// Whether they are in a class that has begun, and have neither a result nor gone.
    pub fn takes_part(&self) -> bool {
        self.status == PLACED
            && matches!(self.class_status.as_deref(), Some("running" | "finished"))
    }
}

const PLACED: &str = "placed";

/// Whose attempts somebody sees.
#[derive(Debug, Clone)]
pub enum Seen {
    All,
    Region(String),
    /// Participants of the classes that they train.
    Trained(Id),
    Own(Id),
    Nobody,
}

impl Seen {
    pub fn of(caller: &Caller) -> Self {
        match (caller.role, &caller.scope) {
            (Role::Trainer, _) => Seen::Trained(caller.user),
            (Role::Teacher, _) => Seen::Own(caller.user),
            (_, Scope::Country) => Seen::All,
            (_, Scope::Region(region)) => Seen::Region(region.clone()),
            _ => Seen::Nobody,
        }
    }
}

/// The newest enrolment of somebody in a batch: of several the one under way.
pub fn own(conn: &mut Conn, batch: Id, user: Id) -> Result<Option<Participant>> {
    use training_classes as c;
    use training_enrolments as e;
    Ok(e::table
        .left_join(c::table.on(c::id.nullable().eq(e::class_id)))
        .filter(e::batch_id.eq(batch))
        .filter(e::user_id.eq(user))
        .order((e::live.desc(), e::id.desc()))
        .select((e::id, e::region_code, e::institution_id, e::status, c::status.nullable()))
        .first(conn)
        .optional()?)
}

/// One enrolment.
pub fn by_id(conn: &mut Conn, id: Id) -> Result<Participant> {
    use training_classes as c;
    use training_enrolments as e;
    Ok(e::table
        .left_join(c::table.on(c::id.nullable().eq(e::class_id)))
        .filter(e::id.eq(id))
        .select((e::id, e::region_code, e::institution_id, e::status, c::status.nullable()))
        .first(conn)?)
}

/// Who these enrolments are of.
pub fn names(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, AttemptOf>> {
    use training_enrolments as e;
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<AttemptOf> = e::table
            .inner_join(teachers::table.on(teachers::id.eq(e::teacher_id)))
            .inner_join(institutions::table.on(institutions::id.eq(e::institution_id)))
            .filter(e::id.eq_any(chunk.to_vec()))
            .select((e::id, teachers::name, teachers::staff_no, institutions::name, e::region_code))
            .load(conn)?;
        out.extend(rows.into_iter().map(|of| (of.enrolment_id, of)));
    }
    Ok(out)
}

/// The accounts of those who take part in a batch; `untried`: only of those without any attempt at this test.
pub fn users(conn: &mut Conn, batch: Id, untried: Option<Id>) -> Result<Vec<Id>> {
    use training_enrolments as e;
    let mut q = e::table
        .filter(e::batch_id.eq(batch))
        .filter(e::status.eq(PLACED))
        .select(e::user_id)
        .into_boxed();
    if let Some(test) = untried {
        let tried = test_attempts::table
            .filter(test_attempts::test_id.eq(test))
            .select(test_attempts::enrolment_id);
        q = q.filter(e::id.ne_all(tried));
    }
    Ok(q.load(conn)?)
}

/// The tests that are open for somebody who has none behind them, or one to go on with.
pub fn waiting(conn: &mut Conn, user: Id, now: Ts) -> Result<Vec<Id>> {
    use training_enrolments as e;
    let ended = test_attempts::table
        .filter(test_attempts::ended_at.is_not_null().or(test_attempts::deadline.lt(now)))
        .select(test_attempts::enrolment_id);
    Ok(training_tests::table
        .inner_join(e::table.on(e::batch_id.eq(training_tests::batch_id)))
        .filter(e::user_id.eq(user))
        .filter(e::status.eq(PLACED))
        .filter(training_tests::opens_at.le(now))
        .filter(training_tests::closes_at.gt(now))
        .filter(e::id.ne_all(ended))
        .order(training_tests::closes_at.asc())
        .select(training_tests::id)
        .load(conn)?)
}

/// Title and state of a batch, for what is told of its test.
pub fn batch(conn: &mut Conn, id: Id) -> Result<(String, String)> {
    Ok(training_batches::table
        .find(id)
        .select((training_batches::title, training_batches::status))
        .first(conn)?)
}
