//! What of reviews waits for people on their first page.

use super::super::model::{ReviewFilter, ReviewStatus};
use super::super::store::{self, facts};
use super::distribute;
use super::reviews::scope;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;

/// An expert's own reviews; for headquarters batches that nobody is named to judge, designs that lack an
/// expert, and reviews that are late.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    let mut count = |filter: ReviewFilter| store::total(conn, &scope(caller), &filter, now);
    let late = ReviewFilter { late: Some(true), ..ReviewFilter::default() };
    Ok(match caller.role {
        Role::Expert => {
            let status = Some(ReviewStatus::Assigned);
            let open = count(ReviewFilter { status, ..ReviewFilter::default() })?;
            let late = Some(count(late)?).filter(|n| *n > 0);
            vec![Card { late, ..Card::new("reviews_assigned", open, "/reviews?status=assigned") }]
        }
        Role::HqAdmin => {
            let late = count(late)?;
            let unnamed = facts::batches_without_panel(conn)?;
            let lacking = distribute::lacking(conn)?;
            let link = match lacking.batch {
                Some(batch) if lacking.batches == 1 => {
                    format!("/training/batches/{batch}?tab=panel")
                }
                _ => "/training/batches?status=assessing".into(),
            };
            vec![
                Card::new(
                    "batches_assessing_without_panel",
                    unnamed,
                    "/training/batches?status=assessing",
                ),
                Card::new("reviews_unassigned", lacking.designs, &link),
                Card::new("reviews_late", late, "/reviews?late=true"),
            ]
        }
        _ => vec![],
    })
}
