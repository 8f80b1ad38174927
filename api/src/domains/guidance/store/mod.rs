//! Rows of `guidance_requests` and `guidance_records`, and who of the participants somebody has to do with.

pub mod check;
pub mod records;
pub mod requests;
pub mod standing;

use diesel::prelude::*;

use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::training_class_trainers;

/// Keeps the rows of a boxed query whose enrolment belongs to a circle.
macro_rules! within {
    ($q:expr, $circle:expr, $of:expr) => {{
        use crate::schema::{training_class_trainers as t, training_enrolments as e};
        let q = $q;
        match $circle {
            Circle::Country => q,
            Circle::Region(region) => {
                let those = e::table.filter(e::region_code.eq(region.clone())).select(e::id);
                q.filter($of.eq_any(those))
            }
            Circle::Institution(id) => {
                let those = e::table.filter(e::institution_id.eq(*id)).select(e::id);
                q.filter($of.eq_any(those))
            }
            Circle::Trainer(user) => {
                let trained = t::table.filter(t::user_id.eq(*user)).select(t::class_id.nullable());
                let those = e::table.filter(e::class_id.eq_any(trained)).select(e::id);
                q.filter($of.eq_any(those))
            }
            Circle::Own(user) => {
                let those = e::table.filter(e::user_id.eq(*user)).select(e::id);
                q.filter($of.eq_any(those))
            }
            Circle::Nobody => q.filter($of.eq(Id::NIL)),
        }
    }};
}
use within;

/// The accounts that train a class.
pub fn trainers(conn: &mut Conn, class: Id) -> Result<Vec<Id>> {
    use training_class_trainers as t;
    Ok(t::table
        .filter(t::class_id.eq(class))
        .order(t::position.asc())
        .select(t::user_id)
        .load(conn)?)
}
