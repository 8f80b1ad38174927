//! What `onex check` asks of guidance beyond the database's own constraints.

use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::schema::{guidance_records, guidance_requests, training_enrolments};

/// Sentences about answers without a record, records of another participant than asked, and guidance of somebody
/// who was never in a class.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    use guidance_records as g;
    use guidance_requests as r;
    use training_enrolments as e;
    let mut out = Vec::new();
    let answers =
        g::table.filter(g::request_id.is_not_null()).select(g::request_id.assume_not_null());
    let bare: i64 = r::table
        .filter(r::status.eq("answered"))
        .filter(r::id.ne_all(answers))
        .count()
        .get_result(conn)?;
    if bare > 0 {
        out.push(format!("{bare} requests for guidance are answered and have no record"));
    }
    let astray: i64 = g::table
        .inner_join(r::table.on(g::request_id.eq(r::id.nullable())))
        .filter(g::enrolment_id.ne(r::enrolment_id).or(r::status.ne("answered")))
        .count()
        .get_result(conn)?;
    if astray > 0 {
        out.push(format!(
            "{astray} records of guidance do not answer what they are said to answer"
        ));
    }
    let placed = e::table.filter(e::class_id.is_not_null()).select(e::id);
    let strangers: i64 =
        g::table.filter(g::enrolment_id.ne_all(placed)).count().get_result(conn)?;
    if strangers > 0 {
        out.push(format!("{strangers} records of guidance are of people in no class"));
    }
    Ok(out)
}
