//! Who is in the group of a batch.

use std::collections::{HashMap, HashSet};

use super::super::model::{
    Panel, PanelExpert, PanelInput, PanelProgress, PanelRow, ReviewFilter, ReviewStatus, Seat,
    SeatInput,
};
use super::super::policy;
use super::super::store::{self, facts, panel as panels};
use super::distribute::needs;
use super::notify;
use super::steps::{Why, give_back};
use crate::domains::training_batches::{BatchRow, BatchStatus};
use crate::domains::{accounts, training_batches};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

fn shown(conn: &mut Conn, batch: &BatchRow, now: Ts) -> Result<Panel> {
    let seats = panels::seats(conn, batch.id, false)?;
    let people: Vec<Id> = seats.iter().map(|s| s.user_id).collect();
    let mut names = accounts::names(conn, &people)?;
    let loads = panels::loads(conn, batch.id, now)?;
    let mut experts: Vec<PanelExpert> = seats
        .into_iter()
        .map(|s| {
            let (reviews, submitted, late) = loads.get(&s.user_id).copied().unwrap_or_default();
            PanelExpert {
                user_id: s.user_id,
                name: names.remove(&s.user_id).unwrap_or_default(),
                lead: s.lead,
                max_reviews: s.max_reviews,
                reviews,
                submitted,
                late,
            }
        })
        .collect();
    experts.sort_by(|a, b| (&a.name, a.user_id).cmp(&(&b.name, b.user_id)));
    let version = panels::find(conn, batch.id)?.map_or(0, |row| row.version);
    Ok(Panel { batch_id: batch.id, experts, progress: progress(conn, batch, now)?, version })
}

fn progress(conn: &mut Conn, batch: &BatchRow, now: Ts) -> Result<PanelProgress> {
    let (participants, designs) = facts::counts(conn, batch.id)?;
    let mut count = |status| {
        let filter = ReviewFilter {
            batch_id: Some(batch.id),
            status: Some(status),
            ..ReviewFilter::default()
        };
        store::total(conn, &Scope::Country, &filter, now)
    };
    let (assigned, submitted) = (count(ReviewStatus::Assigned)?, count(ReviewStatus::Submitted)?);
    let unassigned: usize = needs(conn, batch)?.iter().map(|need| need.slots.len()).sum();
    Ok(PanelProgress {
        participants,
        designs,
        unassigned: i64::try_from(unassigned).unwrap_or(i64::MAX),
        assigned,
        submitted,
        third: store::thirds(conn, batch.id)?,
    })
}

/// The group of a batch and how far it is.
pub async fn panel(state: &State, caller: Caller, batch: Id) -> Result<Panel> {
    caller.may(policy::TABLE, "panels.read")?;
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let batch = training_batches::by_id(conn, batch)?;
            shown(conn, &batch, now)
        })
        .await
}

/// Names the group of a batch. What somebody who leaves has not done yet goes to others.
///
/// # Errors
/// 422 with a pointer to each who is named twice or holds no expert's grant there; `state_forbids` once the batch is
/// over; `experts_missing` where nobody can take what somebody leaves.
pub async fn set_panel(
    state: &State,
    caller: Caller,
    batch: Id,
    seen: IfMatch,
    input: PanelInput,
) -> Result<Panel> {
    caller.may(policy::TABLE, "panels.set")?;
    let now = state.clock.now();
    let panel = state
        .db
        .write(move |conn| {
            training_batches::lock(conn, &[batch])?;
            let batch = training_batches::by_id(conn, batch)?;
            let version = panels::find(conn, batch.id)?.map_or(0, |row| row.version);
            seen.check(version)?;
            // Also of a finished one: another lead may be wanted who opens a judgement again.
            if batch.status == BatchStatus::Cancelled {
                let detail = format!("The batch is {}: nobody judges in it any more", batch.status);
                return Err(Error::because(Code::StateForbids, detail).why("batch_cancelled", []));
            }
            checked(conn, &batch, &input.experts)?;
            let row = PanelRow { batch_id: batch.id, updated_at: now, version: version + 1 };
            panels::put(conn, &row)?;
            panels::lock(conn, batch.id)?;
            let (came, went) = seat_all(conn, &batch, &input.experts, caller.user, now)?;
            let leads: Vec<Id> =
                input.experts.iter().filter(|e| e.lead).map(|e| e.user_id).collect();
            let detail = serde_json::json!({
                "batch": batch.title, "added": came, "removed": went, "leads": leads,
                "version": row.version,
            });
            let subject = Subject::country("expert_panel", batch.id);
            let event = "expert_panel.update";
            audit::record(conn, Some(&caller), now, event, subject, &detail)?;
            for user in went {
                let open = store::open_of(conn, user, Some(batch.id))?;
                let why = Why { caller: &caller, reason: "退出专家组", at: now };
                give_back(conn, &batch, open, &why, true)?;
            }
            notify::named(conn, &batch, came, now)?;
            shown(conn, &batch, now)
        })
        .await?;
    state.wake_streams();
    Ok(panel)
}

fn checked(conn: &mut Conn, batch: &BatchRow, input: &[SeatInput]) -> Result<()> {
    let regions = training_batches::regions_of(conn, batch.id)?;
    let people: Vec<Id> = input.iter().map(|e| e.user_id).collect();
    let grants = panels::grants_of(conn, &people)?;
    let (mut seen, mut wrong) = (HashSet::new(), Vec::new());
    for (i, expert) in input.iter().enumerate() {
        let held = grants.get(&expert.user_id).map_or(&[][..], Vec::as_slice);
        let there = held.iter().any(|g| g.as_ref().is_none_or(|region| regions.contains(region)));
        let (code, message) = match () {
            () if !seen.insert(expert.user_id) => ("duplicate", "is named twice"),
            () if !there => ("not_expert", "holds no expert's grant there"),
            () => continue,
        };
        let pointer = format!("/experts/{i}/user_id");
        wrong.push(FieldError::new(pointer, code, message));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::fields(wrong)) }
}

/// Writes the places; who came and who went.
fn seat_all(
    conn: &mut Conn,
    batch: &BatchRow,
    input: &[SeatInput],
    by: Id,
    now: Ts,
) -> Result<(Vec<Id>, Vec<Id>)> {
    let before: HashMap<Id, Seat> =
        panels::seats(conn, batch.id, true)?.into_iter().map(|s| (s.user_id, s)).collect();
    let mut came = Vec::new();
    for expert in input {
        let had = before.get(&expert.user_id);
        let back = had.is_none_or(|s| s.removed_at.is_some());
        let seat = Seat {
            batch_id: batch.id,
            user_id: expert.user_id,
            lead: expert.lead,
            max_reviews: expert.max_reviews,
            added_by: had.filter(|_| !back).map_or(by, |s| s.added_by),
            added_at: had.filter(|_| !back).map_or(now, |s| s.added_at),
            removed_at: None,
        };
        panels::seat(conn, &seat, had.is_none())?;
        if back {
            came.push(expert.user_id);
        }
    }
    let mut went = Vec::new();
    for (user, seat) in before {
        if seat.removed_at.is_none() && input.iter().all(|e| e.user_id != user) {
            panels::seat(conn, &Seat { removed_at: Some(now), ..seat }, false)?;
            went.push(user);
        }
    }
    went.sort_unstable();
    Ok((came, went))
}
