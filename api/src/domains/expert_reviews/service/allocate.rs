//! Giving the designs of a batch to its experts.

use std::collections::HashMap;

use super::super::model::{AllocatedExpert, Allocation, AllocationInput, ReviewRow, ReviewStatus};
use super::super::policy;
use super::super::store::{self, facts, panel as panels};
use super::distribute::{Given, distribute, needs, without_lead};
use super::{notify, rubrics};
use crate::domains::training_batches::{BatchRow, BatchStatus};
use crate::domains::{accounts, teaching_designs, training_batches};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::{self, Told};
use crate::platform::ids;
use crate::platform::state::State;

/// Days for a review unless headquarters says otherwise.
const DAYS: i64 = 14;

/// Gives two experts to every design of a batch, or says what that would come to. What was given out before stays; what
/// is missing of it is added.
///
/// # Errors
/// `state_forbids` before the deadline of the designs and outside the batch's time; `experts_missing`, saying for whom.
pub async fn allocate(
    state: &State,
    caller: Caller,
    batch: Id,
    input: AllocationInput,
) -> Result<Allocation> {
    caller.may(policy::TABLE, "panels.allocate")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let due_at = input.due_at.unwrap_or(now.plus_seconds(DAYS * 86_400));
    if due_at <= now {
        return Err(Error::field("/due_at", "past", "must lie in the future"));
    }
    let work = move |conn: &mut Conn| {
        if !input.preview {
            training_batches::lock(conn, &[batch])?;
            panels::lock(conn, batch)?;
        }
        let batch = training_batches::by_id(conn, batch)?;
        ready(conn, &batch, now)?;
        let needs = needs(conn, &batch)?;
        let given = distribute(conn, &batch, &needs, now)?;
        let answer = answer(conn, &batch, needs.len(), &given, now)?;
        let answer = Allocation { preview: input.preview, due_at, ..answer };
        if input.preview || given.is_empty() {
            return Ok(answer);
        }
        give(conn, &batch, &given, due_at, now)?;
        let detail = serde_json::json!({
            "batch": batch.title, "reviews": answer.reviews, "designs": answer.designs, "due_at": due_at,
        });
        let subject = Subject::country("expert_panel", batch.id);
        let event = "expert_panel.allocate";
        audit::record(conn, Some(&caller), now, event, subject, &detail)?;
        let told = Told { event, id: batch.id, caller: &caller, reason: None, at: now, followers };
        follow::tell(conn, followers, &told)?;
        Ok(answer)
    };
    let allocation =
        if input.preview { state.db.snapshot(work).await? } else { state.db.write(work).await? };
    state.wake_streams();
    Ok(allocation)
}

/// Designs are given out once nobody can hand in another.
fn ready(conn: &mut Conn, batch: &BatchRow, now: Ts) -> Result<()> {
    let no = |why: String| Error::because(Code::StateForbids, why);
    if !matches!(batch.status, BatchStatus::Running | BatchStatus::Assessing) {
        let why = format!("The batch is {}: there is nothing to judge", batch.status);
        return Err(no(why).why("nothing_to_judge", []));
    }
    match batch.design_until {
        None => {
            let why = "The batch has no deadline for teaching designs; set it first".into();
            return Err(no(why).why("design_deadline_missing", []));
        }
        Some(until) if until > now => {
            let why = format!("Teaching designs are handed in until {}", until.utc());
            return Err(no(why).why("designs_still_due", [("until", until.into())]));
        }
        Some(_) => {}
    }
    if panels::acting(conn, batch.id)?.is_empty() {
        let detail = "The batch has no expert group whose members may act; name it first";
        return Err(Error::because(Code::ExpertsMissing, detail).why("panel_missing", []));
    }
    Ok(())
}

fn answer(
    conn: &mut Conn,
    batch: &BatchRow,
    designs: usize,
    given: &[Given],
    now: Ts,
) -> Result<Allocation> {
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut new: HashMap<Id, i64> = HashMap::new();
    for one in given {
        *new.entry(one.expert).or_default() += 1;
    }
    let seats: Vec<Id> = panels::acting(conn, batch.id)?.into_iter().map(|s| s.user_id).collect();
    let mut names = accounts::names(conn, &seats)?;
    let loads = panels::loads(conn, batch.id, now)?;
    let mut experts: Vec<AllocatedExpert> = seats
        .into_iter()
        .map(|user_id| AllocatedExpert {
            user_id,
            name: names.remove(&user_id).unwrap_or_default(),
            before: loads.get(&user_id).map_or(0, |(all, ..)| *all),
            new: new.get(&user_id).copied().unwrap_or_default(),
        })
        .collect();
    experts.sort_by(|a, b| (&a.name, a.user_id).cmp(&(&b.name, b.user_id)));
    let participants = facts::participants(conn, batch.id)?;
    Ok(Allocation {
        batch_id: batch.id,
        preview: false,
        designs: number(designs),
        reviews: number(given.len()),
        without_design: number(participants.iter().filter(|p| p.design_id.is_none()).count()),
        without_lead: without_lead(conn, batch)?,
        experts,
        due_at: now,
    })
}

/// Gives reviews to experts, settles which version is judged, and tells the experts. The panel is locked.
pub fn give(conn: &mut Conn, batch: &BatchRow, given: &[Given], due_at: Ts, now: Ts) -> Result<()> {
    let rubric = rubrics::in_force(conn, batch.edition_id, now)?.id;
    let designs: Vec<Id> =
        given.iter().filter(|g| g.judged_version_id.is_none()).map(|g| g.design_id).collect();
    // A version that was on its way is in by then, and is the one that is judged.
    teaching_designs::lock(conn, &designs)?;
    let newest = facts::newest_versions(conn, &designs)?;
    let mut settled: Vec<(Id, Id)> = newest.iter().map(|(design, v)| (*design, *v)).collect();
    settled.sort_unstable();
    for (design, version) in settled {
        teaching_designs::judge(conn, design, version)?;
    }
    // Whoever's first review is on stays with the rubric of the other.
    let ids: Vec<Id> = given.iter().map(|g| g.enrolment_id).collect();
    let before = store::of_enrolments(conn, &ids)?;
    let mut rows = Vec::with_capacity(given.len());
    for one in given {
        let version = one.judged_version_id.or_else(|| newest.get(&one.design_id).copied());
        let version = version.ok_or_else(|| {
            Error::internal(anyhow::anyhow!("design {} has no version", one.design_id))
        })?;
        let of = before.get(&one.enrolment_id).and_then(|rows| rows.first());
        rows.push(ReviewRow {
            id: ids::new(),
            batch_id: batch.id,
            enrolment_id: one.enrolment_id,
            version_id: version,
            rubric_id: of.map_or(rubric, |r| r.rubric_id),
            expert_user_id: one.expert,
            slot: one.slot,
            status: ReviewStatus::Assigned,
            scores: None,
            total_hundredths: None,
            remarks: None,
            assigned_at: now,
            due_at,
            submitted_at: None,
            reason: None,
            updated_at: now,
            version: 1,
        });
    }
    store::insert(conn, &rows)?;
    let experts = rows.iter().map(|r| r.expert_user_id);
    notify::assigned(conn, batch, experts, due_at, now)
}
