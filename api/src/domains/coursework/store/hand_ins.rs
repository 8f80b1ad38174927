//! Rows of `task_hand_ins`, and how many of them there are.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::model::{Circle, FileOfHandIn, HandIn, HandInRow};
use super::classes;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{class_tasks, files, task_hand_ins, training_classes, training_enrolments};

/// A hand-in as it is shown.
pub fn shown(row: HandInRow, file: Option<(String, i64)>) -> HandIn {
    HandIn {
        task_id: row.task_id,
        enrolment_id: row.enrolment_id,
        body: row.body,
        file: file.map(|(name, size)| FileOfHandIn { name, size }),
        handed_in_at: row.handed_in_at,
        late: row.late,
        read_at: row.read_at,
        remarks: row.remarks,
        version: row.version,
    }
}

/// What these participants handed in for these tasks.
pub fn of(conn: &mut Conn, tasks: &[Id], enrolments: &[Id]) -> Result<Vec<HandIn>> {
    use task_hand_ins as h;
    let mut out = Vec::new();
    for chunk in enrolments.chunks(1000) {
        let rows: Vec<(HandInRow, Option<(String, i64)>)> = h::table
            .left_join(files::table.on(files::id.nullable().eq(h::file_id)))
            .filter(h::task_id.eq_any(tasks.to_vec()))
            .filter(h::enrolment_id.eq_any(chunk.to_vec()))
            .select((HandInRow::as_select(), (files::name, files::size).nullable()))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(row, file)| shown(row, file)));
    }
    Ok(out)
}

/// Whether the hand-ins of these tasks are late and unread, each with its participant.
pub fn flags(conn: &mut Conn, tasks: &[Id]) -> Result<Vec<(Id, Id, bool, bool)>> {
    use task_hand_ins as h;
    let mut out = Vec::new();
    for chunk in tasks.chunks(1000) {
        let rows: Vec<(Id, Id, bool, Option<Ts>)> = h::table
            .filter(h::task_id.eq_any(chunk.to_vec()))
            .select((h::task_id, h::enrolment_id, h::late, h::read_at))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(task, of, late, read)| (task, of, late, read.is_none())));
    }
    Ok(out)
}

/// One hand-in.
pub fn find(conn: &mut Conn, task: Id, enrolment: Id) -> Result<Option<HandInRow>> {
    Ok(task_hand_ins::table
        .find((task, enrolment))
        .select(HandInRow::as_select())
        .first(conn)
        .optional()?)
}

/// Adds a hand-in, or puts it in the place of the one before; that one's file goes with it.
pub fn put(conn: &mut Conn, row: &HandInRow) -> Result<()> {
    use task_hand_ins as h;
    let before = find(conn, row.task_id, row.enrolment_id)?;
    let Some(before) = before else {
        diesel::insert_into(h::table).values(row).execute(conn)?;
        return Ok(());
    };
    update(conn, row)?;
    if let Some(file) = before.file_id.filter(|file| row.file_id != Some(*file)) {
        diesel::delete(files::table.find(file)).execute(conn)?;
    }
    Ok(())
}

/// Writes a hand-in whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &HandInRow) -> Result<()> {
    use task_hand_ins as h;
    let target =
        h::table.find((row.task_id, row.enrolment_id)).filter(h::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// What was late is in time: the task is due later.
pub fn none_late(conn: &mut Conn, task: Id) -> Result<()> {
    use task_hand_ins as h;
    diesel::update(h::table.filter(h::task_id.eq(task)).filter(h::late.eq(true)))
        .set((h::late.eq(false), h::version.eq(h::version + 1)))
        .execute(conn)?;
    Ok(())
}

/// Who of a class has handed in so many of these tasks in time.
pub fn in_time(conn: &mut Conn, tasks: &[Id]) -> Result<HashMap<Id, usize>> {
    let mut out = HashMap::new();
    for (_, of, late, _) in flags(conn, tasks)? {
        if !late {
            *out.entry(of).or_insert(0) += 1;
        }
    }
    Ok(out)
}

/// How much work waits to be read in the classes of a circle.
pub fn unread(conn: &mut Conn, circle: &Circle) -> Result<i64> {
    use class_tasks as t;
    use task_hand_ins as h;
    let all = h::table
        .inner_join(t::table.on(t::id.eq(h::task_id)))
        .filter(h::read_at.is_null())
        .filter(t::withdrawn_at.is_null())
        .select(count_star())
        .into_boxed();
    Ok(classes::within!(all, circle, class_tasks::class_id).first(conn)?)
}

/// When the tasks are due that an account has not handed in for, in classes that run.
pub fn missing(conn: &mut Conn, user: Id) -> Result<Vec<Ts>> {
    use class_tasks as t;
    use task_hand_ins as h;
    use training_enrolments as e;
    let runs = training_classes::table
        .filter(training_classes::status.eq("running"))
        .select(training_classes::id.nullable());
    let own: Vec<(Id, Id)> = e::table
        .filter(e::user_id.eq(user))
        .filter(e::status.eq("placed"))
        .filter(e::class_id.eq_any(runs))
        .select((e::id, e::class_id.assume_not_null()))
        .load(conn)?;
    let mut out = Vec::new();
    for (enrolment, class) in own {
        let done = h::table.filter(h::enrolment_id.eq(enrolment)).select(h::task_id);
        let due: Vec<Ts> = t::table
            .filter(t::class_id.eq(class))
            .filter(t::withdrawn_at.is_null())
            .filter(t::id.ne_all(done))
            .select(t::due_at)
            .load(conn)?;
        out.extend(due);
    }
    Ok(out)
}
