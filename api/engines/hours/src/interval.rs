//! From an instant up to another.

use crate::HoursError;

/// A time that begins before it ends. Instants are microseconds since 1970-01-01T00:00:00Z; the end does not belong to
/// it, so that lessons back to back do not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    start: i64,
    end: i64,
}

impl Interval {
    /// # Errors
    /// [`HoursError::EmptyInterval`] unless it ends after it begins.
    pub const fn new(start: i64, end: i64) -> Result<Self, HoursError> {
        if start < end { Ok(Self { start, end }) } else { Err(HoursError::EmptyInterval) }
    }

    /// The first microsecond.
    pub const fn start(self) -> i64 {
        self.start
    }

    /// The first microsecond that does not belong to it any more.
    pub const fn end(self) -> i64 {
        self.end
    }

    /// How long it is, in microseconds.
    pub const fn micros(self) -> i64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the two have a microsecond in common.
    pub const fn meets(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What the two have in common.
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end)).ok()
    }

    /// Whether all of `other` lies in it.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}
