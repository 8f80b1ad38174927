//! Rows of `class_tasks`; [`hand_ins`] has what was handed in, [`classes`] what is read of classes.

pub mod check;
pub mod classes;
pub mod hand_ins;

use diesel::prelude::*;

use super::model::{Circle, TaskFilter, TaskRow};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{class_tasks, task_hand_ins};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    class_tasks::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(circle: &Circle) -> Boxed {
    classes::within!(class_tasks::table.into_boxed(), circle, class_tasks::class_id)
}

fn filtered(circle: &Circle, filter: &TaskFilter) -> Boxed {
    use class_tasks as t;
    let mut q = scoped(circle);
    if let Some(id) = filter.class_id {
        q = q.filter(t::class_id.eq(id));
    }
    match filter.withdrawn {
        None => {}
        Some(true) => q = q.filter(t::withdrawn_at.is_not_null()),
        Some(false) => q = q.filter(t::withdrawn_at.is_null()),
    }
    if let Some(unread) = filter.unread {
        let with = task_hand_ins::table
            .filter(task_hand_ins::read_at.is_null())
            .select(task_hand_ins::task_id);
        q = if unread { q.filter(t::id.eq_any(with)) } else { q.filter(t::id.ne_all(with)) };
    }
    q
}

/// How many tasks of the circle fit.
pub fn total(conn: &mut Conn, circle: &Circle, filter: &TaskFilter) -> Result<i64> {
    Ok(filtered(circle, filter).count().get_result(conn)?)
}

/// A page of tasks, the newest first.
pub fn list(
    conn: &mut Conn,
    circle: &Circle,
    filter: &TaskFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<TaskRow>> {
    let mut q = filtered(circle, filter);
    if let Some(after) = after {
        q = q.filter(class_tasks::id.lt(after));
    }
    let q = q.order(class_tasks::id.desc()).limit(limit + 1);
    Ok(q.select(TaskRow::as_select()).load(conn)?)
}

/// One task of the circle.
pub fn find(conn: &mut Conn, circle: &Circle, id: Id) -> Result<TaskRow> {
    let q = scoped(circle).filter(class_tasks::id.eq(id));
    Ok(q.select(TaskRow::as_select()).first(conn)?)
}

/// Takes a task for this transaction: whether work is late is decided by its day. SQLite has one writer anyway.
pub fn lock(conn: &mut Conn, id: Id) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        class_tasks::table.find(id).select(class_tasks::id).for_update().first::<Id>(c)?;
    }
    Ok(())
}

/// The tasks of a class that stand.
pub fn standing(conn: &mut Conn, class: Id) -> Result<Vec<Id>> {
    Ok(class_tasks::table
        .filter(class_tasks::class_id.eq(class))
        .filter(class_tasks::withdrawn_at.is_null())
        .order(class_tasks::id.asc())
        .select(class_tasks::id)
        .load(conn)?)
}

/// Adds a task.
pub fn insert(conn: &mut Conn, row: &TaskRow) -> Result<()> {
    diesel::insert_into(class_tasks::table).values(row).execute(conn)?;
    Ok(())
}

/// Writes a task whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &TaskRow) -> Result<()> {
    let target = class_tasks::table.find(row.id).filter(class_tasks::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}
