//! Who is given which design: what is missing, who may, and the even distribution of `onex_allocation`.

use std::collections::{BTreeSet, HashMap};

use onex_allocation::{AllocationError, Expert, Short, Subject, allocate};
use onex_assessment::{Design, Score, design};

use super::super::model::{ReviewStatus, Seat, points};
use super::super::store::{self, affiliations as ties, facts, panel as panels};
use super::Thresholds;
use crate::domains::accounts;
use crate::domains::training_batches::BatchRow;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Reason, Result};

/// A design that experts are missing for.
#[derive(Debug, Clone)]
pub struct Need {
    pub enrolment_id: Id,
    pub code: String,
    pub institution_id: Id,
    pub design_id: Id,
    /// Settled once somebody was given it.
    pub judged_version_id: Option<Id>,
    /// Slots without an expert: 1 and 2, or 3 where these two differ too much.
    pub slots: Vec<i32>,
    /// Who was given it already, also who gave it back.
    had: BTreeSet<Id>,
}

/// What lacks experts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lacking {
    pub batches: i64,
    pub designs: i64,
    pub batch: Option<Id>,
}

/// A review that somebody is to be given.
#[derive(Debug, Clone)]
pub struct Given {
    pub enrolment_id: Id,
    pub design_id: Id,
    pub judged_version_id: Option<Id>,
    pub slot: i32,
    pub expert: Id,
}

/// What is missing in a batch.
pub fn needs(conn: &mut Conn, batch: &BatchRow) -> Result<Vec<Need>> {
    let participants = facts::participants(conn, batch.id)?;
    let ids: Vec<Id> = participants.iter().map(|p| p.enrolment_id).collect();
    let mut reviews = store::of_enrolments(conn, &ids)?;
    let mut thresholds = Thresholds::of(batch.edition_id);
    let mut out = Vec::new();
    for p in participants {
        let Some(design_id) = p.design_id else { continue };
        let of = reviews.remove(&p.enrolment_id).unwrap_or_default();
        let taken: Vec<Taken> = of
            .iter()
            .filter(|r| r.status != ReviewStatus::Released)
            .map(|r| (r.slot, r.total_hundredths))
            .collect();
        let slots = missing(&taken, thresholds.in_region(conn, &p.region_code)?);
        if slots.is_empty() {
            continue;
        }
        out.push(Need {
            enrolment_id: p.enrolment_id,
            code: p.code,
            institution_id: p.institution_id,
            design_id,
            judged_version_id: p.judged_version_id,
            slots,
            had: of.iter().map(|r| r.expert_user_id).collect(),
        });
    }
    Ok(out)
}

/// In how many batches some design that is to be judged lacks an expert, how many designs that are, and one of the
/// batches. Where nobody was named yet it is not asked.
pub fn lacking(conn: &mut Conn) -> Result<Lacking> {
    let mut all = Lacking::default();
    for (batch, edition) in facts::batches_with_panel(conn)? {
        let mut thresholds = Thresholds::of(edition);
        let mut taken: HashMap<Id, Vec<Taken>> = HashMap::new();
        for (enrolment, slot, total) in facts::taken(conn, batch)? {
            taken.entry(enrolment).or_default().push((slot, total));
        }
        let mut designs = 0;
        for (enrolment, region) in facts::with_design(conn, batch)? {
            let of = taken.remove(&enrolment).unwrap_or_default();
            let missing = missing(&of, thresholds.in_region(conn, &region)?);
            designs += i64::from(!missing.is_empty());
        }
        if designs > 0 {
            all.batches += 1;
            all.designs += designs;
            all.batch = Some(batch);
        }
    }
    Ok(all)
}

/// The slot of a review that somebody has or had, and the points once it is submitted.
pub type Taken = (i32, Option<i32>);

/// The slots of a design that nobody has.
fn missing(taken: &[Taken], threshold: Score) -> Vec<i32> {
    let has = |slot: i32| taken.iter().any(|(of, _)| *of == slot);
    let pair: Vec<i32> = [1, 2].into_iter().filter(|slot| !has(*slot)).collect();
    let said = |slot: i32| {
        let (_, total) = taken.iter().find(|(of, _)| *of == slot)?;
        points(*total)
    };
    let differ = matches!(design(said(1), said(2), said(3), threshold), Design::NeedsThird { .. });
    if pair.is_empty() && differ && !has(3) { vec![3] } else { pair }
}

/// Gives everything that is missing to experts of the group, evenly, to nobody with a conflict of interest, and so that
/// for each participant a lead is left who can confirm. The panel is locked.
///
/// # Errors
/// `experts_missing`, saying for whom.
pub fn distribute(
    conn: &mut Conn,
    batch: &BatchRow,
    needs: &[Need],
    now: Ts,
) -> Result<Vec<Given>> {
    let seats = panels::acting(conn, batch.id)?;
    let mut loads: HashMap<Id, usize> = panels::loads(conn, batch.id, now)?
        .into_iter()
        .map(|(user, (all, ..))| (user, usize::try_from(all).unwrap_or(usize::MAX)))
        .collect();
    let barred = barred(conn, &seats, needs)?;
    let mut out = Vec::new();
    for each in [2, 1] {
        let subjects: Vec<Subject<Id, Id>> = needs
            .iter()
            .filter(|need| need.slots.len() == each)
            .map(|need| Subject {
                id: need.enrolment_id,
                barred: barred.get(&need.enrolment_id).cloned().unwrap_or_default(),
            })
            .collect();
        if subjects.is_empty() {
            continue;
        }
        let experts: Vec<Expert<Id>> = seats
            .iter()
            .map(|seat| Expert {
                id: seat.user_id,
                load: loads.get(&seat.user_id).copied().unwrap_or_default(),
                limit: seat.max_reviews.and_then(|n| usize::try_from(n).ok()),
            })
            .collect();
        let given = match allocate(&subjects, &experts, each) {
            Ok(given) => given,
            Err(AllocationError::Short(short)) => return Err(too_few(conn, needs, &short)?),
            Err(e) => return Err(Error::internal(anyhow::anyhow!("{}", e.code()))),
        };
        let given: HashMap<Id, Vec<Id>> = given.into_iter().collect();
        for need in needs.iter().filter(|need| need.slots.len() == each) {
            let experts = given.get(&need.enrolment_id).into_iter().flatten();
            for (slot, expert) in need.slots.iter().zip(experts) {
                *loads.entry(*expert).or_default() += 1;
                out.push(Given {
                    enrolment_id: need.enrolment_id,
                    design_id: need.design_id,
                    judged_version_id: need.judged_version_id,
                    slot: *slot,
                    expert: *expert,
                });
            }
        }
    }
    Ok(out)
}

