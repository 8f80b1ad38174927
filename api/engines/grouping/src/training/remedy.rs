//! Why there is no split, and what would mend a refusal or a deviation. Every remedy is tried out: the batch is chosen
//! again as it would be, and what that costs is said. Only what makes something better is offered.

use super::choice::{self, Region, choose};
use super::supply::{Lack, Pool};
use super::{Cost, Deviation, Reason, Remedy, size};

/// Joint classes offered at most.
const MOST_JOINS: usize = 5;

/// Which `must` cannot be obeyed, once it is known that there is no split.
pub(super) fn reasons(regions: &[Region], pool: &Pool) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = regions.iter().filter_map(size_reason).collect();
    let (without, rest): (Vec<&Region>, Vec<&Region>) =
        possible(regions).partition(|region| !trained(region, pool));
    reasons.extend(without.iter().map(|r| Reason::NoTrainer { region: r.name.clone() }));
    let lack = rest.iter().map(|region| fewest(region).1).sum();
    if let Some((needed, slots)) = pool.shortage(lack) {
        let lacking = rest.iter().filter(|region| fewest(region).1.any());
        let regions = lacking.map(|region| region.name.clone()).collect();
        reasons.push(Reason::Trainers { regions, needed, slots });
    }
    reasons
}

fn size_reason(region: &Region) -> Option<Reason> {
    if size::best(region.people, &region.limits).is_some() {
        return None;
    }
    let (name, people) = (region.name.clone(), region.people);
    let (least, most) = region.limits.must;
    Some(if people < least {
        Reason::Small { region: name, people, least }
    } else {
        Reason::Crowded { region: name, people, most: people / least * most }
    })
}

/// What mends a refusal.
pub(super) fn of_refusal(regions: &[Region], pool: &Pool) -> Vec<Remedy> {
    let batch = Batch { regions, pool, cost: None };
    let mut remedies = batch.joins();
    for (i, region) in regions.iter().enumerate() {
        if size::best(region.people, &region.limits).is_none() {
            remedies.extend(batch.resized(i));
        }
    }
    for (i, region) in regions.iter().enumerate() {
        remedies
            .extend(batch.within_trainers(i).and_then(|left| batch.away(i, region.people - left)));
    }
    let needed: Vec<usize> = possible(regions).map(|r| fewest(r).0).collect();
    let possible: Vec<Region> = possible(regions).cloned().collect();
    let wished: Option<Vec<usize>> =
        possible.iter().map(|r| size::best(r.people, &r.limits)).collect();
    remedies.extend(batch.trainers(&possible, &needed));
    remedies.extend(wished.and_then(|wished| batch.trainers(&possible, &wished)));
    remedies.dedup();
    remedies
}

/// What mends the deviations of a plan with so many classes of each region.
pub(super) fn of_plan(
    regions: &[Region],
    pool: &Pool,
    counts: &[usize],
    deviations: &[Deviation],
) -> Vec<Remedy> {
    if deviations.is_empty() {
        return Vec::new();
    }
    let batch = Batch { regions, pool, cost: Some(choice::total(regions, counts)) };
    let mut remedies: Vec<Remedy> =
        deviations.iter().map(|deviation| Remedy::Keep { class: deviation.class }).collect();
    remedies.extend(batch.joins());
    for (i, (region, classes)) in regions.iter().zip(counts).enumerate() {
        if size::cost(region.people, *classes, &region.limits).deviations == 0 {
            continue;
        }
        let mut own = if odd(region) { batch.resized(i) } else { Vec::new() };
        // Who is too many for so many classes, which more trainers would mend as well.
        let full = classes * region.limits.should.1;
        let crowded = region.people.checked_sub(full).filter(|count| *count > 0);
        let away = crowded.and_then(|count| batch.away(i, count));
        own.extend(away.filter(|away| !own.contains(away)));
        remedies.extend(own);
    }
    let wished: Option<Vec<usize>> =
        regions.iter().map(|r| size::best(r.people, &r.limits)).collect();
    remedies.extend(wished.and_then(|wished| batch.trainers(regions, &wished)));
    remedies
}

/// The regions whose numbers alone allow a split.
fn possible<'a>(regions: impl IntoIterator<Item = &'a Region>) -> impl Iterator<Item = &'a Region> {
    regions.into_iter().filter(|region| size::best(region.people, &region.limits).is_some())
}

/// The fewest classes of the region, and what they lack.
fn fewest(region: &Region) -> (usize, Lack) {
    let classes = *size::counts(region.people, &region.limits).start();
    (classes, Lack::of(region, classes))
}

/// Whether anybody may take a class of the region.
fn trained(region: &Region, pool: &Pool) -> bool {
    pool.any() || region.own.iter().any(|free| *free > 0)
}

/// Whether so many people make classes as wished.
fn even(region: &Region, people: usize) -> bool {
    size::best(people, &region.limits)
        .is_some_and(|k| size::cost(people, k, &region.limits).deviations == 0)
}

/// Whether the region's number of people allows no split as wished, however many trainers there are.
fn odd(region: &Region) -> bool {
    !even(region, region.people)
}

/// Whether the region can have no class at all.
fn stuck(region: &Region, pool: &Pool) -> bool {
    size::best(region.people, &region.limits).is_none() || !trained(region, pool)
}

