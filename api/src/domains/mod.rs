//! The slices: one noun of the domain each.

pub mod accounts;
pub mod applications;
pub mod audit;
pub mod branches;
pub mod certificates;
pub mod clients;
pub mod cohorts;
pub mod credentials;
pub mod editions;
pub mod home;
pub mod imports;
pub mod institutions;
pub mod issuance;
pub mod jobs;
pub mod notices;
pub mod people;
pub mod prints;
pub mod registries;
pub mod results;
pub mod retention;
pub mod shares;
pub mod status_lists;
pub mod training_batches;
pub mod training_enrolments;
pub mod transparency_log;
pub mod verification;
