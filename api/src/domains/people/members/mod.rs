//! What students and teachers have in common: enrolling, listing, correcting, leaving.

pub mod enrol;
pub mod export;
pub mod http;
pub mod import;
pub mod model;
pub mod service;
pub mod steps;
