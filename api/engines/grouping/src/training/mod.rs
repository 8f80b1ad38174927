//! Splitting the teachers of a training batch into classes (notice 二.1.(2): by region, 15 to 20
//! participants as a rule, one trainer at least).
//!
//! Regions are never mixed; a branch that wants two regions in one class gives them one name. The
//! sizes are a wish, the trainers are a must. A plan is as good as can be, in this order: the fewest
//! participants below or above the wished sizes over all classes, then the mildest worst class, then
//! the fewest classes. That is exact, not a heuristic: within a region even sizes are best for a
//! given number of classes, and the numbers of classes are chosen by dynamic programming.
//!
//! Order: classes by region, larger ones first, members by id; trainers in the order of their ids,
//! each taking the next class in turn. The order of the input never matters.

mod optimum;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A teacher who takes part. `I` is the caller's id; ids are unique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant<I> {
    pub id: I,
    /// GB/T 2260, two digits.
    pub region: String,
}

/// The numbers of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Participants in a class at least (15, should).
    pub min_size: usize,
    /// Participants in a class at most (20, should).
    pub max_size: usize,
    /// Trainers in a class at least (1, must).
    pub trainers_per_class: usize,
    /// Classes that one trainer can take at the same time.
    pub max_classes_per_trainer: usize,
}

/// A class to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class<I> {
    pub region: String,
    /// By id.
    pub participants: Vec<I>,
    /// `trainers_per_class` different ones.
    pub trainers: Vec<I>,
}

/// A class, by its index in the plan, whose size is not as wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Deviation {
    MinSize { class: usize, actual: usize, limit: usize },
    MaxSize { class: usize, actual: usize, limit: usize },
}

/// The classes of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan<I> {
    pub classes: Vec<Class<I>>,
    pub deviations: Vec<Deviation>,
}

/// Why a batch cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrainingError {
    #[error(
        "the smallest size of a class, {min}, must be 1 at least and not exceed the largest, {max}"
    )]
    Sizes { min: usize, max: usize },
    #[error("a class needs one trainer at least, and a trainer must be able to take one class")]
    TrainersPerClass,
    #[error(
        "the trainers can take {possible} classes and {needed} regions have participants, each of which needs one; name more trainers"
    )]
    TooFewTrainers { possible: usize, needed: usize },
    #[error("participants {first} and {second} of the list (counted from 1) have the same id")]
    DuplicateParticipant { first: usize, second: usize },
    #[error("trainers {first} and {second} of the list (counted from 1) have the same id")]
    DuplicateTrainer { first: usize, second: usize },
}

/// Splits a batch. Every participant is placed exactly once, every class has its trainers, and no
/// trainer has more classes than allowed or is in one class twice.
/// O(n log n) for n participants, plus O(c² / min_size) for the choice of c classes.
pub fn split<I: Ord + Clone>(
    participants: &[Participant<I>],
    trainers: &[I],
    limits: &Limits,
) -> Result<Plan<I>, TrainingError> {
    if limits.min_size == 0 || limits.min_size > limits.max_size {
        return Err(TrainingError::Sizes { min: limits.min_size, max: limits.max_size });
    }
    if limits.trainers_per_class == 0 || limits.max_classes_per_trainer == 0 {
        return Err(TrainingError::TrainersPerClass);
    }
    if let Some((first, second)) = duplicate(participants.iter().map(|p| &p.id)) {
        return Err(TrainingError::DuplicateParticipant { first, second });
    }
    if let Some((first, second)) = duplicate(trainers.iter()) {
        return Err(TrainingError::DuplicateTrainer { first, second });
    }

    let mut regions: BTreeMap<&str, Vec<&I>> = BTreeMap::new();
    for participant in participants {
        regions.entry(&participant.region).or_default().push(&participant.id);
    }
    let people: Vec<usize> = regions.values().map(Vec::len).collect();
    let possible = classes_possible(trainers.len(), limits);
    let Some(counts) = optimum::class_counts(&people, limits, possible) else {
        return Err(TrainingError::TooFewTrainers { possible, needed: people.len() });
    };

    let mut by_id: Vec<&I> = trainers.iter().collect();
    by_id.sort_unstable();
    let mut turn = by_id.into_iter().cycle();
    let mut plan = Plan { classes: Vec::new(), deviations: Vec::new() };
    for ((region, mut members), count) in regions.into_iter().zip(counts) {
        members.sort_unstable();
        let mut rest = members.into_iter().cloned();
        for size in crate::balanced_sizes(rest.len(), count) {
            let class = plan.classes.len();
            if size < limits.min_size {
                let limit = limits.min_size;
                plan.deviations.push(Deviation::MinSize { class, actual: size, limit });
            } else if size > limits.max_size {
                let limit = limits.max_size;
                plan.deviations.push(Deviation::MaxSize { class, actual: size, limit });
            }
            plan.classes.push(Class {
                region: region.to_owned(),
                participants: rest.by_ref().take(size).collect(),
                trainers: turn.by_ref().take(limits.trainers_per_class).cloned().collect(),
            });
        }
    }
    Ok(plan)
}

/// How many classes can have their trainers, each in turn: nobody is in a class twice as long as
/// there are at least `trainers_per_class` of them.
fn classes_possible(trainers: usize, limits: &Limits) -> usize {
    if trainers < limits.trainers_per_class {
        return 0;
    }
    trainers.saturating_mul(limits.max_classes_per_trainer) / limits.trainers_per_class
}

fn duplicate<'a, I: Ord + 'a>(ids: impl Iterator<Item = &'a I>) -> Option<(usize, usize)> {
    let mut ids: Vec<(&I, usize)> = ids.enumerate().map(|(i, id)| (id, i + 1)).collect();
    ids.sort_unstable();
    ids.windows(2).find(|w| w[0].0 == w[1].0).map(|w| (w[0].1, w[1].1))
}

#[cfg(test)]
mod tests;
