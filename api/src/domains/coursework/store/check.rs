//! What `onex check` asks of class tasks beyond the database's own constraints.

use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::schema::{class_tasks, files, task_hand_ins, training_enrolments};

/// Sentences about hand-ins of another class than the task's, such as are flagged wrongly, and files that nobody
/// handed in.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    use class_tasks as t;
    use task_hand_ins as h;
    use training_enrolments as e;
    let mut out = Vec::new();
    let astray: i64 = h::table
        .inner_join(t::table.on(t::id.eq(h::task_id)))
        .inner_join(e::table.on(e::id.eq(h::enrolment_id)))
        .filter(e::class_id.is_null().or(e::class_id.assume_not_null().ne(t::class_id)))
        .count()
        .get_result(conn)?;
    if astray > 0 {
        out.push(format!("{astray} hand-ins are of people who are not in the task's class"));
    }
    let after = h::handed_in_at.gt(t::due_at);
    let wrong: i64 = h::table
        .inner_join(t::table.on(t::id.eq(h::task_id)))
        .filter(h::late.ne(after))
        .count()
        .get_result(conn)?;
    if wrong > 0 {
        out.push(format!("{wrong} hand-ins are flagged late and were not, or the other way round"));
    }
    let held = h::table.filter(h::file_id.is_not_null()).select(h::file_id.assume_not_null());
    let stray: i64 = files::table
        .filter(files::owner_kind.eq("task_hand_in"))
        .filter(files::id.ne_all(held))
        .count()
        .get_result(conn)?;
    if stray > 0 {
        out.push(format!("{stray} stored files belong to no hand-in"));
    }
    Ok(out)
}
