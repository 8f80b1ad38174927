//! Data has an end: once a day, what is past its period is deleted. It owns no rows: each slice says which
//! of its own have served their purpose, `platform::retention` says for how long each kind is kept.

mod service;

use crate::platform::jobs::Kind;

/// The job of the day. It may be run again at any time: what is gone is gone.
pub const SWEEP: Kind = Kind { name: "retention.sweep", restart: true, run: service::sweep };

pub const JOBS: &[Kind] = &[SWEEP];
