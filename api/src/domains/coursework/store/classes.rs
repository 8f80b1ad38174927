//! What is read of classes and of who is in them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::Circle;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::training_classes;

/// Keeps the rows of a boxed query whose class somebody has to do with.
macro_rules! within {
    ($q:expr, $circle:expr, $of:expr) => {{
        use crate::schema::{
            training_class_regions as r, training_class_trainers as t, training_enrolments as e,
        };
        let q = $q;
        match $circle {
            Circle::Country => q,
            Circle::Region(region) => {
                let here = r::table.filter(r::region_code.eq(region.clone())).select(r::class_id);
                q.filter($of.eq_any(here))
            }
            Circle::Trainer(user) => {
                q.filter($of.eq_any(t::table.filter(t::user_id.eq(*user)).select(t::class_id)))
            }
            Circle::Own(user) => {
                let own = e::table
                    .filter(e::user_id.eq(*user))
                    .filter(e::class_id.is_not_null())
                    .select(e::class_id.assume_not_null());
                q.filter($of.eq_any(own))
            }
            Circle::Institution(_) | Circle::Nobody => q.filter($of.eq(Id::NIL)),
        }
    }};
}
pub(super) use within;

/// What is said of a class beside its tasks.
#[derive(Debug, Clone, Queryable)]
pub struct Class {
    pub id: Id,
    pub title: String,
    pub region_code: String,
    pub status: String,
}

/// One class of a circle.
pub fn find(conn: &mut Conn, circle: &Circle, id: Id) -> Result<Class> {
    use training_classes as c;
    Ok(within!(c::table.filter(c::id.eq(id)).into_boxed(), circle, c::id)
        .select((c::id, c::title, c::region_code, c::status))
        .first(conn)?)
}

/// These classes.
pub fn by_ids(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Class>> {
    use training_classes as c;
    let mut out = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<Class> = c::table
            .filter(c::id.eq_any(chunk.to_vec()))
            .select((c::id, c::title, c::region_code, c::status))
            .load(conn)?;
        out.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(out)
}
