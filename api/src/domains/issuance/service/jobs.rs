//! The two kinds of jobs: computing a run's items, and issuing.

use super::{issue, prepare};
use crate::platform::jobs::Kind;

pub const PREPARE: &str = "issuance_run.prepare";
pub const ISSUE: &str = "issuance_run.issue";

/// Both may be run again after their node died: each writes in one transaction together with its end.
pub const JOBS: &[Kind] = &[
    Kind { name: PREPARE, restart: true, run: prepare::run },
    Kind { name: ISSUE, restart: true, run: issue::run },
];
