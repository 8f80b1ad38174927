//! Who is told what of judgements.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::json;

use super::super::model::{JudgementRow, TrainingOutcome};
use super::super::store::facts;
use crate::domains::training_batches;
use crate::domains::{accounts, expert_reviews, notices};
use crate::platform::auth::Role;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

const OWN: &str = "/my-training";

/// Tells the leads of a batch how many participants wait for them.
pub fn proposed(conn: &mut Conn, batch: Id, count: usize, at: Ts) -> Result<()> {
    let batch = training_batches::by_id(conn, batch)?;
    let leads = expert_reviews::leads_of(conn, batch.id)?;
    let params = json!({ "batch": batch.title, "count": count });
    let link = format!("/judgements?batch_id={}&status=proposed", batch.id);
    notices::send(conn, &leads, "training_judgement.proposed", &params, Some(&link), at)
}

/// Tells participants what they came to, and their schools and branches of how many.
pub fn confirmed(conn: &mut Conn, rows: &[JudgementRow], at: Ts) -> Result<()> {
    let enrolments: Vec<Id> = rows.iter().map(|r| r.enrolment_id).collect();
    let addresses: BTreeMap<Id, (Id, Id, String)> = facts::addresses(conn, &enrolments)?
        .into_iter()
        .map(|(id, user, school, region)| (id, (user, school, region)))
        .collect();
    // Passed and failed, by batch and school, and by batch and region.
    let mut schools: BTreeMap<(Id, Id), [i64; 2]> = BTreeMap::new();
    let mut regions: BTreeMap<(Id, String), [i64; 2]> = BTreeMap::new();
    let mut titles: BTreeMap<Id, String> = BTreeMap::new();
    for row in rows {
        let Some((user, school, region)) = addresses.get(&row.enrolment_id) else { continue };
        if let Entry::Vacant(free) = titles.entry(row.batch_id) {
            free.insert(training_batches::by_id(conn, row.batch_id)?.title);
        }
        let params = json!({ "batch": titles.get(&row.batch_id), "result": row.result });
        notices::send(conn, &[*user], "training_judgement.confirmed", &params, Some(OWN), at)?;
        let which = usize::from(row.result != Some(TrainingOutcome::Passed));
        schools.entry((row.batch_id, *school)).or_default()[which] += 1;
        regions.entry((row.batch_id, region.clone())).or_default()[which] += 1;
    }
    for ((batch, school), [passed, failed]) in schools {
        let users = accounts::holders(conn, Role::InstitutionAdmin, None, Some(school))?;
        let params = json!({ "batch": titles.get(&batch), "passed": passed, "failed": failed });
        let link = "/training/enrolments";
        notices::send(conn, &users, "training_judgement.results", &params, Some(link), at)?;
    }
    for ((batch, region), [passed, failed]) in regions {
        let users = accounts::holders(conn, Role::BranchStaff, Some(&region), None)?;
        let params = json!({ "batch": titles.get(&batch), "passed": passed, "failed": failed });
        let link = format!("/training/batches/{batch}");
        notices::send(conn, &users, "training_judgement.results", &params, Some(&link), at)?;
    }
    Ok(())
}

/// Tells a participant that they are judged once more.
pub fn reopened(conn: &mut Conn, row: &JudgementRow, at: Ts) -> Result<()> {
    let Some((_, user, ..)) = facts::addresses(conn, &[row.enrolment_id])?.pop() else {
        return Ok(());
    };
    let batch = training_batches::by_id(conn, row.batch_id)?;
    let params = json!({ "batch": batch.title, "reason": row.reason });
    notices::send(conn, &[user], "training_judgement.reopened", &params, Some(OWN), at)
}
