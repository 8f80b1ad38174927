//! Who sits in which class of a region. No rule is at stake: sizes are given.
//!
//! People of one home region and level are a block. The blocks follow each other and fill the classes in order, so that
//! of b blocks at most b − 1 classes are mixed. Within a block its people, institution by institution, are dealt over the
//! block's seats in turn, one class after the other: between two classes in which the block has equally many seats, the
//! people of an institution differ by one at most.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Participant;

/// The participants of each class, by id; `sizes` add up to the number of `members`.
pub(super) fn seat<I: Ord + Clone>(
    mut members: Vec<&Participant<I>>,
    sizes: &[usize],
) -> Vec<Vec<I>> {
    members.sort_unstable_by(|a, b| block(a).cmp(&block(b)).then_with(|| a.id.cmp(&b.id)));
    let mut classes: Vec<Vec<I>> = sizes.iter().map(|size| Vec::with_capacity(*size)).collect();
    let mut left = sizes.to_vec();
    let mut first = 0;
    for people in members.chunk_by(|a, b| block(a) == block(b)) {
        while left.get(first) == Some(&0) {
            first += 1;
        }
        let seats = take(&mut left[first..], people.len());
        for (class, person) in turns(&seats).zip(by_institution(people)) {
            if let Some(class) = classes.get_mut(first + class) {
                class.push(person.id.clone());
            }
        }
    }
    classes.iter_mut().for_each(|class| class.sort_unstable());
    classes
}

fn block<I>(person: &Participant<I>) -> (&str, u8) {
    (&person.home, person.level)
}

/// Takes so many seats from the front; how many of each class.
fn take(left: &mut [usize], mut people: usize) -> Vec<usize> {
    let mut seats = Vec::new();
    for left in left.iter_mut() {
        if people == 0 {
            break;
        }
        let taken = people.min(*left);
        *left -= taken;
        people -= taken;
        seats.push(taken);
    }
    seats
}

/// The classes in turn, each as often as it has seats.
fn turns(seats: &[usize]) -> impl Iterator<Item = usize> {
    let rounds = seats.iter().copied().max().unwrap_or(0);
    (0..rounds).flat_map(move |round| {
        seats.iter().enumerate().filter(move |(_, seats)| **seats > round).map(|(class, _)| class)
    })
}

/// The large institutions first, while every class still has seats; each one's people by id.
fn by_institution<'a, I: Ord>(people: &[&'a Participant<I>]) -> Vec<&'a Participant<I>> {
    let mut institutions: BTreeMap<&I, Vec<&Participant<I>>> = BTreeMap::new();
    for person in people {
        institutions.entry(&person.institution).or_default().push(person);
    }
    let mut institutions: Vec<_> = institutions.into_values().collect();
    // Stable: of equal size by id.
    institutions.sort_by_key(|people| Reverse(people.len()));
    institutions.concat()
}