/// By participant who must not review: whoever has a conflict of interest or had the design already, and a lead who is
/// kept back to confirm.
fn barred(conn: &mut Conn, seats: &[Seat], needs: &[Need]) -> Result<HashMap<Id, BTreeSet<Id>>> {
    let people: Vec<Id> = seats.iter().map(|s| s.user_id).collect();
    let ids: Vec<Id> = needs.iter().map(|n| n.enrolment_id).collect();
    let mut out: HashMap<Id, BTreeSet<Id>> =
        needs.iter().map(|need| (need.enrolment_id, need.had.clone())).collect();
    for conflict in ties::conflicts(conn, &people, &ids)? {
        out.entry(conflict.enrolment_id).or_default().insert(conflict.user_id);
    }
    for (i, need) in needs.iter().enumerate() {
        let of = out.entry(need.enrolment_id).or_default();
        let free: Vec<Id> = seats
            .iter()
            .filter(|s| s.lead && !of.contains(&s.user_id))
            .map(|s| s.user_id)
            .collect();
        if !free.is_empty() {
            of.insert(free[i % free.len()]);
        }
    }
    Ok(out)
}

/// Participants of a batch whom no lead of its group could confirm, by code.
pub fn without_lead(conn: &mut Conn, batch: &BatchRow) -> Result<Vec<String>> {
    let acting = panels::acting(conn, batch.id)?;
    let leads: Vec<Id> = acting.iter().filter(|s| s.lead).map(|s| s.user_id).collect();
    let participants = facts::participants(conn, batch.id)?;
    let ids: Vec<Id> = participants.iter().map(|p| p.enrolment_id).collect();
    let mut against: HashMap<Id, BTreeSet<Id>> = HashMap::new();
    for conflict in ties::conflicts(conn, &leads, &ids)? {
        against.entry(conflict.enrolment_id).or_default().insert(conflict.user_id);
    }
    for (enrolment, reviews) in store::of_enrolments(conn, &ids)? {
        let held = reviews.iter().filter(|r| r.status != ReviewStatus::Released);
        against.entry(enrolment).or_default().extend(held.map(|r| r.expert_user_id));
    }
    let nobody = |id: &Id| {
        let against = against.get(id);
        leads.iter().all(|lead| against.is_some_and(|a| a.contains(lead)))
    };
    let mut codes: Vec<String> =
        participants.into_iter().filter(|p| nobody(&p.enrolment_id)).map(|p| p.code).collect();
    codes.sort_unstable();
    Ok(codes)
}

/// Says for whom there are too few experts, by institution, and who could judge them.
fn too_few(conn: &mut Conn, needs: &[Need], short: &Short<Id, Id>) -> Result<Error> {
    let short_of: Vec<&Need> =
        needs.iter().filter(|n| short.subjects.contains(&n.enrolment_id)).collect();
    let ids: Vec<Id> = short_of.iter().map(|n| n.institution_id).collect();
    let names = facts::institutions(conn, &ids)?;
    let mut by_school: Vec<(String, Vec<&str>)> = Vec::new();
    for need in &short_of {
        let school = names.get(&need.institution_id).cloned().unwrap_or_default();
        match by_school.iter_mut().find(|(name, _)| *name == school) {
            Some((_, codes)) => codes.push(&need.code),
            None => by_school.push((school, vec![&need.code])),
        }
    }
    by_school.sort();
    let said: Vec<String> = by_school
        .iter()
        .take(5)
        .map(|(school, codes)| {
            let shown: Vec<&str> = codes.iter().take(5).copied().collect();
            let rest = if codes.len() > shown.len() { ", …" } else { "" };
            format!("{} of {school} ({}{rest})", codes.len(), shown.join(", "))
        })
        .collect();
    let mut eligible: Vec<String> = accounts::names(conn, &short.eligible)?.into_values().collect();
    eligible.sort_unstable();
    let missing = ("missing", short.missing.into());
    let reason = if eligible.is_empty() {
        Reason::of("experts_missing", [missing])
    } else {
        Reason::of("experts_few", [missing, ("eligible", eligible.clone().into())])
    };
    let eligible = if eligible.is_empty() { "nobody".into() } else { eligible.join(", ") };
    let detail = format!(
        "{} reviews have nobody without a conflict of interest. Participants: {}. Who may judge them: {eligible}. Add experts \
         or raise how many reviews each takes",
        short.missing,
        said.join("; "),
    );
    Ok(Error::because(Code::ExpertsMissing, detail).for_reason(reason))
}
