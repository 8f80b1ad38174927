//! What is wrong with times that somebody gave.

use time::{Time, Weekday};

/// Times that mean nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    #[error("an interval must end after it begins")]
    EmptyInterval,
    #[error("the time from {from} until {until} must end after it begins, on the same day")]
    EmptySlot { from: Time, until: Time },
    #[error("no weekday is chosen for the time from {from} until {until}")]
    NoWeekday { from: Time, until: Time },
    #[error("two times of the grid overlap on {weekday}; join them or move one")]
    SlotsOverlap { weekday: Weekday },
}

impl HoursError {
    /// A stable identifier.
    pub const fn code(self) -> &'static str {
        match self {
            Self::EmptyInterval => "empty_interval",
            Self::EmptySlot { .. } => "empty_slot",
            Self::NoWeekday { .. } => "no_weekday",
            Self::SlotsOverlap { .. } => "slots_overlap",
        }
    }
}
