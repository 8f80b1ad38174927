//! What steps of others mean for judgements.

use super::super::store::facts;
use super::settle::{see_to_batch, see_to_enrolment};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::follow::Told;

/// Who is given to experts or has finished the class is judged; a design that its experts agree on may be the last part,
/// and so may the learning record that waited for a task which is due earlier now, or taken back. Attendance that is put
/// right after the end changes what was proposed.
pub fn follow(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    let by = Some(told.caller);
    match told.event {
        "expert_panel.allocate" | "training_batch.assess" => {
            see_to_batch(conn, told.id, by, told.at)?;
        }
        "training_class.finish" => {
            let batch = facts::batch_of_class(conn, told.id)?;
            see_to_batch(conn, batch, by, told.at)?;
        }
        "class_task.update" | "class_task.withdraw" => {
            let batch = facts::batch_of_task(conn, told.id)?;
            see_to_batch(conn, batch, by, told.at)?;
        }
        // Told of classes that have ended alone. Nobody who has the batch waits for the plan of such a class.
        "live_attendance.record" | "attendance_file.apply" => {
            let batch = facts::batch_of_session(conn, told.id)?;
            see_to_batch(conn, batch, by, told.at)?;
        }
        "expert_review.submit" => {
            let enrolment = facts::enrolment_of_review(conn, told.id)?;
            see_to_enrolment(conn, enrolment, by, told.at)?;
        }
        _ => {}
    }
    Ok(())
}
