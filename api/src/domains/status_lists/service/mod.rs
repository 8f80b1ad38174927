//! Use cases of status lists.

pub mod check;
pub mod places;
