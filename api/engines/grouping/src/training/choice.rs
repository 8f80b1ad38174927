//! How many classes each region has: exact.
//!
//! Let k* be the least number of classes that costs a region least. More than k* cost more and need more trainers, so
//! no optimum has them. If the trainers suffice for every region's k*, that is the answer: it is best in each region.
//! Else the regions are gone through one by one, keeping for every number of trainers still lacking ([`Lack`]) the
//! cheapest way to come there. Costs add up and keep their order, so the cheapest way to the whole is made of cheapest
//! ways; what is lacking only grows with every class and region, so a way that the trainers do not cover, even with the
//! fewest classes in all regions to come, is dropped. If not even the fewest classes everywhere are covered, nothing is:
//! whoever can train more classes can train fewer.

use super::supply::{Lack, Pool};
use super::{Cost, Limits, size};

/// A region of the batch. `own`: the free classes of its own trainers, in the order of their ids.
#[derive(Debug, Clone)]
pub(super) struct Region {
    pub name: String,
    pub people: usize,
    pub limits: Limits,
    pub own: Vec<usize>,
}

/// The number of classes of each region; `None` if there is no way.
pub(super) fn choose(regions: &[Region], pool: &Pool) -> Option<Vec<usize>> {
    let best: Vec<usize> =
        regions.iter().map(|r| size::best(r.people, &r.limits)).collect::<Option<_>>()?;
    if pool.covers(lack(regions, &best)) {
        return Some(best);
    }
    let choices: Vec<Vec<Choice>> =
        regions.iter().zip(best).map(|(region, best)| choices(region, best)).collect();
    cheapest(&choices, pool)
}

/// What so many classes of each region cost together.
pub(super) fn total(regions: &[Region], counts: &[usize]) -> Cost {
    let costs = regions.iter().zip(counts).map(|(r, k)| size::cost(r.people, *k, &r.limits));
    costs.fold(Cost::default(), std::ops::Add::add)
}

/// What so many classes of each region lack together.
pub(super) fn lack(regions: &[Region], counts: &[usize]) -> Lack {
    regions.iter().zip(counts).map(|(region, classes)| Lack::of(region, *classes)).sum()
}

/// A number of classes of one region.
#[derive(Debug, Clone, Copy)]
struct Choice {
    classes: usize,
    lack: Lack,
    cost: Cost,
}

/// From the fewest classes to `best`. Of those that lack the same only the last: up to `best` a class more costs less.
fn choices(region: &Region, best: usize) -> Vec<Choice> {
    let fewest = *size::counts(region.people, &region.limits).start();
    let mut choices: Vec<Choice> = Vec::with_capacity(best + 1 - fewest);
    for classes in fewest..=best {
        let cost = size::cost(region.people, classes, &region.limits);
        let choice = Choice { classes, lack: Lack::of(region, classes), cost };
        if choices.last().is_some_and(|last| last.lack == choice.lack) {
            choices.pop();
        }
        choices.push(choice);
    }
    choices
}

/// The cheapest way to lack so much, and which choice of the last region ends it.
#[derive(Debug, Clone, Copy)]
struct Way {
    lack: Lack,
    cost: Cost,
    choice: usize,
}

fn cheapest(choices: &[Vec<Choice>], pool: &Pool) -> Option<Vec<usize>> {
    let least = |choices: &[Vec<Choice>]| -> Lack {
        choices.iter().filter_map(|c| c.first()).map(|c| c.lack).sum()
    };
    // ways[i]: with the first i regions, in the order of what is lacking, which differs.
    let mut ways = vec![vec![Way { lack: Lack::default(), cost: Cost::default(), choice: 0 }]];
    for (i, own) in choices.iter().enumerate() {
        let before = ways.last()?;
        let to_come = least(&choices[i + 1..]);
        let mut merged = Vec::new();
        for (n, choice) in own.iter().enumerate() {
            // Adding the same everywhere keeps the order.
            let further = before.iter().map(|way| Way {
                lack: way.lack + choice.lack,
                cost: way.cost + choice.cost,
                choice: n,
            });
            let further = further.filter(|way| pool.covers(way.lack + to_come));
            merged = merge(merged, further);
        }
        ways.push(merged);
    }
    let mut end = *ways.last()?.iter().min_by_key(|way| way.cost)?;
    let mut counts = Vec::with_capacity(choices.len());
    for (own, before) in choices.iter().zip(&ways).rev() {
        let choice = own.get(end.choice)?;
        counts.push(choice.classes);
        let way = before.iter().find(|way| way.lack + choice.lack == end.lack)?;
        end = *way;
    }
    counts.reverse();
    Some(counts)
}

/// Both in the order of what is lacking; where it is the same, the cheaper one.
fn merge(ways: Vec<Way>, more: impl Iterator<Item = Way>) -> Vec<Way> {
    let mut merged = Vec::with_capacity(ways.len());
    let mut ways = ways.into_iter().peekable();
    for way in more {
        while let Some(earlier) = ways.next_if(|w| w.lack < way.lack) {
            merged.push(earlier);
        }
        match ways.next_if(|w| w.lack == way.lack) {
            Some(earlier) if earlier.cost <= way.cost => merged.push(earlier),
            _ => merged.push(way),
        }
    }
    merged.extend(ways);
    merged
}
