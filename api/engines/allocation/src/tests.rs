use proptest::prelude::*;

use super::*;

fn subject(id: u32, barred: &[u32]) -> Subject<u32, u32> {
    Subject { id, barred: barred.iter().copied().collect() }
}

fn expert(id: u32, load: usize, limit: Option<usize>) -> Expert<u32> {
    Expert { id, load, limit }
}

/// Reviews of each expert in all, most first.
fn loads(experts: &[Expert<u32>], given: &[Allocation<u32, u32>]) -> Vec<usize> {
    let mut loads: Vec<usize> = experts
        .iter()
        .map(|e| e.load + given.iter().filter(|(_, experts)| experts.contains(&e.id)).count())
        .collect();
    loads.sort_unstable_by(|a, b| b.cmp(a));
    loads
}

#[test]
fn everybody_has_two_experts_and_the_loads_are_even() {
    let subjects: Vec<_> = (0..9).map(|id| subject(id, &[id % 3])).collect();
    let experts: Vec<_> = (0..3).map(|id| expert(id, 0, None)).collect();
    let given = allocate(&subjects, &experts, 2).unwrap();
    assert_eq!(given[0], (0, vec![1, 2]));
    assert_eq!(given[4], (4, vec![0, 2]));
    assert_eq!(loads(&experts, &given), [6, 6, 6]);
}

#[test]
fn who_has_reviews_already_gets_fewer() {
    let subjects: Vec<_> = (0..4).map(|id| subject(id, &[])).collect();
    let experts = [expert(1, 3, None), expert(2, 0, None), expert(3, 0, None)];
    let given = allocate(&subjects, &experts, 1).unwrap();
    assert_eq!(loads(&experts, &given), [3, 2, 2]);
}

#[test]
fn a_review_goes_round_three_experts_to_the_one_who_has_least() {
    // Only 1 and 2 may judge the first, only 2 and 3 the second, only 3 and 4 the third; 4 has nothing to begin with.
    let subjects = [subject(1, &[3, 4]), subject(2, &[1, 4]), subject(3, &[1, 2])];
    let experts = [expert(1, 2, None), expert(2, 1, None), expert(3, 1, None), expert(4, 0, None)];
    let given = allocate(&subjects, &experts, 1).unwrap();
    assert_eq!(given, [(1, vec![2]), (2, vec![3]), (3, vec![4])]);
}

#[test]
fn too_few_experts_are_told_with_those_concerned() {
    let subjects = [subject(1, &[1, 2]), subject(2, &[1, 2]), subject(3, &[1, 2]), subject(4, &[])];
    let experts = [expert(1, 0, None), expert(2, 0, None), expert(3, 0, None)];
    let error = allocate(&subjects, &experts, 2).unwrap_err();
    let short = Short { subjects: vec![1, 2, 3], eligible: vec![3], missing: 3 };
    assert_eq!(error, AllocationError::Short(short));
    assert_eq!(error.code(), "allocation_short");
    assert_eq!(
        error.to_string(),
        "3 reviews are missing for 3 subjects with 1 eligible experts; add experts or raise their limits"
    );
}

#[test]
fn a_limit_is_of_all_reviews() {
    let subjects: Vec<_> = (0..3).map(|id| subject(id, &[])).collect();
    let short = allocate(&subjects, &[expert(1, 2, Some(4))], 1).unwrap_err();
    assert_eq!(
        short,
        AllocationError::Short(Short { subjects: vec![0, 1, 2], eligible: vec![1], missing: 1 })
    );
    assert!(allocate(&subjects, &[expert(1, 2, Some(5))], 1).is_ok());
    // Somebody who has more than they should takes none.
    let over = [expert(1, 9, Some(5)), expert(2, 0, None)];
    let given = allocate(&subjects, &over, 1).unwrap();
    assert!(given.iter().all(|(_, experts)| *experts == [2]));
}

#[test]
fn a_third_expert_is_neither_of_the_first_two() {
    let given = allocate(
        &[subject(7, &[1, 2])],
        &[expert(1, 0, None), expert(2, 0, None), expert(3, 5, None)],
        1,
    );
    assert_eq!(given, Ok(vec![(7, vec![3])]));
}

#[test]
fn ids_given_twice_are_refused() {
    let one = [subject(1, &[]), subject(2, &[]), subject(1, &[])];
    assert_eq!(
        allocate(&one, &[], 1),
        Err(AllocationError::DuplicateSubject { first: 1, second: 3 })
    );
    let experts = [expert(1, 0, None), expert(1, 0, None)];
    assert_eq!(
        allocate(&one[..1], &experts, 1),
        Err(AllocationError::DuplicateExpert { first: 1, second: 2 })
    );
    assert_eq!(allocate::<u32, u32>(&[], &[], 2), Ok(vec![]));
}

#[test]
fn thousands_of_subjects_are_allocated_evenly() {
    // Every expert is barred at an institution of their own, a tenth of all.
    let subjects: Vec<_> = (0..4000).map(|id| subject(id, &[id % 10])).collect();
    let experts: Vec<_> = (0..40).map(|id| expert(id, 0, None)).collect();
    let given = allocate(&subjects, &experts, 2).unwrap();
    assert_eq!(loads(&experts, &given), [200; 40]);
}

