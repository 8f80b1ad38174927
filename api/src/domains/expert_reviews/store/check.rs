//! What `onex check` asks of reviews beyond the database's own constraints.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::super::model::{Criterion, CriterionScore, ReviewRow, ReviewStatus};
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::Result;
use crate::schema::{
    expert_reviews, rubrics, teaching_design_versions, teaching_designs, training_enrolments,
};

const PAGE: i64 = 1000;

/// Sentences about reviews whose total is not what their points come to, that are of another batch or another's
/// version, and about rubrics that do not sum up to 100.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let kept: Vec<(Id, Json)> =
        rubrics::table.select((rubrics::id, rubrics::criteria)).load(conn)?;
    let mut criteria: BTreeMap<Id, Vec<Criterion>> = BTreeMap::new();
    for (id, text) in kept {
        let read: Vec<Criterion> = text.read().unwrap_or_default();
        if read.iter().map(|c| u32::from(c.max)).sum::<u32>() != 100 {
            out.push(format!("the points of rubric {id} do not sum up to 100"));
        }
        criteria.insert(id, read);
    }
    let mut after = Id::NIL;
    loop {
        let page: Vec<(ReviewRow, Id, Id)> = expert_reviews::table
            .inner_join(
                training_enrolments::table
                    .on(training_enrolments::id.eq(expert_reviews::enrolment_id)),
            )
            .inner_join(
                teaching_design_versions::table
                    .on(teaching_design_versions::id.eq(expert_reviews::version_id)),
            )
            .inner_join(
                teaching_designs::table
                    .on(teaching_designs::id.eq(teaching_design_versions::design_id)),
            )
            .filter(expert_reviews::id.gt(after))
            .order(expert_reviews::id.asc())
            .limit(PAGE)
            .select((
                ReviewRow::as_select(),
                training_enrolments::batch_id,
                teaching_designs::enrolment_id,
            ))
            .load(conn)?;
        let Some((last, ..)) = page.last() else { break };
        after = last.id;
        for (row, batch, owner) in &page {
            let known = criteria.get(&row.rubric_id).map_or(&[][..], Vec::as_slice);
            out.extend(fault(row, known).map(|what| format!("expert review {}: {what}", row.id)));
            if row.batch_id != *batch || row.enrolment_id != *owner {
                out.push(format!("expert review {} is not of its participant's design", row.id));
            }
        }
    }
    Ok(out)
}

/// What is wrong with what was submitted.
fn fault(row: &ReviewRow, criteria: &[Criterion]) -> Option<&'static str> {
    if row.status != ReviewStatus::Submitted {
        return None;
    }
    let scores: CriterionScore =
        row.scores.as_ref().and_then(|s| s.read().ok()).unwrap_or_default();
    let fits = scores.len() == criteria.len()
        && criteria
            .iter()
            .all(|c| scores.get(&c.code).is_some_and(|p| (0..=i32::from(c.max) * 100).contains(p)));
    if !fits {
        return Some("its points do not fit its rubric");
    }
    let sum: i32 = scores.values().sum();
    (row.total_hundredths != Some(sum)).then_some("its total is not the sum of its points")
}
