//! Keeping administrative classes together in groups of given, even sizes.
//!
//! Finding the fewest cuts is bin packing; this is a heuristic whose bounds are proven by tests: it
//! cuts at most once less than there are groups, and never more often than cutting the list of
//! classes in order would. First whole groups are taken out of large classes, then remainders that
//! add up to a group exactly are joined, then what is left is cut in order.

use std::collections::BTreeMap;

use super::Student;

type Members<'a, I> = Vec<&'a Student<I>>;

/// Whether two students are of one administrative class.
pub(super) fn same_class<I>(a: &Student<I>, b: &Student<I>) -> bool {
    a.grade == b.grade && a.admin_class == b.admin_class
}

/// `part` is sorted by grade, administrative class and id.
pub(super) fn pack<'a, I>(part: &[&'a Student<I>], max: usize) -> Vec<Members<'a, I>> {
    let sizes = crate::balanced_sizes(part.len(), part.len().div_ceil(max));
    let joined = join(part, &sizes);
    let in_order = cut_in_order(part.iter().copied(), &sizes);
    if pieces(&in_order) < pieces(&joined) { in_order } else { joined }
}

/// In how many pieces the classes lie; `groups` hold their classes in runs.
fn pieces<I>(groups: &[Members<'_, I>]) -> usize {
    groups
        .iter()
        .map(|g| {
            let mut classes: Vec<(&str, &str)> = g
                .chunk_by(|a, b| same_class(a, b))
                .filter_map(|c| c.first().map(|s| (s.grade.as_str(), s.admin_class.as_str())))
                .collect();
            classes.sort_unstable();
            classes.dedup();
            classes.len()
        })
        .sum()
}

fn cut_in_order<'a, I: 'a>(
    people: impl Iterator<Item = &'a Student<I>>,
    sizes: &[usize],
) -> Vec<Members<'a, I>> {
    let mut rest = people;
    sizes.iter().map(|size| rest.by_ref().take(*size).collect()).collect()
}

fn join<'a, I>(part: &[&'a Student<I>], sizes: &[usize]) -> Vec<Members<'a, I>> {
    let Some(&small) = sizes.last() else { return Vec::new() };
    // How many groups of `small + 1` and of `small` are still to be filled.
    let mut large_left = sizes.iter().filter(|s| **s > small).count();
    let mut small_left = sizes.len() - large_left;
    let mut groups: Vec<Members<'a, I>> = Vec::with_capacity(sizes.len());

    // Remainders of classes by size; of one size the earlier class goes first.
    let mut remainders: BTreeMap<usize, std::collections::VecDeque<&[&'a Student<I>]>> =
        BTreeMap::new();
    for class in part.chunk_by(|a, b| same_class(a, b)) {
        let (larges, smalls) = whole_groups(class.len(), small, large_left, small_left);
        large_left -= larges;
        small_left -= smalls;
        let mut rest = class;
        for size in [vec![small + 1; larges], vec![small; smalls]].concat() {
            let (group, after) = rest.split_at(size);
            groups.push(group.to_vec());
            rest = after;
        }
        if !rest.is_empty() {
            remainders.entry(rest.len()).or_default().push_back(rest);
        }
    }

    for (size, left) in [(small + 1, &mut large_left), (small, &mut small_left)] {
        while *left > 0 {
            let stock: Vec<(usize, usize)> =
                remainders.iter().map(|(s, pieces)| (*s, pieces.len())).collect();
            let Some(chosen) = exact_sum(&stock, size) else { break };
            let mut group = Vec::with_capacity(size);
            for (piece, times) in chosen {
                for _ in 0..times {
                    if let Some(people) = remainders.get_mut(&piece).and_then(|p| p.pop_front()) {
                        group.extend_from_slice(people);
                    }
                }
                if remainders.get(&piece).is_some_and(|p| p.is_empty()) {
                    remainders.remove(&piece);
                }
            }
            groups.push(group);
            *left -= 1;
        }
    }

    // Largest remainders first: small ones then fit in behind them uncut more often.
    let rest = remainders.into_values().rev().flatten().flatten().copied();
    let sizes = [vec![small + 1; large_left], vec![small; small_left]].concat();
    groups.extend(cut_in_order(rest, &sizes));
    groups
}

