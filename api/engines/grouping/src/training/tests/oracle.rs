//! The definition of the best split, by trying out everything, beside what [`split`] says.

use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;

use super::*;

/// Every way to write `people` as a sum of sizes from `least` to `largest`, larger ones first.
fn partitions(people: usize, least: usize, largest: usize) -> Vec<Vec<usize>> {
    if people == 0 {
        return vec![Vec::new()];
    }
    let mut out = Vec::new();
    for first in least..=people.min(largest) {
        for mut rest in partitions(people - first, least, first) {
            rest.insert(0, first);
            out.push(rest);
        }
    }
    out
}

fn cost_of_sizes(sizes: &[usize], limits: &Limits) -> Cost {
    let (min, max) = limits.should;
    Cost {
        deviations: sizes.iter().filter(|s| !(min..=max).contains(*s)).count(),
        outside: sizes.iter().map(|s| min.saturating_sub(*s) + s.saturating_sub(max)).sum(),
        classes: sizes.len(),
    }
}

/// Whether every class can have its number of different trainers; a class is its region and that number.
fn trainable(
    classes: &[(&str, usize)],
    trainers: &mut Vec<(Option<&str>, usize)>,
    failed: &mut HashSet<(usize, Vec<usize>)>,
) -> bool {
    let Some(((region, places), rest)) = classes.split_first() else { return true };
    let free: Vec<usize> = trainers.iter().map(|(_, free)| *free).collect();
    if failed.contains(&(classes.len(), free.clone())) {
        return false;
    }
    for chosen in 0_u32..1 << trainers.len() {
        let taken: Vec<usize> = (0..trainers.len()).filter(|i| chosen >> i & 1 == 1).collect();
        let fits = taken.len() == *places
            && taken.iter().all(|i| {
                let (own, free) = trainers[*i];
                free > 0 && own.is_none_or(|own| own == *region)
            });
        if fits {
            taken.iter().for_each(|i| trainers[*i].1 -= 1);
            let done = trainable(rest, trainers, failed);
            taken.iter().for_each(|i| trainers[*i].1 += 1);
            if done {
                return true;
            }
        }
    }
    failed.insert((classes.len(), free));
    false
}

/// The cheapest of all splits with all assignments of trainers.
fn cheapest(case: &Case) -> Option<Cost> {
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &case.people {
        *people.entry(&person.region).or_default() += 1;
    }
    // For each choice of the numbers of classes, what it costs at least.
    let mut choices: BTreeMap<Vec<(&str, usize)>, Cost> =
        BTreeMap::from([(vec![], Cost::default())]);
    for (region, people) in people {
        let limits = case.limits(region);
        let mut own: BTreeMap<usize, Cost> = BTreeMap::new();
        for sizes in partitions(people, limits.must.0, limits.must.1) {
            let cost = cost_of_sizes(&sizes, &limits);
            let least = own.entry(sizes.len()).or_insert(cost);
            *least = cost.min(*least);
        }
        choices = choices
            .iter()
            .flat_map(|(before, cost)| {
                own.iter().map(move |(classes, own)| {
                    let classes = vec![(region, limits.trainers); *classes];
                    ([before.as_slice(), &classes].concat(), *cost + *own)
                })
            })
            .collect();
    }
    let mut by_cost: Vec<(Cost, Vec<(&str, usize)>)> =
        choices.into_iter().map(|(classes, cost)| (cost, classes)).collect();
    by_cost.sort();
    let mut trainers: Vec<(Option<&str>, usize)> =
        case.trainers.iter().map(|t| (t.region.as_deref(), t.free)).collect();
    by_cost
        .into_iter()
        .find(|(_, classes)| trainable(classes, &mut trainers, &mut HashSet::new()))
        .map(|(cost, _)| cost)
}

fn small_limits() -> impl Strategy<Value = Limits> {
    (1usize..4, 0usize..3, 0usize..3, 0usize..4, 1usize..4).prop_map(|(a, b, c, d, trainers)| {
        Limits { must: (a, a + b + c + d), should: (a + b, a + b + c), trainers }
    })
}

fn small() -> impl Strategy<Value = Case> {
    let regions = prop::collection::vec((1usize..8, small_limits()), 0..4);
    let trainers = prop::collection::vec((0usize..4, 0usize..5), 0..6);
    (regions, trainers).prop_map(|(regions, trainers)| {
        let names = ["11", "12", "13"];
        let mut case = Case::default();
        for (name, (people, limits)) in names.iter().zip(regions) {
            case.add_people(name, people);
            case.rules.insert((*name).to_owned(), limits);
        }
        for (region, free) in trainers {
            case.add_trainers(names.get(region).copied(), 1, free);
        }
        case
    })
}

