//! Rows of `training_enrolments` by their classes.

use diesel::prelude::*;

use super::super::model::{EnrolmentRow, EnrolmentStatus};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::training_enrolments as e;

/// Those of a batch who have a place and no class, in the order of enrolment.
pub fn unplaced(conn: &mut Conn, batch: Id) -> Result<Vec<EnrolmentRow>> {
    Ok(e::table
        .filter(e::batch_id.eq(batch))
        .filter(e::status.eq(EnrolmentStatus::Enrolled))
        .order(e::seq.asc())
        .select(EnrolmentRow::as_select())
        .load(conn)?)
}

/// Those of these classes, whatever has become of them, in the order of enrolment.
pub fn of(conn: &mut Conn, classes: &[Id]) -> Result<Vec<EnrolmentRow>> {
    let mut out = Vec::new();
    for chunk in classes.chunks(500) {
        let rows: Vec<EnrolmentRow> = e::table
            .filter(e::class_id.eq_any(chunk.to_vec()))
            .order(e::seq.asc())
            .select(EnrolmentRow::as_select())
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// Moves enrolments of `from` to `to`, `None` being no class.
///
/// # Errors
/// `conflict` if one of them is not there any more.
pub fn put(conn: &mut Conn, ids: &[Id], from: Option<Id>, to: Option<Id>, at: Ts) -> Result<()> {
    let status = |class: Option<Id>| match class {
        Some(_) => EnrolmentStatus::Placed,
        None => EnrolmentStatus::Enrolled,
    };
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    for chunk in ids.chunks(500) {
        let target =
            e::table.filter(e::id.eq_any(chunk.to_vec())).filter(e::status.eq(status(from)));
        let set = (
            e::status.eq(status(to)),
            e::class_id.eq(to),
            e::updated_at.eq(at),
            e::version.eq(e::version + 1),
        );
        let moved = match from {
            Some(class) => {
                diesel::update(target.filter(e::class_id.eq(class))).set(set).execute(conn)?
            }
            None => diesel::update(target.filter(e::class_id.is_null())).set(set).execute(conn)?,
        };
        if moved != chunk.len() {
            return Err(Error::because(Code::Conflict, "Somebody was placed elsewhere meanwhile")
                .why("placed_meanwhile", []));
        }
    }
    Ok(())
}
