use proptest::prelude::*;
use proptest::strategy::Strategy as PropStrategy;

use super::Strategy;
use super::*;

fn limits(max: usize) -> Limits {
    Limits { max_size: max, min_size: None, teachers: None, max_classes_per_teacher: None }
}

/// `(major, class, how many)` with ids that do not follow the order of classes.
fn intake(classes: &[(&str, &str, usize)]) -> Vec<Student<u32>> {
    let mut out = Vec::new();
    for (major, class, count) in classes {
        for _ in 0..*count {
            let id = (out.len() as u32).wrapping_mul(2_654_435_761);
            out.push(Student {
                id,
                major: (*major).to_owned(),
                grade: "2019".to_owned(),
                admin_class: (*class).to_owned(),
            });
        }
    }
    out
}

fn sizes<I>(plan: &Plan<I>) -> Vec<usize> {
    plan.groups.iter().map(|g| g.members.len()).collect()
}

#[test]
fn an_intake_is_split_evenly_and_by_major() {
    let students = intake(&[("accounting", "A1", 40), ("audit", "B1", 19), ("tax", "C1", 5)]);
    let plan = split(&students, &limits(18), &Strategy::by_major()).unwrap();
    assert_eq!(sizes(&plan), [14, 13, 13, 10, 9, 5]);
    assert!(plan.deviations.is_empty(), "{:?}", plan.deviations);
    assert_eq!(plan.groups[3].key.major.as_deref(), Some("audit"));
    let mixed = split(&students, &limits(18), &Strategy::keep_admin_classes()).unwrap();
    assert_eq!(mixed.groups.len(), 4);
}

#[test]
fn classes_that_add_up_stay_whole() {
    for classes in [
        &[("m", "A", 18), ("m", "B", 10), ("m", "C", 18), ("m", "D", 8)][..],
        &[("m", "A", 7), ("m", "B", 5), ("m", "C", 11), ("m", "D", 13)],
        &[("m", "A", 36), ("m", "B", 9), ("m", "C", 3), ("m", "D", 9), ("m", "E", 15)],
        &[("m", "A", 35), ("m", "B", 17), ("m", "C", 18)],
    ] {
        let plan = split(&intake(classes), &limits(18), &Strategy::keep_admin_classes()).unwrap();
        assert_eq!(plan.deviations, [], "{classes:?} {:?}", plan.groups);
    }
}

#[test]
fn a_class_that_must_be_cut_is_reported() {
    let plan = split(
        &intake(&[("m", "A", 10), ("m", "B", 10), ("m", "C", 10)]),
        &limits(15),
        &Strategy::keep_admin_classes(),
    )
    .unwrap();
    assert_eq!(sizes(&plan), [15, 15]);
    assert!(matches!(
        &plan.deviations[..],
        [Deviation::AdminClassSplit { groups: 2, least: 1, .. }]
    ));
}

#[test]
fn classes_of_one_name_in_two_grades_are_two_classes() {
    let mut students = intake(&[("m", "1", 12), ("m", "1", 12)]);
    for student in &mut students[12..] {
        student.grade = "2018".to_owned();
    }
    let plan = split(&students, &limits(12), &Strategy::keep_admin_classes()).unwrap();
    assert!(plan.deviations.is_empty());
    let first: BTreeSet<u32> = students[12..].iter().map(|s| s.id).collect();
    assert_eq!(plan.groups[0].members.iter().copied().collect::<BTreeSet<_>>(), first);
}

#[test]
fn shortfalls_are_listed() {
    let students = intake(&[("a", "A", 20), ("b", "B", 3)]);
    let mut limits = limits(18);
    limits.min_size = Some(8);
    limits.teachers = Some(1);
    limits.max_classes_per_teacher = Some(2);
    let plan = split(&students, &limits, &Strategy::by_major()).unwrap();
    assert_eq!(
        plan.deviations,
        [
            Deviation::MinSize { group: 2, actual: 3, limit: 8 },
            Deviation::Teachers { groups: 3, covered: 2 },
        ]
    );
    limits.max_classes_per_teacher = None;
    limits.min_size = None;
    assert!(split(&students, &limits, &Strategy::by_major()).unwrap().deviations.is_empty());
    limits.teachers = Some(0);
    assert_eq!(
        split(&students, &limits, &Strategy::by_major()).unwrap().deviations,
        [Deviation::Teachers { groups: 3, covered: 0 }]
    );
    let told = serde_json::to_value(Deviation::Teachers { groups: 3, covered: 0 }).unwrap();
    assert_eq!(told, serde_json::json!({"rule": "teachers", "groups": 3, "covered": 0}));
}

