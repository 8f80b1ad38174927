use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Batches as they come: regions with a few people or dozens, merged ones, all sorts of trainers and limits.
fn batch() -> impl Strategy<Value = Case> {
    let limits = (1usize..6, 0usize..12, 0usize..8, 0usize..12, 1usize..4).prop_map(
        |(a, b, c, d, trainers)| Limits {
            must: (a, a + b + c + d),
            should: (a + b, a + b + c),
            trainers,
        },
    );
    let regions = prop::collection::vec((0usize..90, limits), 0..5);
    let trainers = prop::collection::vec((0usize..10, 0usize..6), 0..24);
    let traits = prop::collection::vec((0u8..3, 0u32..6, prop::bool::ANY), 400);
    (regions, trainers, traits, prop::bool::ANY).prop_map(|(regions, trainers, traits, alike)| {
        let mut case = Case::default();
        let common = regions.first().map(|(_, limits)| *limits);
        for (i, (people, limits)) in regions.into_iter().enumerate() {
            let name = format!("1{i}");
            case.add_people(&name, people);
            case.rules.insert(name, common.filter(|_| alike).unwrap_or(limits));
        }
        for (person, (level, institution, elsewhere)) in case.people.iter_mut().zip(traits) {
            (person.level, person.institution) = (level, institution);
            if elsewhere {
                person.home = "99".to_owned();
            }
        }
        for (region, free) in trainers {
            let name = format!("1{region}");
            case.add_trainers((region < 5).then_some(name.as_str()), 1, free);
        }
        case
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_plan_keeps_every_must(case in batch()) {
        let Outcome::Plan(plan) = run(&case) else { return Ok(()) };
        let by_id: BTreeMap<u32, &Participant<u32>> = case.people.iter().map(|p| (p.id, p)).collect();
        let mut placed: Vec<u32> = plan.classes.iter().flat_map(|c| c.participants.clone()).collect();
        placed.sort_unstable();
        prop_assert_eq!(placed, by_id.keys().copied().collect::<Vec<_>>());
        let mut load: BTreeMap<u32, usize> = BTreeMap::new();
        for class in &plan.classes {
            let limits = case.limits(&class.region);
            prop_assert!((limits.must.0..=limits.must.1).contains(&class.participants.len()));
            prop_assert!(class.participants.iter().all(|id| by_id[id].region == class.region));
            prop_assert_eq!(class.trainers.iter().collect::<BTreeSet<_>>().len(), class.trainers.len());
            prop_assert_eq!(class.trainers.len(), limits.trainers);
            class.trainers.iter().for_each(|id| *load.entry(*id).or_default() += 1);
        }
        for trainer in &case.trainers {
            prop_assert!(load.get(&trainer.id).copied().unwrap_or(0) <= trainer.free);
            if let Some(own) = &trainer.region {
                let elsewhere = plan.classes.iter().filter(|c| c.region != *own);
                prop_assert!(elsewhere.into_iter().all(|c| !c.trainers.contains(&trainer.id)));
            }
        }
        prop_assert_eq!(cost_of(&case, &plan), plan.cost);
        for (i, class) in plan.classes.iter().enumerate() {
            let ((min, max), size) = (case.limits(&class.region).should, class.participants.len());
            let told: Vec<&Deviation> = plan.deviations.iter().filter(|d| d.class == i).collect();
            match told.as_slice() {
                [] => prop_assert!((min..=max).contains(&size)),
                [d] if d.rule == SizeRule::Min => prop_assert_eq!((d.actual, d.limit, size < min), (size, min, true)),
                [d] => prop_assert_eq!((d.actual, d.limit, size > max), (size, max, true)),
                _ => prop_assert!(false, "a class deviates once at most"),
            }
        }
        let sorted = plan.classes.is_sorted_by(|a, b| {
            (&a.region, b.participants.len()) <= (&b.region, a.participants.len())
        });
        prop_assert!(sorted, "by region, larger ones first");
    }

    #[test]
    fn the_order_of_the_input_never_matters(
        (case, people, trainers) in batch().prop_flat_map(|case| {
            let (people, trainers) = (case.people.clone(), case.trainers.clone());
            (Just(case), Just(people).prop_shuffle(), Just(trainers).prop_shuffle())
        }),
    ) {
        let shuffled = Case { people, trainers, rules: case.rules.clone() };
        prop_assert_eq!(run(&case), run(&shuffled));
    }

    #[test]
    fn a_remedy_leaves_what_it_says(case in batch()) {
        let (remedies, before) = match run(&case) {
            Outcome::Plan(plan) => {
                prop_assert_eq!(plan.remedies.is_empty(), plan.deviations.is_empty());
                (plan.remedies, Some(plan.cost))
            }
            Outcome::Refused(refusal) => (refusal.remedies, None),
        };
        for remedy in remedies {
            let leaves = match &remedy {
                Remedy::Keep { class } => {
                    let Outcome::Plan(plan) = run(&case) else { panic!("there is nothing to keep") };
                    prop_assert!(plan.deviations.iter().any(|d| d.class == *class));
                    continue;
                }
                Remedy::Join { leaves, .. }
                | Remedy::MoveAway { leaves, .. }
                | Remedy::Bring { leaves, .. }
                | Remedy::AddTrainers { leaves, .. } => *leaves,
            };
            let after = match run(&case.after(&remedy)) {
                Outcome::Plan(plan) => Some(plan.cost),
                Outcome::Refused(_) => None,
            };
            prop_assert_eq!(after, leaves, "{:?}", remedy);
            if let Some(before) = before {
                prop_assert!(leaves.is_some_and(|leaves| leaves < before), "{:?} mends nothing", remedy);
            }
        }
    }

    #[test]
    fn a_refusal_always_knows_a_way_out(case in batch()) {
        let Outcome::Refused(refusal) = run(&case) else { return Ok(()) };
        // One remedy after the other: each is offered again until there is a plan.
        let (mut case, mut remedies) = (case, refusal.remedies);
        for _ in 0..12 {
            let Some(remedy) = remedies.last().cloned() else { break };
            case = case.after(&remedy);
            match run(&case) {
                Outcome::Plan(_) => return Ok(()),
                Outcome::Refused(refusal) => remedies = refusal.remedies,
            }
        }
        prop_assert!(false, "still refused: {:?}", run(&case));
    }

    #[test]
    fn few_classes_are_mixed_and_institutions_are_spread(case in batch()) {
        let Outcome::Plan(plan) = run(&case) else { return Ok(()) };
        let by_id: BTreeMap<u32, &Participant<u32>> = case.people.iter().map(|p| (p.id, p)).collect();
        for classes in plan.classes.chunk_by(|a, b| a.region == b.region) {
            // (home, level) → for each class: institution → people
            let mut blocks: BTreeMap<(&str, u8), Vec<BTreeMap<u32, usize>>> = BTreeMap::new();
            for (i, class) in classes.iter().enumerate() {
                for id in &class.participants {
                    let person = by_id[id];
                    let block = blocks.entry((&person.home, person.level)).or_default();
                    block.resize(classes.len(), BTreeMap::new());
                    *block[i].entry(person.institution).or_default() += 1;
                }
            }
            let mixed = (0..classes.len())
                .filter(|i| blocks.values().filter(|block| !block[*i].is_empty()).count() > 1)
                .count();
            prop_assert!(mixed < blocks.len());
            for block in blocks.values() {
                for (a, b) in block.iter().flat_map(|a| block.iter().map(move |b| (a, b))) {
                    if a.values().sum::<usize>() != b.values().sum::<usize>() {
                        continue;
                    }
                    for (institution, count) in a {
                        let other = b.get(institution).copied().unwrap_or(0);
                        prop_assert!(count.abs_diff(other) <= 1);
                    }
                }
            }
        }
    }
}
