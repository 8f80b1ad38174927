//! Splitting the teachers of a training batch into classes (notice 二.1.(2): by region, 15 to 20 participants as a rule,
//! one trainer at least).
//!
//! # What is decided here
//!
//! Participants of different regions are never mixed. Branches that agree to train together give their regions one name
//! ([`Participant::region`]); where somebody really comes from is [`Participant::home`].
//!
//! [`Limits`] holds two ranges for the size of a class: `must` is never left, `should` is left as seldom as can be. A
//! class outside `should` is a **deviation**. Every class has [`Limits::trainers`] different trainers, no trainer has more
//! classes than are [`Trainer::free`].
//!
//! Of all splits that obey this, [`split`] gives one with, in this order,
//!
//! 1. the fewest deviations,
//! 2. the fewest people outside `should` (missing or too many, over all classes),
//! 3. the fewest classes,
//! 4. the most even sizes within each region.
//!
//! That is exact, not a heuristic: docs/decisions/0021-grouping-of-teachers.md has the argument, the tests a brute-force
//! oracle. If there is no split at all, the [`Refusal`] says which rule falls short. Either answer carries [`Remedy`]s:
//! changes that mend it, each with the cost that the next call will have once it is made.
//!
//! # Who sits where
//!
//! No rule asks for it, so it never costs a deviation: participants of one home region and level sit together as far as
//! the sizes allow, and people of one institution are spread over the classes. See the module `seats`.
//!
//! The answer never depends on the order of the input. Classes come by region, larger ones first, participants by id.

mod choice;
mod remedy;
mod seats;
mod size;
mod supply;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::duplicate;
use choice::Region;
use supply::{MAX_TRAINERS, Pool};

/// A teacher who takes part. `I` is the caller's id, of persons and of institutions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant<I> {
    /// Unique in a batch.
    pub id: I,
    /// GB/T 2260, two digits, or the one name of regions that agreed to train together.
    pub region: String,
    /// The region they come from. Equal to `region` but where regions train together.
    pub home: String,
    /// Level of the institution; any numbering will do, equal levels sit together.
    pub level: u8,
    pub institution: I,
}

/// A trainer of the batch's pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trainer<I> {
    /// Unique in a pool.
    pub id: I,
    /// The only region whose classes they take; `None`: of any region.
    pub region: Option<String>,
    /// Classes that they can still take.
    pub free: usize,
}

/// The numbers of the rules for one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Participants in a class, at least and at most; a class outside it is not made. Holds `should`.
    pub must: (usize, usize),
    /// The same as a wish (15 to 20, 二.1.(2)).
    pub should: (usize, usize),
    /// Different trainers of a class (1, 二.1.(2)); from 1 to 4.
    pub trainers: usize,
}

/// What [`split`] found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome<I> {
    Plan(Plan<I>),
    Refused(Refusal),
}

/// The classes of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan<I> {
    pub classes: Vec<Class<I>>,
    /// In the order of the classes.
    pub deviations: Vec<Deviation>,
    pub cost: Cost,
    /// What would mend the deviations.
    pub remedies: Vec<Remedy>,
}

/// A class to be formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class<I> {
    pub region: String,
    /// By id.
    pub participants: Vec<I>,
    /// [`Limits::trainers`] different ones, those of the region first.
    pub trainers: Vec<I>,
}

/// A class, by its index in the plan, whose size is not as wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    pub class: usize,
    pub rule: SizeRule,
    pub limit: usize,
    pub actual: usize,
}

/// Which end of [`Limits::should`] is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeRule {
    Min,
    Max,
}

/// What a split costs; compared in the order of the fields. Costs of regions add up, and adding the same to two costs
/// keeps their order: the choice of the numbers of classes rests on that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cost {
    /// Classes outside `should`.
    pub deviations: usize,
    /// People missing or too many in them.
    pub outside: usize,
    pub classes: usize,
}

impl std::ops::Add for Cost {
    type Output = Cost;
    fn add(self, other: Cost) -> Cost {
        Cost {
            deviations: self.deviations + other.deviations,
            outside: self.outside + other.outside,
            classes: self.classes + other.classes,
        }
    }
}

