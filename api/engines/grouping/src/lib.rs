//! Splitting people into classes that obey the rules of the notice.
//!
//! [`cohort`] splits an intake of students (notice 二.2.(3)). It is pure and gives the same answer
//! for the same people in whatever order they come. Numbers are parameters: the rules live in the
//! edition.

mod balance;
pub mod cohort;

pub use balance::balanced_sizes;
