//! The open credentials, from outside: what they are, and that nothing else passes for them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod achievement;
mod bundle;
mod data_integrity;
mod jwt;
mod qr;
mod rdf;
mod seal;
mod status;
mod support;
mod trust;
mod vectors;
mod verdicts;
mod verify;
mod w3c;
