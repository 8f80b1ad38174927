//! The slices: one noun of the domain each.

pub mod accounts;
pub mod branches;
pub mod institutions;
pub mod notices;
#[allow(dead_code, unused_imports, reason = "the operations that edit follow in the next change")]
pub mod editions;
