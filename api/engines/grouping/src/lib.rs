//! Splitting people into classes that obey the rules of the notice.
//!
//! [`cohort`] splits an intake of students (notice 二.2.(3)), [`training`] the teachers of a batch
//! (notice 二.1.(2)). Both are pure and give the same answer for the same people in whatever order
//! they come. Numbers are parameters: the rules live in the edition.

mod balance;
pub mod cohort;
pub mod training;

pub use balance::balanced_sizes;

/// The first id that is there twice: its places, counted from 1.
fn duplicate<'a, I: Ord + 'a>(ids: impl Iterator<Item = &'a I>) -> Option<(usize, usize)> {
    let mut met = std::collections::BTreeMap::new();
    ids.zip(1..).find_map(|(id, second)| met.insert(id, second).map(|first| (first, second)))
}
