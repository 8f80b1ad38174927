//! Pages of judgements for `onex check`.

use diesel::prelude::*;

use super::super::model::JudgementRow;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificates, training_enrolments, training_judgements};

/// The judgements after an id, with code, batch and state of the enrolment.
pub fn page(
    conn: &mut Conn,
    after: Id,
    limit: i64,
) -> Result<Vec<(JudgementRow, String, Id, String)>> {
    use training_enrolments as e;
    Ok(training_judgements::table
        .inner_join(e::table.on(e::id.eq(training_judgements::enrolment_id)))
        .filter(training_judgements::id.gt(after))
        .order(training_judgements::id.asc())
        .limit(limit)
        .select((JudgementRow::as_select(), e::blind_code, e::batch_id, e::status))
        .load(conn)?)
}

/// Enrolments that passed or failed and of which there is no judgement, by code.
pub fn unjudged(conn: &mut Conn) -> Result<Vec<String>> {
    use training_enrolments as e;
    let judged = training_judgements::table.select(training_judgements::enrolment_id);
    Ok(e::table
        .filter(e::status.eq_any(["passed", "failed"]))
        .filter(e::id.ne_all(judged))
        .order(e::id.asc())
        .select(e::blind_code)
        .load(conn)?)
}

/// Numbers of valid certificates of training whose holder did not pass by a confirmed judgement.
pub fn groundless(conn: &mut Conn) -> Result<Vec<String>> {
    use certificates as c;
    use training_enrolments as e;
    let ground = e::table
        .inner_join(training_judgements::table.on(training_judgements::enrolment_id.eq(e::id)))
        .filter(e::person_id.eq(c::holder_person_id))
        .filter(e::edition_id.eq(c::edition_id))
        .filter(e::status.eq("passed"))
        .filter(training_judgements::status.eq("confirmed"))
        .filter(training_judgements::result.eq("passed"));
    Ok(c::table
        .filter(c::basis.eq("training"))
        .filter(c::status.eq("valid"))
        .filter(diesel::dsl::not(diesel::dsl::exists(ground)))
        .order(c::id.asc())
        .select(c::number)
        .load(conn)?)
}