/// The most even loads of all allocations, most first, by trying out every choice for every subject in turn; `None` if
/// there is no allocation.
fn oracle(
    subjects: &[Subject<u32, u32>],
    experts: &mut Vec<Expert<u32>>,
    each: usize,
) -> Option<Vec<usize>> {
    let Some((subject, rest)) = subjects.split_first() else { return Some(loads(experts, &[])) };
    let mut best: Option<Vec<usize>> = None;
    for chosen in 0_u32..1 << experts.len() {
        let taken: Vec<usize> = (0..experts.len()).filter(|i| chosen >> i & 1 == 1).collect();
        let fits = taken.len() == each
            && taken.iter().map(|i| &experts[*i]).all(|e| {
                !subject.barred.contains(&e.id) && e.limit.is_none_or(|limit| e.load < limit)
            });
        if fits {
            taken.iter().for_each(|i| experts[*i].load += 1);
            let after = oracle(rest, experts, each);
            taken.iter().for_each(|i| experts[*i].load -= 1);
            best = [best, after].into_iter().flatten().min();
        }
    }
    best
}

type Question = (Vec<Subject<u32, u32>>, Vec<Expert<u32>>, usize);

fn questions(subjects: usize, experts: u32) -> impl Strategy<Value = Question> {
    let barred = prop::collection::btree_set(0..experts + 1, 0..experts as usize);
    let subjects = prop::collection::vec(barred, 0..=subjects).prop_map(|barred| {
        barred.into_iter().zip(100..).map(|(barred, id)| Subject { id, barred }).collect()
    });
    let limit = prop::option::weighted(0.4, 0usize..6);
    let experts =
        prop::collection::vec((0usize..4, limit), 0..=experts as usize).prop_map(|experts| {
            experts
                .into_iter()
                .zip(0..)
                .map(|((load, limit), id)| Expert { id, load, limit })
                .collect()
        });
    (subjects, experts, 0usize..4)
}

/// What every allocation keeps, and what every shortage proves.
fn check((subjects, experts, each): &Question) -> Result<(), TestCaseError> {
    let given = match allocate(subjects, experts, *each) {
        Ok(given) => given,
        Err(AllocationError::Short(short)) => {
            // Whatever is given to whom, these subjects get no more than what their experts can take of them.
            let concerned: Vec<_> =
                subjects.iter().filter(|s| short.subjects.contains(&s.id)).collect();
            prop_assert_eq!(concerned.len(), short.subjects.len());
            let (mut places, mut eligible) = (0, vec![]);
            for expert in experts {
                let may = concerned.iter().filter(|s| !s.barred.contains(&expert.id)).count();
                places +=
                    may.min(expert.limit.map_or(may, |limit| limit.saturating_sub(expert.load)));
                eligible.extend((may > 0).then_some(expert.id));
            }
            prop_assert_eq!(eligible, short.eligible);
            prop_assert!(short.missing > 0);
            prop_assert_eq!(concerned.len() * each, places + short.missing);
            return Ok(());
        }
        Err(other) => return Err(TestCaseError::fail(other.to_string())),
    };
    prop_assert_eq!(
        given.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        subjects.iter().map(|s| s.id).collect::<Vec<_>>()
    );
    for (subject, (_, chosen)) in subjects.iter().zip(&given) {
        prop_assert_eq!(chosen.len(), *each);
        prop_assert!(chosen.is_sorted_by(|a, b| a < b), "nobody twice, by id");
        prop_assert!(chosen.iter().all(|e| !subject.barred.contains(e)));
    }
    for expert in experts {
        let new = given.iter().filter(|(_, chosen)| chosen.contains(&expert.id)).count();
        prop_assert!(new == 0 || expert.limit.is_none_or(|limit| expert.load + new <= limit));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_allocation_is_more_even((subjects, experts, each) in questions(5, 4)) {
        let best = oracle(&subjects, &mut experts.clone(), each);
        match allocate(&subjects, &experts, each) {
            Ok(given) => prop_assert_eq!(Some(loads(&experts, &given)), best),
            Err(error) => {
                prop_assert_eq!(error.code(), "allocation_short");
                prop_assert_eq!(best, None);
            }
        }
    }

    #[test]
    fn nobody_judges_where_they_must_not(question in questions(40, 8)) {
        check(&question)?;
    }

    #[test]
    fn few_institutions_with_many_participants_keep_the_rules(
        sizes in prop::collection::vec(1u32..12, 1..5), experts in 2u32..7, limit in prop::option::of(1usize..30), each in 1usize..3,
    ) {
        let institutions = sizes.iter().zip(0..).flat_map(|(size, i)| (0..*size).map(move |_| i));
        let subjects: Vec<_> = institutions.zip(100..).map(|(i, id)| subject(id, &[i % experts])).collect();
        let experts: Vec<_> = (0..experts).map(|id| expert(id, 0, limit)).collect();
        check(&(subjects, experts, each))?;
    }

    #[test]
    fn the_order_of_the_input_never_matters(
        ((subjects, experts, each), (shuffled, others)) in questions(8, 5).prop_flat_map(|(subjects, experts, each)| {
            let orders = (Just(subjects.clone()).prop_shuffle(), Just(experts.clone()).prop_shuffle());
            (Just((subjects, experts, each)), orders)
        }),
    ) {
        prop_assert_eq!(allocate(&subjects, &experts, each), allocate(&shuffled, &others, each));
    }
}
