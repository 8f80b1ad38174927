//! How many classes each region gets: exact, by dynamic programming over the regions.

use super::Limits;

/// What a choice costs; compared in the order of the fields. Both parts only grow when regions are
/// added, and adding the same to two costs keeps their order, which the recursion rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    /// Participants missing or too many, summed over the classes.
    pub outside: usize,
    /// The same of the worst class.
    pub worst: usize,
}

impl Cost {
    fn and(self, other: Cost) -> Cost {
        Cost { outside: self.outside + other.outside, worst: self.worst.max(other.worst) }
    }
}

/// The cost of even classes. No other sizes cost less: the sum is bounded below by `people` against
/// the limits, the worst class by the average, and even sizes reach both bounds.
fn cost(people: usize, classes: usize, limits: &Limits) -> Cost {
    let mut cost = Cost { outside: 0, worst: 0 };
    for size in crate::balanced_sizes(people, classes) {
        let outside = limits.min_size.saturating_sub(size) + size.saturating_sub(limits.max_size);
        cost = cost.and(Cost { outside, worst: outside });
    }
    cost
}

/// The number of classes of each region (all have participants) with `possible` classes at most;
/// `None` if not even one each is possible.
pub(super) fn class_counts(
    people: &[usize],
    limits: &Limits,
    possible: usize,
) -> Option<Vec<usize>> {
    if possible < people.len() {
        return None;
    }
    // More classes than fill up to the smallest size only move participants further below it.
    let most: Vec<usize> = people.iter().map(|n| n / limits.min_size + 1).collect();
    let possible = possible.min(most.iter().sum());
    // best[total]: the cheapest way for the regions so far to have `total` classes, and how many
    // of them the last region has.
    let mut layers: Vec<Vec<Option<(Cost, usize)>>> = Vec::with_capacity(people.len());
    let mut best = vec![None; possible + 1];
    *best.first_mut()? = Some((Cost { outside: 0, worst: 0 }, 0));
    for (n, most) in people.iter().zip(&most) {
        let own: Vec<Cost> = (1..=*most).map(|classes| cost(*n, classes, limits)).collect();
        let mut next: Vec<Option<(Cost, usize)>> = vec![None; possible + 1];
        for (total, before) in best.iter().enumerate() {
            let Some((before, _)) = before else { continue };
            for (classes, own) in (1..).zip(&own) {
                let Some(slot) = next.get_mut(total + classes) else { break };
                let cost = before.and(*own);
                if slot.is_none_or(|(cheapest, _)| cost < cheapest) {
                    *slot = Some((cost, classes));
                }
            }
        }
        layers.push(std::mem::replace(&mut best, next));
    }
    layers.push(best);
    let last = layers.last()?;
    let (_, mut total) = last
        .iter()
        .enumerate()
        .filter_map(|(total, way)| way.map(|(cost, _)| (cost, total)))
        .min()?;
    let mut counts = Vec::with_capacity(people.len());
    for layer in layers.iter().skip(1).rev() {
        let (_, classes) = (*layer.get(total)?)?;
        counts.push(classes);
        total -= classes;
    }
    counts.reverse();
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn limits(min_size: usize, max_size: usize) -> Limits {
        Limits { min_size, max_size, trainers_per_class: 1, max_classes_per_trainer: 1 }
    }

    /// Every way to write `people` as a sum of class sizes, larger ones first.
    fn partitions(people: usize, largest: usize) -> Vec<Vec<usize>> {
        if people == 0 {
            return vec![Vec::new()];
        }
        let mut out = Vec::new();
        for first in 1..=people.min(largest) {
            for mut rest in partitions(people - first, first) {
                rest.insert(0, first);
                out.push(rest);
            }
        }
        out
    }

    type Total = (usize, usize, usize);

    /// What every choice of sizes for every region comes to, as (outside, worst, classes). All of
    /// them, since the best for some regions need not be part of the best for all.
    fn every(people: &[usize], limits: &Limits) -> BTreeSet<Total> {
        let Some((first, rest)) = people.split_first() else { return BTreeSet::from([(0, 0, 0)]) };
        let others = every(rest, limits);
        let off =
            |s: &usize| limits.min_size.saturating_sub(*s) + s.saturating_sub(limits.max_size);
        let mut out = BTreeSet::new();
        for sizes in partitions(*first, *first) {
            let outside: usize = sizes.iter().map(off).sum();
            let worst = sizes.iter().map(off).max().unwrap_or(0);
            for (o, w, c) in &others {
                out.insert((outside + o, worst.max(*w), sizes.len() + c));
            }
        }
        out
    }

    fn oracle(people: &[usize], limits: &Limits, possible: usize) -> Option<Total> {
        every(people, limits).into_iter().filter(|(_, _, classes)| *classes <= possible).min()
    }

    fn achieved(people: &[usize], limits: &Limits, counts: &[usize]) -> Total {
        let total = people
            .iter()
            .zip(counts)
            .map(|(n, c)| cost(*n, *c, limits))
            .fold(Cost { outside: 0, worst: 0 }, Cost::and);
        (total.outside, total.worst, counts.iter().sum())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_choice_of_classes_is_better(
            people in prop::collection::vec(1usize..10, 0..4), min in 1usize..5, more in 0usize..3, possible in 0usize..9,
        ) {
            let limits = limits(min, min + more);
            let counts = class_counts(&people, &limits, possible);
            let best = oracle(&people, &limits, possible);
            prop_assert_eq!(counts.as_ref().map(|c| achieved(&people, &limits, c)), best);
        }

        #[test]
        fn one_large_region_is_split_as_well_as_can_be(people in 1usize..36, possible in 1usize..4) {
            let limits = limits(15, 20);
            let counts = class_counts(&[people], &limits, possible).unwrap();
            prop_assert_eq!(Some(achieved(&[people], &limits, &counts)), oracle(&[people], &limits, possible));
        }
    }

    #[test]
    fn the_sizes_of_the_notice() {
        let count = |n| class_counts(&[n], &limits(15, 20), 1000).unwrap()[0];
        for (people, classes) in [
            (1, 1),
            (14, 1),
            (20, 1),
            (24, 1),
            // Five outside either way, but two classes of 13 and 12 are milder than one of 25.
            (25, 2),
            (26, 2),
            (29, 2),
            (30, 2),
            (40, 2),
            (41, 2),
            (43, 3),
            (45, 3),
            (60, 3),
            (61, 4),
            (1000, 50),
        ] {
            assert_eq!(count(people), classes, "{people}");
        }
    }
}
