//! Who is told what of reviews.

use std::collections::BTreeMap;

use serde_json::json;

use super::super::store;
use crate::domains::training_batches::{self, BatchRow};
use crate::domains::{accounts, notices};
use crate::platform::auth::Role;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

const OWN: &str = "/reviews";

/// Tells experts that they are in the group of a batch.
pub fn named(conn: &mut Conn, batch: &BatchRow, users: Vec<Id>, at: Ts) -> Result<()> {
    let params = json!({ "batch": batch.title });
    notices::send(conn, &users, "expert_panel.named", &params, Some(OWN), at)
}

/// Tells each expert how many reviews they were given.
pub fn assigned(
    conn: &mut Conn,
    batch: &BatchRow,
    experts: impl Iterator<Item = Id>,
    due_at: Ts,
    at: Ts,
) -> Result<()> {
    let mut counts: BTreeMap<Id, i64> = BTreeMap::new();
    for expert in experts {
        *counts.entry(expert).or_default() += 1;
    }
    for (expert, count) in counts {
        let params =
            json!({ "batch": batch.title, "count": count, "until": due_at.programme_date() });
        notices::send(conn, &[expert], "expert_review.assigned", &params, Some(OWN), at)?;
    }
    Ok(())
}

/// Tells headquarters that nobody can take a review.
pub fn unassigned(conn: &mut Conn, batch: &BatchRow, at: Ts) -> Result<()> {
    let users = accounts::holders(conn, Role::HqAdmin, None, None)?;
    let link = format!("/training/batches/{}?tab=panel", batch.id);
    let params = json!({ "batch": batch.title });
    notices::send(conn, &users, "expert_review.unassigned", &params, Some(&link), at)
}

/// Reminds experts of what they should have done by now; how many were reminded.
pub fn remind(conn: &mut Conn, at: Ts) -> Result<usize> {
    let mut counts: BTreeMap<(Id, Id), i64> = BTreeMap::new();
    for row in store::overdue(conn, at)? {
        *counts.entry((row.expert_user_id, row.batch_id)).or_default() += 1;
    }
    let reminded = counts.len();
    for ((expert, batch), count) in counts {
        let batch = training_batches::by_id(conn, batch)?;
        let params = json!({ "batch": batch.title, "count": count });
        let link = format!("{OWN}?late=true");
        notices::send(conn, &[expert], "expert_review.late", &params, Some(&link), at)?;
    }
    Ok(reminded)
}
