//! Use cases of status lists.

pub mod check;
pub mod places;
pub mod publish;
