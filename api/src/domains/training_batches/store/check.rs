//! What `onex check` asks of batches beyond the database's own constraints.

use diesel::prelude::*;

use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{
    files, occupancy, trainer_absences, training_batch_regions, training_batches,
    training_materials,
};

/// Sentences about batches without a region, files that no material points at, and absences that do not hold their
/// trainer's time.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let placed = training_batch_regions::table.select(training_batch_regions::batch_id);
    let homeless: i64 = training_batches::table
        .filter(training_batches::id.ne_all(placed))
        .count()
        .get_result(conn)?;
    if homeless > 0 {
        out.push(format!("{homeless} training batches are for no region"));
    }
    let held = training_materials::table
        .filter(training_materials::file_id.is_not_null())
        .select(training_materials::file_id.assume_not_null());
    let stray: i64 = files::table
        .filter(files::owner_kind.eq("training_material"))
        .filter(files::id.ne_all(held))
        .count()
        .get_result(conn)?;
    if stray > 0 {
        out.push(format!("{stray} stored files belong to no training material"));
    }
    let mut booked: Vec<(Id, Id, Ts, Ts)> = occupancy::table
        .filter(occupancy::source_kind.eq("trainer_absence"))
        .select((
            occupancy::source_id,
            occupancy::subject_id,
            occupancy::starts_at,
            occupancy::ends_at,
        ))
        .load(conn)?;
    let mut noted: Vec<(Id, Id, Ts, Ts)> = trainer_absences::table
        .select((
            trainer_absences::id,
            trainer_absences::user_id,
            trainer_absences::starts_at,
            trainer_absences::ends_at,
        ))
        .load(conn)?;
    booked.sort_unstable();
    noted.sort_unstable();
    if booked != noted {
        out.push(format!(
            "{} absences of trainers are noted and {} booked, not all of them alike",
            noted.len(),
            booked.len()
        ));
    }
    Ok(out)
}
