//! The open credentials, from outside: what they are, and that nothing else passes for them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod achievement;
mod data_integrity;
mod jwt;
mod rdf;
mod status;
mod support;
mod vectors;
mod w3c;
