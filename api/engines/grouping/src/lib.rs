//! Splitting people into classes that obey the rules of the notice.
//!
//! [`cohort`] splits an intake of students (notice 二.2.(3)), [`training`] the teachers of a batch
//! (notice 二.1.(2)). Both are pure and give the same answer for the same people in whatever order
//! they come. Numbers are parameters: the rules live in the edition.

mod balance;
pub mod cohort;
pub mod training;

pub use balance::balanced_sizes;
