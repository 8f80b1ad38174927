//! Sizes of the classes of one region, given how many there are.
//!
//! Let k classes hold n people, `must` be [L, U] and `should` [m, M]. They can if kL ≤ n ≤ kU.
//!
//! If n > kM, then d classes above M hold dU at most and the others kM − dM, so d ≥ ⌈(n − kM) / (U − M)⌉; and the people
//! above M, less the places left below it, are n − kM, so they are n − kM at least. Both bounds are reached at once, by
//! filling all other classes to M exactly, which leaves only the spread over the d classes free: even is best. The same
//! holds below m with L. Else even sizes deviate nowhere.

use std::ops::RangeInclusive;

use super::{Cost, Limits};

/// How many classes so many people can be; empty if none will do.
pub(super) fn counts(people: usize, limits: &Limits) -> RangeInclusive<usize> {
    people.div_ceil(limits.must.1)..=people / limits.must.0
}

/// What so many classes cost at least; `classes` is one of [`counts`].
pub(super) fn cost(people: usize, classes: usize, limits: &Limits) -> Cost {
    let outside = outside(people, classes, limits);
    Cost { deviations: outside.classes, outside: outside.people, classes }
}

/// The sizes that reach [`cost`], larger ones first.
pub(super) fn sizes(people: usize, classes: usize, limits: &Limits) -> Vec<usize> {
    let Outside { classes: outside, people: off, above } = outside(people, classes, limits);
    if outside == 0 {
        return crate::balanced_sizes(people, classes);
    }
    let (min, max) = limits.should;
    if above {
        let deviating = crate::balanced_sizes(outside * max + off, outside);
        [deviating, vec![max; classes - outside]].concat()
    } else {
        let deviating = crate::balanced_sizes(outside * min - off, outside);
        [vec![min; classes - outside], deviating].concat()
    }
}

/// The number of classes that costs least; `None` if none will do.
pub(super) fn best(people: usize, limits: &Limits) -> Option<usize> {
    let counts = counts(people, limits);
    let (fewest, most) = (*counts.start(), *counts.end());
    // With fewer classes than these, the more the better: fewer people are above. With more, the fewer.
    let crowded = (people / limits.should.1).min(most);
    let roomy = people.div_ceil(limits.should.1).max(fewest);
    [crowded, roomy]
        .into_iter()
        .filter(|classes| counts.contains(classes))
        .min_by_key(|classes| cost(people, *classes, limits))
}

struct Outside {
    classes: usize,
    people: usize,
    above: bool,
}

fn outside(people: usize, classes: usize, limits: &Limits) -> Outside {
    let (min, max) = limits.should;
    let above = people.saturating_sub(classes.saturating_mul(max));
    let below = classes.saturating_mul(min).saturating_sub(people);
    if above > 0 {
        Outside {
            classes: above.div_ceil((limits.must.1 - max).max(1)),
            people: above,
            above: true,
        }
    } else if below > 0 {
        Outside {
            classes: below.div_ceil((min - limits.must.0).max(1)),
            people: below,
            above: false,
        }
    } else {
        Outside { classes: 0, people: 0, above: false }
    }
}
