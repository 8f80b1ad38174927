//! Use cases of the log.

pub mod append;
pub mod check;
pub mod keys;
pub mod read;
