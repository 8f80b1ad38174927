//! What participants are judged by, where it lies: tasks and what was handed in, the online test and its attempts. Live
//! sessions tell what was attended of them themselves.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{
    class_tasks, task_hand_ins, test_attempts, training_enrolments, training_tests,
};

/// The tasks that stand, with when they are due, by class.
pub fn tasks(conn: &mut Conn, classes: &[Id]) -> Result<HashMap<Id, Vec<(Id, Ts)>>> {
    use class_tasks as t;
    let mut out: HashMap<Id, Vec<(Id, Ts)>> = HashMap::new();
    for chunk in classes.chunks(500) {
        let rows: Vec<(Id, Id, Ts)> = t::table
            .filter(t::class_id.eq_any(chunk.to_vec()))
            .filter(t::withdrawn_at.is_null())
            .select((t::class_id, t::id, t::due_at))
            .load(conn)?;
        for (class, task, due) in rows {
            out.entry(class).or_default().push((task, due));
        }
    }
    Ok(out)
}

/// Which tasks each of these handed in in time.
pub fn in_time(conn: &mut Conn, enrolments: &[Id]) -> Result<HashMap<Id, Vec<Id>>> {
    use task_hand_ins as h;
    let mut out: HashMap<Id, Vec<Id>> = HashMap::new();
    for chunk in enrolments.chunks(500) {
        let rows: Vec<(Id, Id)> = h::table
            .filter(h::enrolment_id.eq_any(chunk.to_vec()))
            .filter(h::late.eq(false))
            .select((h::enrolment_id, h::task_id))
            .load(conn)?;
        for (enrolment, task) in rows {
            out.entry(enrolment).or_default().push(task);
        }
    }
    Ok(out)
}

/// The tests of batches: until when, and how often.
pub fn tests(conn: &mut Conn, batches: &[Id]) -> Result<HashMap<Id, (Ts, i32)>> {
    use training_tests as t;
    let rows: Vec<(Id, Ts, i32)> = t::table
        .filter(t::batch_id.eq_any(batches.to_vec()))
        .select((t::batch_id, t::closes_at, t::max_attempts))
        .load(conn)?;
    Ok(rows.into_iter().map(|(batch, closes, most)| (batch, (closes, most))).collect())
}

/// Every attempt of these, in their order: its score once it has ended.
pub fn attempts(conn: &mut Conn, enrolments: &[Id]) -> Result<HashMap<Id, Vec<Option<i32>>>> {
    use test_attempts as a;
    use training_enrolments as e;
    let mut out: HashMap<Id, Vec<Option<i32>>> = HashMap::new();
    for chunk in enrolments.chunks(500) {
        // Of the test of the batch that they are in now.
        let rows: Vec<(Id, Option<i32>)> = a::table
            .inner_join(training_tests::table.on(training_tests::id.eq(a::test_id)))
            .inner_join(e::table.on(e::id.eq(a::enrolment_id)))
            .filter(training_tests::batch_id.eq(e::batch_id))
            .filter(a::enrolment_id.eq_any(chunk.to_vec()))
            .order((a::enrolment_id.asc(), a::no.asc()))
            .select((a::enrolment_id, a::score_hundredths))
            .load(conn)?;
        for (enrolment, score) in rows {
            out.entry(enrolment).or_default().push(score);
        }
    }
    Ok(out)
}
