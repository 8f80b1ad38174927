//! The slices: one noun of the domain each.

pub mod accounts;
pub mod branches;
pub mod notices;
