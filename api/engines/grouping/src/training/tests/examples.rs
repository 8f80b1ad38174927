use super::*;

fn planned(case: &Case) -> Plan<u32> {
    match run(case) {
        Outcome::Plan(plan) => plan,
        Outcome::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn refused(case: &Case) -> Refusal {
    match run(case) {
        Outcome::Refused(refusal) => refusal,
        Outcome::Plan(plan) => panic!("planned: {plan:?}"),
    }
}

fn sizes(plan: &Plan<u32>) -> Vec<(&str, usize)> {
    plan.classes.iter().map(|c| (c.region.as_str(), c.participants.len())).collect()
}

fn costs(deviations: usize, outside: usize, classes: usize) -> Option<Cost> {
    Some(Cost { deviations, outside, classes })
}

#[test]
fn regions_get_classes_of_their_own() {
    let mut case = Case::of(&[("50", 37), ("11", 16)]);
    case.add_trainers(None, 9, 1);
    let plan = planned(&case);
    assert_eq!(sizes(&plan), [("11", 16), ("50", 19), ("50", 18)]);
    assert!(plan.deviations.is_empty() && plan.remedies.is_empty());
}

#[test]
fn as_few_classes_deviate_as_can_be() {
    for (people, expected) in [
        (1, vec![1]),
        (14, vec![14]),
        (20, vec![20]),
        (21, vec![21]),
        (25, vec![25]),
        (26, vec![15, 11]),
        (29, vec![15, 14]),
        (30, vec![15, 15]),
        (41, vec![21, 20]),
        (42, vec![22, 20]),
        (43, vec![15, 15, 13]),
        (45, vec![15, 15, 15]),
        (60, vec![20, 20, 20]),
        (61, vec![16, 15, 15, 15]),
    ] {
        let mut case = Case::of(&[("11", people)]);
        case.add_trainers(None, 9, 1);
        let plan = planned(&case);
        let sizes: Vec<usize> = plan.classes.iter().map(|c| c.participants.len()).collect();
        assert_eq!(sizes, expected, "{people}");
    }
}

#[test]
fn fourteen_teachers_are_one_small_class_and_four_things_mend_it() {
    let mut case = Case::of(&[("11", 14), ("12", 16)]);
    case.add_trainers(None, 9, 1);
    let plan = planned(&case);
    assert_eq!(sizes(&plan), [("11", 14), ("12", 16)]);
    let small = Deviation { class: 0, rule: SizeRule::Min, limit: 15, actual: 14 };
    assert_eq!(plan.deviations, [small]);
    let region = || String::from("11");
    assert_eq!(
        plan.remedies,
        [
            Remedy::Keep { class: 0 },
            Remedy::Join { region: region(), with: "12".to_owned(), leaves: costs(0, 0, 2) },
            Remedy::MoveAway { region: region(), count: 14, leaves: costs(0, 0, 1) },
            Remedy::Bring { region: region(), count: 1, leaves: costs(0, 0, 2) },
        ]
    );
}

#[test]
fn twenty_one_teachers_are_refused_where_the_sizes_are_a_must() {
    let mut case = Case::of(&[("11", 21), ("12", 13)]);
    case.add_trainers(None, 9, 1);
    for region in ["11", "12"] {
        case.rules.insert(region.to_owned(), Limits { must: (15, 20), ..NOTICE });
    }
    let refusal = refused(&case);
    assert_eq!(
        refusal.reasons,
        [
            Reason::Crowded { region: "11".to_owned(), people: 21, most: 20 },
            Reason::Small { region: "12".to_owned(), people: 13, least: 15 },
        ]
    );
    let join =
        Remedy::Join { region: "11".to_owned(), with: "12".to_owned(), leaves: costs(0, 0, 2) };
    let away = Remedy::MoveAway { region: "11".to_owned(), count: 1, leaves: None };
    assert!(refusal.remedies.contains(&join), "{:?}", refusal.remedies);
    assert!(refusal.remedies.contains(&away), "{:?}", refusal.remedies);
}

#[test]
fn a_region_without_a_trainer_is_refused() {
    let mut case = Case::of(&[("11", 16), ("50", 16)]);
    case.add_trainers(Some("11"), 1, 2);
    let refusal = refused(&case);
    assert_eq!(refusal.reasons, [Reason::NoTrainer { region: "50".to_owned() }]);
    let region = || String::from("50");
    assert_eq!(
        refusal.remedies,
        [
            Remedy::Join { region: region(), with: "11".to_owned(), leaves: costs(0, 0, 2) },
            Remedy::MoveAway { region: region(), count: 16, leaves: costs(0, 0, 1) },
            Remedy::AddTrainers { region: Some(region()), count: 1, leaves: costs(0, 0, 2) },
        ]
    );
}

#[test]
fn too_few_places_of_trainers_are_refused_with_their_number() {
    let mut case = Case::of(&[("11", 31), ("50", 31)]);
    case.add_trainers(None, 3, 1);
    let regions = vec!["11".to_owned(), "50".to_owned()];
    let refusal = refused(&case);
    assert_eq!(refusal.reasons, [Reason::Trainers { regions, needed: 4, slots: 3 }]);
    assert_eq!(
        refusal.remedies,
        [
            Remedy::MoveAway { region: "11".to_owned(), count: 1, leaves: costs(1, 10, 3) },
            Remedy::MoveAway { region: "50".to_owned(), count: 1, leaves: costs(1, 10, 3) },
            Remedy::AddTrainers { region: None, count: 1, leaves: costs(0, 0, 4) },
        ]
    );
}

#[test]
fn few_trainers_make_large_classes_where_it_hurts_least() {
    let mut case = Case::of(&[("11", 30), ("50", 40)]);
    case.add_trainers(None, 3, 1);
    let plan = planned(&case);
    assert_eq!(sizes(&plan), [("11", 30), ("50", 20), ("50", 20)]);
    let remedies = [
        Remedy::Keep { class: 0 },
        Remedy::MoveAway { region: "11".to_owned(), count: 10, leaves: costs(0, 0, 3) },
        Remedy::AddTrainers { region: None, count: 1, leaves: costs(0, 0, 4) },
    ];
    assert_eq!(plan.remedies, remedies);
}

#[test]
fn a_class_of_two_trainers_has_two_different_ones() {
    let two = Limits { trainers: 2, ..NOTICE };
    let mut case = Case::of(&[("11", 16)]);
    case.rules.insert("11".to_owned(), two);
    case.add_trainers(None, 1, 5);
    let regions = vec!["11".to_owned()];
    assert_eq!(refused(&case).reasons, [Reason::Trainers { regions, needed: 2, slots: 1 }]);
    case.add_trainers(Some("11"), 1, 1);
    // The region's own comes first.
    assert_eq!(planned(&case).classes[0].trainers, [1, 0]);
}

/// Seven places for seven: but the two classes of three need six of three people, and only five are theirs.
#[test]
fn places_of_too_few_different_trainers_are_not_enough() {
    let mut case = Case::of(&[("11", 40), ("12", 16)]);
    let three = Limits { must: (15, 20), trainers: 3, ..NOTICE };
    case.rules.insert("11".to_owned(), three);
    case.add_trainers(None, 2, 3);
    case.add_trainers(None, 1, 1);
    let regions = vec!["11".to_owned(), "12".to_owned()];
    assert_eq!(refused(&case).reasons, [Reason::Trainers { regions, needed: 6, slots: 5 }]);
    case.trainers[2].free = 2;
    assert_eq!(planned(&case).classes.len(), 3);
}

#[test]
fn people_of_one_level_sit_together_and_of_one_institution_apart() {
    let person = |(id, level, institution)| {
        let (region, home) = ("11".to_owned(), "11".to_owned());
        Participant { id, region, home, level, institution }
    };
    let first = (0..16).map(|id| (id, 1, 100 + id / 8));
    let second = (16..48).map(|id| (id, 2, 200 + id / 16));
    let people: Vec<Participant<u32>> = first.chain(second).map(person).collect();
    let mut case = Case { people, ..Case::default() };
    case.add_trainers(None, 3, 1);
    let plan = planned(&case);
    assert_eq!(plan.classes.iter().map(|c| c.participants.len()).collect::<Vec<_>>(), [16; 3]);
    assert_eq!(plan.classes[0].participants, (0..16).collect::<Vec<_>>());
    for class in &plan.classes[1..] {
        assert_eq!(class.participants.iter().filter(|id| **id < 32).count(), 8);
    }
}

#[test]
fn wrong_input_is_refused_in_words() {
    let mut case = Case::of(&[("11", 3)]);
    case.add_trainers(None, 3, 1);
    let with = |limits: Limits| split(&case.people, &case.trainers, &|_| limits).unwrap_err();
    for limits in [
        Limits { must: (0, 30), ..NOTICE },
        Limits { must: (16, 30), ..NOTICE },
        Limits { must: (1, 19), ..NOTICE },
        Limits { should: (21, 20), ..NOTICE },
    ] {
        let error = with(limits);
        assert_eq!(error.code(), "grouping_sizes");
        assert!(error.to_string().contains("region 11"), "{error}");
    }
    for trainers in [0, 5] {
        let error = with(Limits { trainers, ..NOTICE });
        assert_eq!(error, InputError::TrainersPerClass { region: "11".to_owned(), trainers });
        assert_eq!(
            error.to_string(),
            format!("a class in region 11 has from 1 to 4 trainers, not {trainers}")
        );
    }
    let mut twice = case.clone();
    twice.trainers[2].id = twice.trainers[0].id;
    assert_eq!(
        split(&twice.people, &twice.trainers, &|_| NOTICE),
        Err(InputError::DuplicateTrainer { first: 1, second: 3 })
    );
    twice.people[2].id = twice.people[1].id;
    assert_eq!(
        split(&twice.people, &twice.trainers, &|_| NOTICE),
        Err(InputError::DuplicateParticipant { first: 2, second: 3 })
    );
    assert!(planned(&Case::default()).classes.is_empty());
}
