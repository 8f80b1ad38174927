//! What is read of the live sessions of classes beyond what their slice tells.

use diesel::prelude::*;
use time::Date;

use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::live_sessions as s;

/// How many planned or open sessions of a class lie outside these days, in the programme's zone.
pub fn outside(conn: &mut Conn, class: Id, (from, until): (Date, Date)) -> Result<usize> {
    let rows: Vec<(Ts, Ts)> = s::table
        .filter(s::class_kind.eq("training_class"))
        .filter(s::class_id.eq(class))
        .filter(s::status.eq_any(["planned", "open"]))
        .select((s::starts_at, s::ends_at))
        .load(conn)?;
    let fits = |at: &Ts| (from..=until).contains(&at.programme_date());
    Ok(rows.iter().filter(|(a, b)| !fits(a) || !fits(&Ts(b.0 - 1))).count())
}