/// Regions of several classes each with a trainer or two less than they wish for.
fn scarce() -> impl Strategy<Value = Case> {
    let limits = (1usize..3, 0usize..2, 1usize..5, 1usize..3).prop_map(|(m, c, d, trainers)| {
        Limits { must: (1, m + c + d), should: (m, m + c), trainers }
    });
    let regions = prop::collection::vec((4usize..8, limits), 2..4);
    let trainers = prop::collection::vec((prop::option::weighted(0.3, 0usize..3), 1usize..4), 1..5);
    (regions, trainers).prop_map(|(regions, trainers)| {
        let names = ["11", "12", "13"];
        let mut case = Case::default();
        for (name, (people, limits)) in names.iter().zip(regions) {
            case.add_people(name, people);
            case.rules.insert((*name).to_owned(), limits);
        }
        for (region, free) in trainers {
            case.add_trainers(region.map(|r| names[r]), 1, free);
        }
        case
    })
}

fn compare(case: &Case) -> Result<(), TestCaseError> {
    let best = cheapest(case);
    match run(case) {
        Outcome::Plan(plan) => {
            prop_assert_eq!(Some(plan.cost), best);
            prop_assert_eq!(cost_of(case, &plan), plan.cost);
        }
        Outcome::Refused(refusal) => {
            prop_assert_eq!(best, None);
            prop_assert!(!refusal.reasons.is_empty());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_split_is_better_and_a_refusal_is_right(case in small()) {
        compare(&case)?;
    }

    #[test]
    fn where_trainers_are_scarce_no_choice_of_classes_is_better(case in scarce()) {
        compare(&case)?;
    }

    #[test]
    fn of_the_cheapest_sizes_these_are_the_most_even(
        people in 0usize..22, limits in small_limits(), trainers in 0usize..8,
    ) {
        let mut case = Case::default();
        case.add_people("11", people);
        case.add_trainers(None, 2, trainers);
        case.rules.insert("11".to_owned(), limits);
        let Outcome::Plan(plan) = run(&case) else { return Ok(()) };
        let squares = |sizes: &[usize]| sizes.iter().map(|s| s * s).sum::<usize>();
        let sizes: Vec<usize> = plan.classes.iter().map(|c| c.participants.len()).collect();
        let flattest = partitions(people, limits.must.0, limits.must.1)
            .into_iter()
            .filter(|sizes| cost_of_sizes(sizes, &limits) == plan.cost)
            .map(|sizes| squares(&sizes))
            .min();
        prop_assert_eq!(Some(squares(&sizes)), flattest);
    }
}

/// With the ranges of the notice, whatever number of people meets whatever number of trainers.
#[test]
fn the_sizes_of_the_notice_are_the_best_of_all_sizes() {
    let limits = NOTICE;
    for people in 1..=52 {
        let mut least: BTreeMap<usize, Cost> = BTreeMap::new();
        for sizes in partitions(people, limits.must.0.max(9), limits.must.1) {
            let cost = cost_of_sizes(&sizes, &limits);
            let best = least.entry(sizes.len()).or_insert(cost);
            *best = cost.min(*best);
        }
        for trainers in 1..5 {
            let mut case = Case::default();
            case.add_people("11", people);
            case.add_trainers(Some("11"), trainers, 1);
            case.rules.insert("11".to_owned(), Limits { must: (9, 30), ..limits });
            let best = least.range(..=trainers).map(|(_, cost)| *cost).min();
            match run(&case) {
                Outcome::Plan(plan) => assert_eq!(Some(plan.cost), best, "{people} {trainers}"),
                Outcome::Refused(_) => assert_eq!(best, None, "{people} {trainers}"),
            }
        }
    }
}

/// Two places are short. One class fewer of the first region has two people too many, of the second four: who takes the
/// cheaper one first needs another of the second, two deviations in all. Both of the second are one class of twelve.
#[test]
fn to_give_up_the_cheapest_class_first_is_not_the_best() {
    let rules = Limits { must: (1, 16), should: (2, 4), trainers: 1 };
    let mut case = Case::default();
    case.add_people("11", 6);
    case.add_people("12", 12);
    case.add_trainers(None, 3, 1);
    for region in ["11", "12"] {
        case.rules.insert(region.to_owned(), rules);
    }
    let expected = Cost { deviations: 1, outside: 8, classes: 3 };
    assert_eq!(cheapest(&case), Some(expected));
    let Outcome::Plan(plan) = run(&case) else { panic!("there is a split") };
    assert_eq!(plan.cost, expected);
}
