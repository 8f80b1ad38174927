//! OneX: the system that runs a national vocational-certificate programme.
//!
//! `platform` knows no domain; `domains` holds a slice for each noun; `app` is the only list of slices.

pub mod app;
pub mod cli;
pub mod domains;
pub mod platform;
pub mod schema;