/// Why there is no split that obeys every `must`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// One at least.
    pub reasons: Vec<Reason>,
    pub remedies: Vec<Remedy>,
}

/// A `must` that cannot be obeyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// No trainer may take a class of the region.
    NoTrainer { region: String },
    /// Even the fewest classes ask for `needed` places of trainers of any region, and there are `slots`; `regions` are
    /// those whose own trainers do not suffice.
    Trainers { regions: Vec<String>, needed: usize, slots: usize },
    /// Too many for the classes that they could fill: `most` is the largest number below that could be split.
    Crowded { region: String, people: usize, most: usize },
    /// Fewer than the smallest class has.
    Small { region: String, people: usize, least: usize },
}

impl Reason {
    /// A stable code for catalogues of messages.
    pub const fn code(&self) -> &'static str {
        match self {
            Reason::NoTrainer { .. } => "grouping_no_trainer",
            Reason::Trainers { .. } => "grouping_trainers",
            Reason::Crowded { .. } => "grouping_crowded",
            Reason::Small { .. } => "grouping_small",
        }
    }
}

/// A change that mends something. `leaves` is the cost of the whole batch after it, `None` if it takes another remedy
/// besides to make a split possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "remedy", rename_all = "snake_case")]
pub enum Remedy {
    /// Keep the class, by its index in the plan, as it is: a deviation with a reason.
    Keep { class: usize },
    /// Two regions train together, under the limits that both have.
    Join { region: String, with: String, leaves: Option<Cost> },
    /// So many of the region to another batch.
    MoveAway { region: String, count: usize, leaves: Option<Cost> },
    /// So many more into the region.
    Bring { region: String, count: usize, leaves: Option<Cost> },
    /// So many trainers more with one free class each, of the region or, if `None`, of any.
    AddTrainers { region: Option<String>, count: usize, leaves: Option<Cost> },
}

/// What the caller got wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    #[error(
        "the sizes of a class in region {region} must be ordered, from 1 on: at least {}, rather {}, rather {}, at most {}",
        .limits.must.0, .limits.should.0, .limits.should.1, .limits.must.1
    )]
    Sizes { region: String, limits: Limits },
    #[error("a class in region {region} has from 1 to {max} trainers, not {trainers}", max = MAX_TRAINERS)]
    TrainersPerClass { region: String, trainers: usize },
    #[error("participants {first} and {second} of the list (counted from 1) have the same id")]
    DuplicateParticipant { first: usize, second: usize },
    #[error("trainers {first} and {second} of the list (counted from 1) have the same id")]
    DuplicateTrainer { first: usize, second: usize },
    #[error("a batch has {most} participants at most, not {actual}")]
    TooMany { most: usize, actual: usize },
}

impl InputError {
    /// A stable code for catalogues of messages.
    pub const fn code(&self) -> &'static str {
        match self {
            InputError::Sizes { .. } => "grouping_sizes",
            InputError::TrainersPerClass { .. } => "grouping_trainers_per_class",
            InputError::DuplicateParticipant { .. } => "grouping_duplicate_participant",
            InputError::DuplicateTrainer { .. } => "grouping_duplicate_trainer",
            InputError::TooMany { .. } => "grouping_too_many",
        }
    }
}

/// More than a country has teachers; keeps every sum in range.
const MOST_PEOPLE: usize = 10_000_000;

