//! What would mend a deviation or a refusal: the engine's remedies in the words of the batch, and regions of other
//! batches that could come.

use std::collections::BTreeSet;

use onex_grouping::training::{Cost, Outcome, Plan, Reason, Refusal, Remedy};

use super::super::model::{GroupingCost, GroupingRemedy, RemedyKind, SourceOfRemedy};
use super::ground::Ground;
use super::grouping::{Guest, Intake, neighbours};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

/// Groupings that are tried with others' people at most.
const MOST_TRIALS: usize = 60;
/// Regions of other batches offered at most.
const MOST_OFFERS: usize = 5;

/// What would mend the deviations of a plan.
pub fn of_plan(
    conn: &mut Conn,
    ground: &mut Ground,
    intake: &Intake,
    plan: &Plan<Id>,
) -> Result<Vec<GroupingRemedy>> {
    let mut out: Vec<GroupingRemedy> =
        plan.remedies.iter().map(|remedy| shown(intake, remedy)).collect();
    let troubled: BTreeSet<&str> = plan
        .deviations
        .iter()
        .filter_map(|d| plan.classes.get(d.class))
        .map(|class| class.region.as_str())
        .collect();
    out.extend(elsewhere(conn, ground, intake, &troubled, Some(plan.cost))?);
    Ok(out)
}

/// What would mend a refusal.
pub fn of_refusal(
    conn: &mut Conn,
    ground: &mut Ground,
    intake: &Intake,
    refusal: &Refusal,
) -> Result<Vec<GroupingRemedy>> {
    let mut out: Vec<GroupingRemedy> =
        refusal.remedies.iter().map(|remedy| shown(intake, remedy)).collect();
    let troubled: BTreeSet<&str> = refusal
        .reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::Crowded { region, .. } | Reason::Small { region, .. } => Some(region.as_str()),
            // More people do not bring trainers.
            Reason::NoTrainer { .. } | Reason::Trainers { .. } => None,
        })
        .collect();
    out.extend(elsewhere(conn, ground, intake, &troubled, None)?);
    Ok(out)
}

fn cost(cost: Cost) -> GroupingCost {
    GroupingCost { deviations: cost.deviations, outside: cost.outside, classes: cost.classes }
}

fn plain(kind: RemedyKind, region_codes: Vec<String>) -> GroupingRemedy {
    GroupingRemedy {
        kind,
        class: None,
        region_codes,
        with_region_codes: vec![],
        source: None,
        count: None,
        leaves: None,
    }
}

fn shown(intake: &Intake, remedy: &Remedy) -> GroupingRemedy {
    let of = |kind, region: &str| plain(kind, intake.regions(region));
    match remedy {
        Remedy::Keep { class } => {
            GroupingRemedy { class: Some(*class), ..plain(RemedyKind::Keep, vec![]) }
        }
        Remedy::Join { region, with, leaves } => GroupingRemedy {
            with_region_codes: intake.regions(with),
            leaves: leaves.map(cost),
            ..of(RemedyKind::Join, region)
        },
        Remedy::MoveAway { region, count, leaves } => GroupingRemedy {
            count: Some(*count),
            leaves: leaves.map(cost),
            ..of(RemedyKind::MoveAway, region)
        },
        Remedy::Bring { region, count, leaves } => GroupingRemedy {
            count: Some(*count),
            leaves: leaves.map(cost),
            ..of(RemedyKind::Bring, region)
        },
        Remedy::AddTrainers { region, count, leaves } => GroupingRemedy {
            count: Some(*count),
            leaves: leaves.map(cost),
            ..plain(
                RemedyKind::AddTrainers,
                region.as_deref().map(|region| intake.regions(region)).unwrap_or_default(),
            )
        },
    }
}

/// Regions whose people, of other batches or of this one beyond what is grouped now, would make it better: tried as
/// the engine would group them then.
fn elsewhere(
    conn: &mut Conn,
    ground: &mut Ground,
    intake: &Intake,
    troubled: &BTreeSet<&str>,
    now: Option<Cost>,
) -> Result<Vec<GroupingRemedy>> {
    if troubled.is_empty() {
        return Ok(vec![]);
    }
    let mut offers: Vec<(Cost, GroupingRemedy)> = Vec::new();
    let mut trials = 0;
    for (batch, title, region, people) in neighbours(conn, ground, intake)? {
        let rules = ground.rules(conn, &region)?.clone();
        for name in troubled {
            let own = intake.regions(name);
            if own.contains(&region) || !intake.agrees(name, &rules) || trials >= MOST_TRIALS {
                continue;
            }
            trials += 1;
            let guests: Vec<Guest> = (0..people)
                .map(|_| Guest { group: (*name).into(), home: region.clone() })
                .collect();
            let Outcome::Plan(plan) = intake.split(&guests)? else { continue };
            let better = now.is_none_or(|now| {
                (plan.cost.deviations, plan.cost.outside) < (now.deviations, now.outside)
            });
            if better {
                let source = (batch != ground.batch.id).then(|| SourceOfRemedy {
                    batch_id: batch,
                    title: title.clone(),
                    participants: people,
                });
                let remedy = GroupingRemedy {
                    with_region_codes: vec![region.clone()],
                    source,
                    leaves: Some(cost(plan.cost)),
                    ..plain(RemedyKind::Join, own)
                };
                offers.push((plan.cost, remedy));
            }
        }
    }
    offers.sort_by_key(|(cost, _)| *cost);
    Ok(offers.into_iter().take(MOST_OFFERS).map(|(_, remedy)| remedy).collect())
}