#[test]
fn wrong_input_is_refused() {
    let mut students = intake(&[("a", "A", 3)]);
    let strategy = Strategy::default();
    assert_eq!(split(&students, &limits(0), &strategy), Err(SplitError::MaxSize));
    let inverted = Limits { min_size: Some(19), ..limits(18) };
    assert_eq!(
        split(&students, &inverted, &strategy),
        Err(SplitError::MinAboveMax { min: 19, max: 18 })
    );
    students[2].id = students[0].id;
    assert_eq!(
        split(&students, &limits(18), &strategy),
        Err(SplitError::DuplicateId { first: 1, second: 3 })
    );
    let nobody: [Student<u32>; 0] = [];
    assert!(split(&nobody, &limits(18), &strategy).unwrap().groups.is_empty());
}

#[test]
fn sixty_thousand_are_split() {
    let students: Vec<Student<u32>> = (0..60_000u32)
        .map(|i| Student {
            id: i.wrapping_mul(2_654_435_761),
            major: format!("major {}", i % 7),
            grade: format!("{}", 2017 + i % 3),
            admin_class: format!("class {}", i * 31 % 1801),
        })
        .collect();
    for (max, strategy) in [(18, Strategy::keep_admin_classes()), (997, Strategy::by_major())] {
        let plan = split(&students, &limits(max), &strategy).unwrap();
        assert_eq!(sizes(&plan).iter().sum::<usize>(), 60_000);
        assert!(sizes(&plan).iter().all(|s| *s <= max));
    }
}

/// The fewest groups of at most `max` without mixing majors, by trying every set partition.
fn fewest_groups(majors: &[u8], max: usize) -> usize {
    fn place(majors: &[u8], max: usize, groups: &mut Vec<(u8, usize)>) -> usize {
        let Some((major, rest)) = majors.split_first() else { return groups.len() };
        let mut best = usize::MAX;
        for i in 0..groups.len() {
            if groups[i].0 == *major && groups[i].1 < max {
                groups[i].1 += 1;
                best = best.min(place(rest, max, groups));
                groups[i].1 -= 1;
            }
        }
        groups.push((*major, 1));
        best = best.min(place(rest, max, groups));
        groups.pop();
        best
    }
    place(majors, max, &mut Vec::new())
}

prop_compose! {
    fn students(most: usize)(
        rows in prop::collection::vec((0u8..3, 0u8..2, 0u8..6), 0..most), seed in any::<u32>(),
    ) -> Vec<Student<u32>> {
        rows.into_iter()
            .enumerate()
            .map(|(i, (major, grade, class))| Student {
                id: (i as u32).wrapping_add(seed).wrapping_mul(2_654_435_761),
                major: format!("m{major}"),
                grade: format!("g{grade}"),
                admin_class: format!("c{class}"),
            })
            .collect()
    }
}

fn strategies() -> impl PropStrategy<Value = Strategy> {
    let key = prop::sample::select(vec![Key::Major, Key::Grade, Key::AdminClass]);
    (prop::collection::btree_set(key, 0..4), any::<bool>())
        .prop_map(|(separate_by, keep_admin_classes)| Strategy { separate_by, keep_admin_classes })
}

