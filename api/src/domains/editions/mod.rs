//! Editions (二.2.(1), 三, 四): an edition of the programme as data. Owns its calendar, exam dates, courses,
//! subjects, suggested majors and rules, with the history of every change. It does not own what other slices do
//! by these facts: they ask through the functions below.
//!
//! What is loaded comes from `api/data/editions`; from then on HQ's edits are the truth
//! (docs/decisions/0003-rules-as-data.md).

mod admission;
mod deviation;
mod http;
mod model;
pub mod policy;
mod refusal;
mod service;
mod store;

pub use admission::{AdmissionWarning, admit};
pub use deviation::{Check, Deviation, Trial, settle};
pub use http::routes;
pub use model::{
    Course, Edition, EditionStatus, ExamDate, InstitutionLevel, RuleSeverity, Subject, WindowKind,
};
pub use refusal::{OverrideInput, decide, refuse};
pub use service::{
    calendar, current, exam_date, faults, find, find_open, listed_majors, load_editions, newest,
    published, rules_digest, rules_for, rules_in, rules_version, subjects, titles,
};