/// How many groups of `small + 1` and of `small` to take out of a class so that the least is left
/// over; of equal choices that with more large groups.
fn whole_groups(
    class: usize,
    small: usize,
    large_left: usize,
    small_left: usize,
) -> (usize, usize) {
    let mut best = (0, 0);
    let mut best_rest = class;
    for larges in (0..=large_left.min(class / (small + 1))).rev() {
        let rest = class - larges * (small + 1);
        let smalls = small_left.min(rest / small);
        let rest = rest - smalls * small;
        if rest < best_rest {
            best_rest = rest;
            best = (larges, smalls);
        }
        if rest == 0 {
            break;
        }
    }
    best
}

/// Pieces `(size, how many)` of `stock` that add up to `target`, if there are any. The same stock
/// gives the same pieces.
fn exact_sum(stock: &[(usize, usize)], target: usize) -> Option<Vec<(usize, usize)>> {
    // used[i][sum]: how many pieces of size i the way to `sum` takes; None if there is no way with
    // the sizes up to i.
    let mut used: Vec<Vec<Option<usize>>> = Vec::with_capacity(stock.len());
    for (i, &(size, count)) in stock.iter().enumerate() {
        let reachable = |sum: usize| match i.checked_sub(1).and_then(|p| used.get(p)) {
            Some(row) => row.get(sum).is_some_and(Option::is_some),
            None => sum == 0,
        };
        let mut row: Vec<Option<usize>> = vec![None; target + 1];
        for sum in 0..=target {
            row[sum] = if reachable(sum) {
                Some(0)
            } else {
                sum.checked_sub(size)
                    .and_then(|before| row[before])
                    .map(|n| n + 1)
                    .filter(|n| *n <= count)
            };
        }
        used.push(row);
    }
    let mut chosen = Vec::new();
    let mut sum = target;
    for (row, &(size, _)) in used.iter().zip(stock).rev() {
        let times = (*row.get(sum)?)?;
        if times > 0 {
            chosen.push((size, times));
            sum -= times * size;
        }
    }
    (sum == 0 && !chosen.is_empty()).then_some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reachable(stock: &[(usize, usize)], target: usize) -> bool {
        match stock.split_first() {
            None => target == 0,
            Some((&(size, count), rest)) => (0..=count)
                .any(|n| target.checked_sub(n * size).is_some_and(|t| reachable(rest, t))),
        }
    }

    proptest! {
        #[test]
        fn exact_sums_are_found_whenever_there_are_any(
            stock in prop::collection::btree_map(1usize..12, 1usize..4, 0..5), target in 1usize..25
        ) {
            let stock: Vec<(usize, usize)> = stock.into_iter().collect();
            match exact_sum(&stock, target) {
                Some(chosen) => {
                    prop_assert_eq!(chosen.iter().map(|(s, n)| s * n).sum::<usize>(), target);
                    for (size, times) in chosen {
                        prop_assert!(stock.iter().any(|(s, n)| *s == size && *n >= times));
                    }
                }
                None => prop_assert!(!reachable(&stock, target)),
            }
        }

        #[test]
        fn whole_groups_leave_the_least(class in 0usize..120, small in 1usize..20, l in 0usize..5, s in 0usize..5) {
            let (larges, smalls) = whole_groups(class, small, l, s);
            let left = class - larges * (small + 1) - smalls * small;
            prop_assert!(larges <= l && smalls <= s);
            let least = (0..=l)
                .flat_map(|a| (0..=s).map(move |b| (a, b)))
                .filter_map(|(a, b)| class.checked_sub(a * (small + 1) + b * small))
                .min();
            prop_assert_eq!(Some(left), least);
        }
    }
}
