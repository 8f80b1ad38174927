//! Rows of `training_class_trainers`.

use std::collections::HashMap;

use diesel::prelude::*;
use time::Date;

use super::super::model::{ClassStatus, TrainerOfClass};
use crate::on_native;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{training_class_trainers as t, training_classes, users};

/// The trainers of each of these classes, the first of them first.
pub fn of(conn: &mut Conn, classes: &[Id]) -> Result<HashMap<Id, Vec<TrainerOfClass>>> {
    let mut out: HashMap<Id, Vec<TrainerOfClass>> = HashMap::new();
    for chunk in classes.chunks(1000) {
        let rows: Vec<(Id, Id, String)> = t::table
            .inner_join(users::table.on(users::id.eq(t::user_id)))
            .filter(t::class_id.eq_any(chunk.to_vec()))
            .order((t::class_id.asc(), t::position.asc(), t::user_id.asc()))
            .select((t::class_id, users::id, users::display_name))
            .load(conn)?;
        for (class, user_id, name) in rows {
            out.entry(class).or_default().push(TrainerOfClass { user_id, name });
        }
    }
    Ok(out)
}

/// The days of the classes, not ended, that each of these has, those in `except` aside.
pub fn days(
    conn: &mut Conn,
    users: &[Id],
    except: &[Id],
) -> Result<HashMap<Id, Vec<(Date, Date)>>> {
    let mut out: HashMap<Id, Vec<(Date, Date)>> = HashMap::new();
    for chunk in users.chunks(500) {
        let rows: Vec<(Id, Date, Date)> = t::table
            .inner_join(training_classes::table.on(training_classes::id.eq(t::class_id)))
            .filter(t::user_id.eq_any(chunk.to_vec()))
            .filter(training_classes::status.eq_any([ClassStatus::Formed, ClassStatus::Running]))
            .filter(training_classes::id.ne_all(except.to_vec()))
            .select((t::user_id, training_classes::starts_on, training_classes::ends_on))
            .load(conn)?;
        for (user, from, until) in rows {
            out.entry(user).or_default().push((from, until));
        }
    }
    Ok(out)
}

/// Gives a class its trainers, in this order. Those who come are there before the others go: a class that runs is
/// never without.
pub fn set(conn: &mut Conn, class: Id, users: &[Id]) -> Result<()> {
    let known: Vec<Id> = t::table.filter(t::class_id.eq(class)).select(t::user_id).load(conn)?;
    for (user, position) in users.iter().zip(1_i32..) {
        if known.contains(user) {
            diesel::update(t::table.find((class, *user)))
                .set(t::position.eq(position))
                .execute(conn)?;
        } else {
            let row = (t::class_id.eq(class), t::user_id.eq(*user), t::position.eq(position));
            on_native!(conn, c => diesel::insert_into(t::table).values(row).execute(c))?;
        }
    }
    let gone = t::table.filter(t::class_id.eq(class)).filter(t::user_id.ne_all(users.to_vec()));
    diesel::delete(gone).execute(conn)?;
    Ok(())
}
