use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const NOTICE: Limits =
    Limits { min_size: 15, max_size: 20, trainers_per_class: 1, max_classes_per_trainer: 1 };

fn batch(regions: &[(&str, u32)]) -> Vec<Participant<u32>> {
    let mut out = Vec::new();
    for (region, count) in regions {
        for _ in 0..*count {
            let id = 1000 + out.len() as u32;
            out.push(Participant { id, region: (*region).to_owned() });
        }
    }
    out
}

fn sizes(plan: &Plan<u32>) -> Vec<(&str, usize)> {
    plan.classes.iter().map(|c| (c.region.as_str(), c.participants.len())).collect()
}

#[test]
fn regions_get_classes_of_their_own() {
    let trainers: Vec<u32> = (0..9).collect();
    let plan = split(&batch(&[("50", 37), ("11", 16)]), &trainers, &NOTICE).unwrap();
    assert_eq!(sizes(&plan), [("11", 16), ("50", 19), ("50", 18)]);
    assert!(plan.deviations.is_empty());
    assert_eq!(plan.classes[2].trainers, [2]);
}

#[test]
fn sizes_that_cannot_be_met_are_reported() {
    let trainers: Vec<u32> = (0..9).collect();
    let plan = split(&batch(&[("11", 9), ("50", 29)]), &trainers, &NOTICE).unwrap();
    assert_eq!(sizes(&plan), [("11", 9), ("50", 15), ("50", 14)]);
    assert_eq!(
        plan.deviations,
        [
            Deviation::MinSize { class: 0, actual: 9, limit: 15 },
            Deviation::MinSize { class: 2, actual: 14, limit: 15 },
        ]
    );
}

#[test]
fn few_trainers_make_large_classes_where_it_hurts_least() {
    let plan = split(&batch(&[("11", 30), ("50", 40)]), &[1, 2, 3], &NOTICE).unwrap();
    assert_eq!(sizes(&plan), [("11", 30), ("50", 20), ("50", 20)]);
    assert_eq!(plan.deviations, [Deviation::MaxSize { class: 0, actual: 30, limit: 20 }]);
}

#[test]
fn a_class_without_a_trainer_is_refused() {
    let two = batch(&[("11", 15), ("50", 15)]);
    assert_eq!(
        split(&two, &[7], &NOTICE),
        Err(TrainingError::TooFewTrainers { possible: 1, needed: 2 })
    );
    let shared = Limits { max_classes_per_trainer: 2, ..NOTICE };
    assert_eq!(split(&two, &[7], &shared).unwrap().classes.len(), 2);
    let paired = Limits { trainers_per_class: 2, max_classes_per_trainer: 4, ..NOTICE };
    assert_eq!(
        split(&two, &[7], &paired),
        Err(TrainingError::TooFewTrainers { possible: 0, needed: 2 })
    );
}

#[test]
fn wrong_input_is_refused() {
    let mut people = batch(&[("11", 3)]);
    for (min, max) in [(0, 20), (21, 20)] {
        let limits = Limits { min_size: min, max_size: max, ..NOTICE };
        assert_eq!(split(&people, &[1], &limits), Err(TrainingError::Sizes { min, max }));
    }
    for (trainers_per_class, max_classes_per_trainer) in [(0, 1), (1, 0)] {
        let limits = Limits { trainers_per_class, max_classes_per_trainer, ..NOTICE };
        assert_eq!(split(&people, &[1], &limits), Err(TrainingError::TrainersPerClass));
    }
    assert_eq!(
        split(&people, &[4, 5, 4], &NOTICE),
        Err(TrainingError::DuplicateTrainer { first: 1, second: 3 })
    );
    people[2].id = people[1].id;
    assert_eq!(
        split(&people, &[1], &NOTICE),
        Err(TrainingError::DuplicateParticipant { first: 2, second: 3 })
    );
    assert!(split::<u32>(&[], &[], &NOTICE).unwrap().classes.is_empty());
}

proptest! {
    #[test]
    fn every_plan_keeps_the_rules(
        (people, shuffled) in prop::collection::vec(0u8..5, 0..140)
            .prop_map(|regions| {
                let person = |(i, r): (usize, u8)| Participant { id: i as u32, region: format!("1{r}") };
                regions.into_iter().enumerate().map(person).collect::<Vec<_>>()
            })
            .prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle())),
        trainers in 0u32..12, per_class in 1usize..4, per_trainer in 1usize..4, min in 1usize..16, more in 0usize..6,
    ) {
        let limits = Limits {
            min_size: min, max_size: min + more, trainers_per_class: per_class, max_classes_per_trainer: per_trainer,
        };
        let names: Vec<u32> = (0..trainers).collect();
        let backwards: Vec<u32> = names.iter().rev().copied().collect();
        let result = split(&people, &names, &limits);
        prop_assert_eq!(&result, &split(&shuffled, &backwards, &limits));

        let regions: BTreeSet<&str> = people.iter().map(|p| p.region.as_str()).collect();
        let Ok(plan) = result else {
            let enough = names.len() >= per_class && names.len() * per_trainer / per_class >= regions.len();
            prop_assert!(!enough);
            return Ok(());
        };
        let mut placed: Vec<u32> = plan.classes.iter().flat_map(|c| c.participants.clone()).collect();
        placed.sort_unstable();
        prop_assert_eq!(placed, (0..people.len() as u32).collect::<Vec<_>>());
        let mut load: BTreeMap<u32, usize> = BTreeMap::new();
        for (i, class) in plan.classes.iter().enumerate() {
            prop_assert!(!class.participants.is_empty());
            for id in &class.participants {
                prop_assert_eq!(&people[*id as usize].region, &class.region);
            }
            prop_assert_eq!(class.trainers.iter().collect::<BTreeSet<_>>().len(), per_class);
            for trainer in &class.trainers {
                *load.entry(*trainer).or_default() += 1;
            }
            let size = class.participants.len();
            let listed = plan.deviations.iter().any(|d| match d {
                Deviation::MinSize { class, actual, limit } => *class == i && *actual == size && size < *limit,
                Deviation::MaxSize { class, actual, limit } => *class == i && *actual == size && size > *limit,
            });
            prop_assert_eq!(listed, size < min || size > min + more);
        }
        prop_assert!(load.values().all(|n| *n <= per_trainer));
    }
}