proptest! {
    #[test]
    fn every_split_obeys_the_limits(students in students(160), max in 1usize..25, strategy in strategies()) {
        let plan = split(&students, &limits(max), &strategy).unwrap();

        let mut placed: Vec<u32> = plan.groups.iter().flat_map(|g| g.members.clone()).collect();
        placed.sort_unstable();
        let mut all: Vec<u32> = students.iter().map(|s| s.id).collect();
        all.sort_unstable();
        prop_assert_eq!(placed, all, "everybody exactly once");

        let of: BTreeMap<u32, &Student<u32>> = students.iter().map(|s| (s.id, s)).collect();
        let mut parts: BTreeMap<&PartKey, Vec<usize>> = BTreeMap::new();
        for group in &plan.groups {
            prop_assert!(!group.members.is_empty() && group.members.len() <= max);
            for id in &group.members {
                prop_assert_eq!(&part_key(of[id], &strategy), &group.key);
            }
            prop_assert!(group.members.is_sorted_by_key(|id| order(of[id])));
            let mut classes = BTreeMap::new();
            for id in &group.members {
                *classes.entry(of[id].admin_class.clone()).or_insert(0usize) += 1;
            }
            prop_assert_eq!(&classes, &group.admin_classes);
            parts.entry(&group.key).or_default().push(group.members.len());
        }
        for (key, sizes) in parts {
            let people: usize = sizes.iter().sum();
            prop_assert_eq!(sizes.len(), people.div_ceil(max), "fewest groups of {:?}", key);
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
        }
        prop_assert!(plan.groups.is_sorted_by(|a, b| a.key <= b.key));
    }

    #[test]
    fn the_order_of_the_intake_does_not_count(
        (students, shuffled) in students(80).prop_flat_map(|s| (Just(s.clone()), Just(s).prop_shuffle())),
        max in 1usize..20, strategy in strategies(),
    ) {
        prop_assert_eq!(split(&students, &limits(max), &strategy), split(&shuffled, &limits(max), &strategy));
    }

    #[test]
    fn no_split_has_fewer_groups(students in students(8), max in 1usize..4) {
        let plan = split(&students, &limits(max), &Strategy::by_major()).unwrap();
        let majors: Vec<u8> = students.iter().map(|s| s.major.as_bytes()[1]).collect();
        prop_assert_eq!(plan.groups.len(), fewest_groups(&majors, max));
    }

    #[test]
    fn keeping_classes_together_cuts_less_than_there_are_groups(students in students(160), max in 1usize..25) {
        let plan = split(&students, &limits(max), &Strategy::keep_admin_classes()).unwrap();
        let of: BTreeMap<u32, &Student<u32>> = students.iter().map(|s| (s.id, s)).collect();
        let class = |id: &u32| (of[id].grade.clone(), of[id].admin_class.clone());
        let classes: BTreeSet<_> = students.iter().map(|s| class(&s.id)).collect();
        let pieces: usize = plan
            .groups
            .iter()
            .map(|g| g.members.iter().map(class).collect::<BTreeSet<_>>().len())
            .sum();
        prop_assert!(pieces < classes.len() + plan.groups.len().max(1));

        // Cutting the list in order is the yardstick it must never fall behind.
        let mut sorted: Vec<&Student<u32>> = students.iter().collect();
        sorted.sort_by_key(|s| order(s));
        let mut rest = sorted.into_iter();
        let in_order: usize = crate::balanced_sizes(students.len(), plan.groups.len())
            .into_iter()
            .map(|n| rest.by_ref().take(n).map(|s| class(&s.id)).collect::<BTreeSet<_>>().len())
            .sum();
        prop_assert!(pieces <= in_order);
    }

    #[test]
    fn every_shortfall_is_listed_and_no_other(
        students in students(60), max in 3usize..9, min in 1usize..4, teachers in 0usize..6, each in 1usize..4,
    ) {
        let limits = Limits { max_size: max, min_size: Some(min), teachers: Some(teachers), max_classes_per_teacher: Some(each) };
        let plan = split(&students, &limits, &Strategy::by_major()).unwrap();
        for (i, group) in plan.groups.iter().enumerate() {
            let listed = plan.deviations.iter().any(|d| matches!(d, Deviation::MinSize { group, .. } if *group == i));
            prop_assert_eq!(listed, group.members.len() < min);
        }
        let short = plan.deviations.iter().any(|d| matches!(d, Deviation::Teachers { .. }));
        prop_assert_eq!(short, teachers * each < plan.groups.len());
    }
}
