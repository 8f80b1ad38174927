//! Use cases of verification.

pub mod trust;
pub mod verify;
