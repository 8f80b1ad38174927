//! Sizes of classes: few and even.

/// `people` in exactly `groups` groups that differ by one at most, larger ones first. Empty if
/// `groups` is 0.
pub fn balanced_sizes(people: usize, groups: usize) -> Vec<usize> {
    if groups == 0 {
        return Vec::new();
    }
    let (base, larger) = (people / groups, people % groups);
    (0..groups).map(|i| base + usize::from(i < larger)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sizes_add_up_and_are_even(people in 0usize..5000, groups in 1usize..300) {
            let sizes = balanced_sizes(people, groups);
            prop_assert_eq!(sizes.len(), groups);
            prop_assert_eq!(sizes.iter().sum::<usize>(), people);
            prop_assert!(sizes[0] - sizes[groups - 1] <= 1);
            prop_assert!(sizes.is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn no_group_takes_nobody() {
        assert!(balanced_sizes(5, 0).is_empty());
    }
}
