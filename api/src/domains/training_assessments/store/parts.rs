//! What participants are judged by, where it lies: live sessions and their attendance, tasks and what was handed in, the
//! online test and its attempts.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{
    class_tasks, live_attendance, live_sessions, task_hand_ins, test_attempts, training_tests,
};

/// The sessions of classes that were held and of which attendance was recorded, with their minutes, by class.
pub fn held(conn: &mut Conn, classes: &[Id]) -> Result<HashMap<Id, Vec<(Id, i32)>>> {
    use live_sessions as s;
    let mut out: HashMap<Id, Vec<(Id, i32)>> = HashMap::new();
    for chunk in classes.chunks(500) {
        let rows: Vec<(Id, Id, Option<i32>)> = s::table
            .filter(s::class_kind.eq("training_class"))
            .filter(s::class_id.eq_any(chunk.to_vec()))
            .filter(s::status.eq("held"))
            .filter(s::unrecorded.is_null())
            .order(s::id.asc())
            .select((s::class_id, s::id, s::held_minutes))
            .load(conn)?;
        for (class, session, minutes) in rows {
            out.entry(class).or_default().push((session, minutes.unwrap_or_default()));
        }
    }
    Ok(out)
}

/// Minutes by session and account.
pub fn attended(conn: &mut Conn, sessions: &[Id]) -> Result<HashMap<(Id, Id), i32>> {
    use live_attendance as a;
    let mut out = HashMap::new();
    for chunk in sessions.chunks(500) {
        let rows: Vec<(Id, Id, i32)> = a::table
            .filter(a::session_id.eq_any(chunk.to_vec()))
            .select((a::session_id, a::user_id, a::minutes))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(session, user, minutes)| ((session, user), minutes)));
    }
    Ok(out)
}

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
    let mut out: HashMap<Id, Vec<Option<i32>>> = HashMap::new();
    for chunk in enrolments.chunks(500) {
        let rows: Vec<(Id, Option<i32>)> = a::table
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
