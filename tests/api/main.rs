//! The API through its front door, on both databases. A file for each slice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test ends at the first thing that is not as it should be"
)]

mod accounts;
mod applications;
mod architecture;
mod audit;
mod authz_coverage;
mod authz_matrix;
mod bad_files;
mod branches;
mod bulk;
mod calendar_feeds;
mod certificate_templates;
mod certificates;
mod clients;
mod cohorts;
mod coursework;
mod credentials;
mod demo;
mod editions;
mod expert_reviews;
mod files;
mod formats;
mod guidance;
mod home;
mod imports;
mod institutions;
mod interface;
mod issuance;
mod issuer;
mod jobs;
mod kill;
mod lists;
mod live_sessions;
mod notices;
mod openapi;
mod papers;
mod print_jobs;
mod prints;
mod registries;
mod result_imports;
mod results;
mod retention;
mod schema_parity;
mod seals;
mod shares;
mod status_lists;
mod students;
mod teachers;
mod teaching_designs;
mod training_assessments;
mod training_batches;
mod training_board;
mod training_classes;
mod training_enrolments;
mod training_tests;
mod transfers;
mod transparency_log;
mod uploads;
mod users;
mod verification;
mod verify_command;
mod words;
