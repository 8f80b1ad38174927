//! Calendars as other programs subscribe to them: iCalendar (RFC 5545) with the properties of RFC 7986.
//!
//! * [`Calendar`], [`Event`]: what is said.
//! * [`write`]: the text, in UTF-8, media type `text/calendar; charset=utf-8`.
//!
//! A feed is published (RFC 5546, 3.2.1), never an invitation: nobody is asked to answer. Moments are in UTC, so that no
//! time zone has to be described. A changed event keeps its `uid` and raises its `sequence`; a cancelled one stays in the
//! feed for a while, since a program may keep what it is no longer told of.

mod error;
mod event;
mod line;

pub use error::IcalError;
pub use event::{Calendar, Conference, Event, Status};

/// The calendar as text: the same text for the same calendar.
///
/// # Errors
/// A moment that four digits of a year cannot write, an event that does not end after it begins, an address that is none.
pub fn write(calendar: &Calendar<'_>) -> Result<String, IcalError> {
    let mut lines = line::Lines::default();
    event::calendar(calendar, &mut lines)?;
    Ok(lines.finish())
}
