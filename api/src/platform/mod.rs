//! What every slice stands on, and what knows no domain: database, errors, HTTP conventions,
//! authentication, jobs, audit, files, keys, clock and ids.

pub mod audit;
pub mod auth;
pub mod backup;
pub mod cards;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod files;
pub mod follow;
pub mod fonts;
pub mod http;
pub mod ids;
pub mod issuer;
pub mod jobs;
pub mod keys;
pub mod made_files;
pub mod occupancy;
pub mod patch;
pub mod retention;
pub mod state;
pub mod telemetry;