struct Batch<'a> {
    regions: &'a [Region],
    pool: &'a Pool,
    /// As it is; `None` if it is refused.
    cost: Option<Cost>,
}

impl Batch<'_> {
    /// What the batch would cost with other regions, and whether that is better than now.
    fn tried(&self, regions: &[Region], pool: &Pool) -> (Option<Cost>, bool) {
        let leaves = choose(regions, pool).map(|counts| choice::total(regions, &counts));
        let better = match (leaves, self.cost) {
            (Some(leaves), Some(cost)) => leaves < cost,
            (leaves, _) => leaves.is_some(),
        };
        (leaves, better)
    }

    fn with(&self, i: usize, change: impl FnOnce(&mut Region)) -> Vec<Region> {
        let mut regions = self.regions.to_vec();
        if let Some(region) = regions.get_mut(i) {
            change(region);
        }
        regions
    }

    /// The least change of the number of people that lets a region have classes as wished.
    fn resized(&self, i: usize) -> Vec<Remedy> {
        let region = &self.regions[i];
        // Multiples of the smallest class wished can be split as wished.
        let step = region.limits.should.0;
        let away = (1..=region.people.min(step)).find(|c| even(region, region.people - c));
        let bring = (1..=step).find(|c| even(region, region.people + c));
        let bring = bring.and_then(|count| {
            let regions = self.with(i, |region| region.people += count);
            let (leaves, better) = self.tried(&regions, self.pool);
            let region = region.name.clone();
            (better || self.mends_one(leaves)).then_some(Remedy::Bring { region, count, leaves })
        });
        away.and_then(|count| self.away(i, count)).into_iter().chain(bring).collect()
    }

    /// A remedy that mends one thing of several counts as well, as long as the batch is refused anyway.
    fn mends_one(&self, leaves: Option<Cost>) -> bool {
        self.cost.is_none() && leaves.is_none()
    }

    fn away(&self, i: usize, count: usize) -> Option<Remedy> {
        let regions = self.with(i, |region| region.people -= count);
        let (leaves, better) = self.tried(&regions, self.pool);
        let region = self.regions[i].name.clone();
        (better || self.mends_one(leaves)).then_some(Remedy::MoveAway { region, count, leaves })
    }

    /// If it is trainers that lack: with how many people the region would leave enough, others unchanged.
    fn within_trainers(&self, i: usize) -> Option<usize> {
        let region = &self.regions[i];
        size::best(region.people, &region.limits)?;
        let (classes, own) = fewest(region);
        let others = self.regions.iter().enumerate().filter(|(j, _)| *j != i);
        let others = possible(others.map(|(_, region)| region)).map(|r| fewest(r).1).sum();
        if !own.any() || self.pool.covers(own + others) {
            return None;
        }
        let fitting = (0..classes)
            .rev()
            .find(|classes| self.pool.covers(Lack::of(region, *classes) + others))?;
        Some(fitting * region.limits.must.1)
    }

    /// Trainers to be added so that the regions can have so many classes.
    fn trainers(&self, regions: &[Region], counts: &[usize]) -> Option<Remedy> {
        let (needed, slots) = self.pool.shortage(choice::lack(regions, counts))?;
        let count = needed - slots;
        let lacking: Vec<&Region> = regions
            .iter()
            .zip(counts)
            .filter(|(region, classes)| Lack::of(region, **classes).any())
            .map(|(region, _)| region)
            .collect();
        let [only] = lacking.as_slice() else {
            let (leaves, _) = self.tried(self.regions, &self.pool.and(count));
            return Some(Remedy::AddTrainers { region: None, count, leaves });
        };
        let i = self.regions.iter().position(|region| region.name == only.name)?;
        let regions = self.with(i, |region| region.own.extend(vec![1; count]));
        let (leaves, _) = self.tried(&regions, self.pool);
        Some(Remedy::AddTrainers { region: Some(only.name.clone()), count, leaves })
    }

    /// Pairs of regions that are better off together, the best first.
    fn joins(&self) -> Vec<Remedy> {
        let troubled = |region: &Region| odd(region) || !trained(region, self.pool);
        let mut joins = Vec::new();
        for (i, region) in self.regions.iter().enumerate().filter(|(_, r)| troubled(r)) {
            for (j, with) in self.regions.iter().enumerate() {
                let twice = j < i && troubled(with);
                if i != j && !twice && region.limits == with.limits {
                    joins.extend(self.join(i, with));
                }
            }
        }
        joins.sort_by_key(|(leaves, _)| (leaves.is_none(), *leaves));
        joins.into_iter().take(MOST_JOINS).map(|(_, join)| join).collect()
    }

    fn join(&self, i: usize, with: &Region) -> Option<(Option<Cost>, Remedy)> {
        let mut regions = self.with(i, |region| {
            region.people += with.people;
            region.own.extend(&with.own);
        });
        let stuck_before = stuck(&self.regions[i], self.pool);
        let mended = stuck_before && !stuck(&regions[i], self.pool);
        regions.retain(|region| region.name != with.name);
        let (leaves, better) = self.tried(&regions, self.pool);
        let (region, with) = (self.regions[i].name.clone(), with.name.clone());
        (better || mended && self.mends_one(leaves))
            .then_some((leaves, Remedy::Join { region, with, leaves }))
    }
}
