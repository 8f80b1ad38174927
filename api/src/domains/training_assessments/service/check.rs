//! What `onex check` looks at: the arithmetic of every judgement is made again, from its own beginnings and from what the
//! experts said; results fit, and the history ends with what stands.

use super::super::model::{Arithmetic, Computed, JudgementRow, JudgementStatus, TrainingOutcome};
use super::super::store;
use crate::domains::expert_reviews;
use crate::domains::results::Score;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

const PAGE: i64 = 500;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for code in store::check::unjudged(conn)? {
        out.push(format!("participant {code} has a result without a judgement"));
    }
    for number in store::check::groundless(conn)? {
        out.push(format!(
            "the training certificate {number} is valid, and its holder did not pass by a judgement"
        ));
    }
    let mut after = Id::NIL;
    loop {
        let page = store::check::page(conn, after, PAGE)?;
        let Some((last, ..)) = page.last() else { break };
        after = last.id;
        for (row, code, batch, enrolment) in &page {
            let mut blame = |what: &str| out.push(format!("judgement of {code}: {what}"));
            if row.batch_id != *batch {
                blame("it is of another batch than its participant");
            }
            let fits = match row.result {
                Some(result) => enrolment == result.as_str(),
                None => !matches!(enrolment.as_str(), "passed" | "failed"),
            };
            if !fits {
                blame(&format!("it and the enrolment, which is {enrolment}, do not fit"));
            }
            for what in faults(row) {
                blame(what);
            }
            if row.status != JudgementStatus::Open && !agrees(conn, row)? {
                blame("the design is not what the experts said");
            }
            let past = store::past(conn, row.id, row.version)?;
            let same = past.is_some_and(|past| past == row.as_history(past.recorded_by));
            if !same {
                blame("its history does not end with what stands");
            }
        }
    }
    Ok(out)
}

/// What does not add up in the row itself.
fn faults(row: &JudgementRow) -> Vec<&'static str> {
    let Ok(kept) = row.arithmetic.read::<Arithmetic>() else {
        return vec!["its arithmetic cannot be read"];
    };
    let Ok(Computed { arithmetic, proposed }) = kept.again() else {
        return vec!["its scheme has no weights"];
    };
    let mut out = Vec::new();
    if arithmetic != kept {
        out.push("its arithmetic does not add up");
    }
    let composite = arithmetic.composite.map(Score::as_hundredths);
    if arithmetic.standing() != [row.learning, row.test, row.design] || composite != row.composite {
        out.push("its scores are not those of its arithmetic");
    }
    // Without all parts only a lead proposes, and that is a fail.
    let said = proposed.or(row.proposed_by.map(|_| TrainingOutcome::Failed));
    if row.status != JudgementStatus::Open && row.proposed != said {
        out.push("it proposes something else than its arithmetic");
    }
    out
}

/// Whether the reviews it names are those that were submitted.
fn agrees(conn: &mut Conn, row: &JudgementRow) -> Result<bool> {
    let Ok(kept) = row.arithmetic.read::<Arithmetic>() else { return Ok(false) };
    let threshold = kept.scheme().threshold;
    let said = expert_reviews::designs_of(conn, &[(row.enrolment_id, threshold)])?;
    let said = said.get(&row.enrolment_id).map_or(&[][..], |design| design.said.as_slice());
    Ok(said.len() == kept.design.reviews.len()
        && said.iter().zip(&kept.design.reviews).all(|(said, kept)| {
            said.slot == kept.slot && super::super::model::points(said.total) == kept.total
        }))
}
