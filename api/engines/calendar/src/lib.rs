//! The calendar of a programme edition: windows, exam dates, holidays; what is open at an instant; and where the
//! calendar contradicts itself. Dates are those of Asia/Shanghai (+08:00, no daylight saving); an end date includes its
//! whole day. Instants come from the caller: this crate reads no clock.
//!
//! * [`model`]: the calendar as data, and copying it to other dates.
//! * [`access`]: what is open when.
//! * [`warnings`]: contradictions and collisions, computed from the data.
//! * [`message`]: their sentences in both languages.

pub mod access;
pub mod message;
pub mod model;
mod ranges;
pub mod warnings;

pub use access::{Admission, PROGRAMME_OFFSET, day_start, local_date};
pub use message::Language;
pub use model::{
    Calendar, DateRange, DateTooFar, Effect, ExamDate, Holiday, Window, WindowKind, shift,
    shift_date,
};
pub use warnings::{CalendarWarning, WarningCode, WarningSeverity, warnings};
