//! What `onex check` asks of sessions beyond the database's own constraints.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::super::model::{ClassKind, SessionStatus};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{
    attendance_files, cohorts, files, live_attendance, live_sessions, occupancy, training_classes,
};

/// Sentences about sessions without a class, sessions that do not hold their class's and host's time, records of more
/// minutes than their session has, and stored files that belong to no session.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    use live_sessions as s;
    let mut out = Vec::new();
    let trained = training_classes::table.filter(training_classes::id.eq(s::class_id));
    let taught = cohorts::table.filter(cohorts::id.eq(s::class_id));
    let homeless: i64 = s::table
        .filter(
            s::class_kind
                .eq(ClassKind::TrainingClass)
                .and(not(exists(trained)))
                .or(s::class_kind.eq(ClassKind::Cohort).and(not(exists(taught)))),
        )
        .count()
        .get_result(conn)?;
    if homeless > 0 {
        out.push(format!("{homeless} live sessions belong to no class"));
    }
    out.extend(bookings(conn)?);
    let long: i64 = live_attendance::table
        .inner_join(s::table.on(s::id.eq(live_attendance::session_id)))
        .filter(live_attendance::minutes.gt(s::minutes))
        .count()
        .get_result(conn)?;
    if long > 0 {
        out.push(format!("{long} records of attendance are longer than their live session"));
    }
    let held = attendance_files::table
        .filter(attendance_files::file_id.is_not_null())
        .select(attendance_files::file_id.assume_not_null());
    let stray: i64 = files::table
        .filter(files::owner_kind.eq("attendance_file"))
        .filter(files::id.ne_all(held))
        .count()
        .get_result(conn)?;
    if stray > 0 {
        out.push(format!("{stray} stored files belong to no attendance file"));
    }
    Ok(out)
}

fn bookings(conn: &mut Conn) -> Result<Option<String>> {
    use live_sessions as s;
    type Booked = (Id, Id, Ts, Ts);
    let mut booked: Vec<Booked> = occupancy::table
        .filter(occupancy::source_kind.eq("live_session"))
        .select((
            occupancy::source_id,
            occupancy::subject_id,
            occupancy::starts_at,
            occupancy::ends_at,
        ))
        .load(conn)?;
    let standing: Vec<(Id, Id, Id, Ts, Ts)> = s::table
        .filter(s::status.ne(SessionStatus::Cancelled))
        .select((s::id, s::class_id, s::host_user_id, s::starts_at, s::ends_at))
        .load(conn)?;
    let mut wanted: Vec<Booked> = standing
        .into_iter()
        .flat_map(|(id, class, host, from, until)| {
            [(id, class, from, until), (id, host, from, until)]
        })
        .collect();
    booked.sort_unstable();
    wanted.sort_unstable();
    Ok((booked != wanted).then(|| {
        format!(
            "live sessions take {} times of classes and hosts, and {} are booked, not all of them alike",
            wanted.len(),
            booked.len()
        )
    }))
}
