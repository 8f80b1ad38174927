//! What is read of the live sessions of classes.

use std::collections::HashMap;

use diesel::prelude::*;
use time::Date;

use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{live_attendance as a, live_sessions as s};

const KIND: &str = "training_class";

/// Minutes of a class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Minutes {
    pub planned: i64,
    pub held: i64,
}

/// The minutes of each of these classes; none where a class has no sessions.
pub fn minutes(conn: &mut Conn, classes: &[Id]) -> Result<HashMap<Id, Minutes>> {
    let mut out: HashMap<Id, Minutes> = HashMap::new();
    for chunk in classes.chunks(1000) {
        let rows: Vec<(Id, i32, Option<i32>)> = s::table
            .filter(s::class_kind.eq(KIND))
            .filter(s::class_id.eq_any(chunk.to_vec()))
            .filter(s::status.ne("cancelled"))
            .select((s::class_id, s::minutes, s::held_minutes))
            .load(conn)?;
        for (class, planned, held) in rows {
            let sum = out.entry(class).or_default();
            sum.planned += i64::from(planned);
            sum.held += i64::from(held.unwrap_or_default());
        }
    }
    Ok(out)
}

/// How many planned or open sessions of a class lie outside these days, in the programme's zone.
pub fn outside(conn: &mut Conn, class: Id, (from, until): (Date, Date)) -> Result<usize> {
    let rows: Vec<(Ts, Ts)> = ahead(class).select((s::starts_at, s::ends_at)).load(conn)?;
    let fits = |at: &Ts| (from..=until).contains(&at.programme_date());
    Ok(rows.iter().filter(|(a, b)| !fits(a) || !fits(&Ts(b.0 - 1))).count())
}

/// How many planned or open sessions of a class these hold.
pub fn hosted(conn: &mut Conn, class: Id, users: &[Id]) -> Result<i64> {
    let of = ahead(class).filter(s::host_user_id.eq_any(users.to_vec()));
    Ok(of.count().get_result(conn)?)
}

/// How many sessions of a class somebody has entered and nobody has ended, and how many were held without attendance
/// or a reason for that.
pub fn unsettled(conn: &mut Conn, class: Id) -> Result<(i64, i64)> {
    let of = || s::table.filter(s::class_kind.eq(KIND)).filter(s::class_id.eq(class));
    let open = of().filter(s::status.eq("open")).count().get_result(conn)?;
    let recorded = a::table.select(a::session_id);
    let silent = of()
        .filter(s::status.eq("held"))
        .filter(s::unrecorded.is_null())
        .filter(s::id.ne_all(recorded))
        .count()
        .get_result(conn)?;
    Ok((open, silent))
}

type Boxed =
    diesel::helper_types::IntoBoxed<'static, s::table, <Conn as diesel::Connection>::Backend>;

fn ahead(class: Id) -> Boxed {
    s::table
        .filter(s::class_kind.eq(KIND))
        .filter(s::class_id.eq(class))
        .filter(s::status.eq_any(["planned", "open"]))
        .into_boxed()
}
