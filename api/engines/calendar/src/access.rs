//! What is open at an instant.

use crate::model::{Calendar, Effect, Window, WindowKind};
use time::{Date, OffsetDateTime, Time, UtcOffset, macros::offset};

/// Asia/Shanghai, which has kept no daylight saving since 1992.
pub const PROGRAMME_OFFSET: UtcOffset = offset!(+8);

/// The programme's date at an instant.
pub fn local_date(instant: OffsetDateTime) -> Date {
    // At the ends of the calendar the conversion has no result; the instant's own date is the nearest true answer.
    instant.checked_to_offset(PROGRAMME_OFFSET).map_or_else(|| instant.date(), OffsetDateTime::date)
}

/// The first instant of a date of the programme.
pub fn day_start(date: Date) -> OffsetDateTime {
    date.with_time(Time::MIDNIGHT).assume_offset(PROGRAMME_OFFSET)
}

/// Whether something may be done at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission<'a> {
    /// Within a window.
    Open(&'a Window),
    /// Outside, and the windows of the kind only warn.
    Warned { next: Option<&'a Window> },
    /// Outside, and refused.
    Closed { next: Option<&'a Window> },
}

impl Window {
    /// First instant of the window.
    pub fn opens_at(&self) -> OffsetDateTime {
        day_start(self.start)
    }

    /// First instant after the window: the day after its end begins. At the last day of the calendar, that day itself.
    pub fn closes_at(&self) -> OffsetDateTime {
        day_start(self.end.next_day().unwrap_or(self.end))
    }
}

impl Calendar {
    /// Whether the instant lies in a window of the kind, whatever the window's effect.
    pub fn is_open(&self, kind: WindowKind, instant: OffsetDateTime) -> bool {
        self.window_at(kind, instant).is_some()
    }

    /// The window of the kind that holds the instant; of several, the one that started first.
    pub fn window_at(&self, kind: WindowKind, instant: OffsetDateTime) -> Option<&Window> {
        let date = local_date(instant);
        self.of_kind(kind).into_iter().find(|window| window.contains(date))
    }

    /// The first window of the kind that starts on a later day than the instant's.
    pub fn next_opening(&self, kind: WindowKind, instant: OffsetDateTime) -> Option<&Window> {
        let date = local_date(instant);
        self.of_kind(kind)
            .into_iter()
            .find(|window| window.start > date && window.end >= window.start)
    }

    /// Open, warned or closed. A kind with at least one gating window is closed outside; a kind without any window is
    /// closed as well, since nothing says when it opens.
    pub fn admission(&self, kind: WindowKind, instant: OffsetDateTime) -> Admission<'_> {
        if let Some(window) = self.window_at(kind, instant) {
            return Admission::Open(window);
        }
        let next = self.next_opening(kind, instant);
        let windows = self.of_kind(kind);
        if !windows.is_empty() && windows.iter().all(|window| window.effect == Effect::Warns) {
            Admission::Warned { next }
        } else {
            Admission::Closed { next }
        }
    }
}