/// Splits a batch into classes, or says why it cannot be; `limits` are asked once for each region. O(n log n) for n
/// participants where trainers suffice for the classes wished. Where they do not, every region's choice of its number of
/// classes is weighed against every number of trainers: O(c² / s) for c classes of one trainer of s people.
pub fn split<I: Ord + Clone>(
    people: &[Participant<I>],
    trainers: &[Trainer<I>],
    limits: &impl Fn(&str) -> Limits,
) -> Result<Outcome<I>, InputError> {
    if people.len() > MOST_PEOPLE {
        return Err(InputError::TooMany { most: MOST_PEOPLE, actual: people.len() });
    }
    if let Some((first, second)) = duplicate(people.iter().map(|p| &p.id)) {
        return Err(InputError::DuplicateParticipant { first, second });
    }
    if let Some((first, second)) = duplicate(trainers.iter().map(|t| &t.id)) {
        return Err(InputError::DuplicateTrainer { first, second });
    }
    let mut members: BTreeMap<&str, Vec<&Participant<I>>> = BTreeMap::new();
    for person in people {
        members.entry(&person.region).or_default().push(person);
    }
    let mut trainers: Vec<&Trainer<I>> = trainers.iter().collect();
    trainers.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let mut regions = Vec::with_capacity(members.len());
    for (name, members) in &members {
        let limits = checked(name, limits(name))?;
        let own = trainers.iter().filter(|t| t.region.as_deref() == Some(*name));
        let own = own.map(|t| t.free.min(people.len())).collect();
        regions.push(Region { name: (*name).to_owned(), people: members.len(), limits, own });
    }
    let anywhere = trainers.iter().filter(|t| t.region.is_none());
    let pool = Pool::new(anywhere.map(|t| t.free.min(people.len())).collect());

    Ok(match choice::choose(&regions, &pool) {
        Some(counts) => {
            let members = members.into_values().collect();
            Outcome::Plan(plan(&regions, &pool, &counts, members, &trainers))
        }
        None => Outcome::Refused(Refusal {
            reasons: remedy::reasons(&regions, &pool),
            remedies: remedy::of_refusal(&regions, &pool),
        }),
    })
}

/// `counts` classes for each of the regions; `trainers` are sorted by id.
fn plan<I: Ord + Clone>(
    regions: &[Region],
    pool: &Pool,
    counts: &[usize],
    members: Vec<Vec<&Participant<I>>>,
    trainers: &[&Trainer<I>],
) -> Plan<I> {
    let mut plan = Plan {
        classes: Vec::new(),
        deviations: Vec::new(),
        cost: choice::total(regions, counts),
        remedies: Vec::new(),
    };
    let mut staff = supply::staff(regions, pool, counts).into_iter();
    for ((region, count), members) in regions.iter().zip(counts).zip(members) {
        let own: Vec<&I> = ids(trainers, Some(&region.name));
        let anywhere: Vec<&I> = ids(trainers, None);
        let sizes = size::sizes(region.people, *count, &region.limits);
        for participants in seats::seat(members, &sizes) {
            let staff = staff.next().unwrap_or_default();
            let class = plan.classes.len();
            plan.deviations.extend(deviation(class, participants.len(), &region.limits));
            let own = staff.own.iter().filter_map(|i| own.get(*i));
            let anywhere = staff.anywhere.iter().filter_map(|i| anywhere.get(*i));
            plan.classes.push(Class {
                region: region.name.clone(),
                participants,
                trainers: own.chain(anywhere).map(|id| (*id).clone()).collect(),
            });
        }
    }
    plan.remedies = remedy::of_plan(regions, pool, counts, &plan.deviations);
    plan
}

fn deviation(class: usize, actual: usize, limits: &Limits) -> Option<Deviation> {
    let (min, max) = limits.should;
    if actual < min {
        Some(Deviation { class, rule: SizeRule::Min, limit: min, actual })
    } else if actual > max {
        Some(Deviation { class, rule: SizeRule::Max, limit: max, actual })
    } else {
        None
    }
}

/// The trainers of one kind, in the order of `trainers`.
fn ids<'a, I>(trainers: &[&'a Trainer<I>], region: Option<&str>) -> Vec<&'a I> {
    trainers.iter().filter(|t| t.region.as_deref() == region).map(|t| &t.id).collect()
}

fn checked(region: &str, limits: Limits) -> Result<Limits, InputError> {
    let sizes = [1, limits.must.0, limits.should.0, limits.should.1, limits.must.1];
    if !sizes.is_sorted() {
        return Err(InputError::Sizes { region: region.to_owned(), limits });
    }
    if !(1..=MAX_TRAINERS).contains(&limits.trainers) {
        let (region, trainers) = (region.to_owned(), limits.trainers);
        return Err(InputError::TrainersPerClass { region, trainers });
    }
    Ok(limits)
}

#[cfg(test)]
mod tests;
