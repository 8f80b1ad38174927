//! Time of teaching: what was held, what somebody attended, and sessions planned on a week grid.
//!
//! The call for the programme counts in class hours (学时, usually 45 minutes); how long one is, is a rule of the
//! edition. Everything here therefore counts in minutes, and [`class_hours`] says the same in class hours for people.
//!
//! * [`Interval`]: from an instant up to another.
//! * [`held_minutes`], [`union_minutes`]: time that counts.
//! * [`Grid`], [`fill`]: the earliest sessions that make up the hours needed.

mod count;
mod error;
mod grid;
mod interval;

pub use count::{ClassHours, class_hours, held_minutes, nearest_minutes, union, union_minutes};
pub use error::HoursError;
pub use grid::{Fill, Grid, Slot, Weekdays, fill};
pub use interval::Interval;

/// Microseconds of a minute.
pub const MINUTE: i64 = 60_000_000;
