//! The slices: one noun of the domain each.

pub mod accounts;
pub mod branches;
pub mod institutions;
pub mod notices;
