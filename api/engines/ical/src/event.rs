//! A calendar and its events, property by property.

use crate::{
    error::IcalError,
    line::{Lines, parameter},
};
use time::{Duration, OffsetDateTime, UtcOffset};

/// A published calendar.
#[derive(Debug, Clone)]
pub struct Calendar<'a> {
    /// What wrote it, as a formal public identifier: `-//Organisation//Product//Language` (RFC 5545, 3.7.3).
    pub product: &'a str,
    /// What a program shows as the calendar's name (RFC 7986, 5.1).
    pub name: &'a str,
    /// How often a program should ask again (RFC 7986, 5.7); whole minutes, at least one.
    pub refresh: Duration,
    pub events: &'a [Event],
}

/// An event of a calendar (RFC 5545, 3.6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for as long as the event lives, and no other's anywhere: `session-…@host`.
    pub uid: String,
    /// When what the feed says of it last changed.
    pub changed: OffsetDateTime,
    /// 0, and one more for every change that moves or cancels it (RFC 5545, 3.8.7.4).
    pub sequence: u32,
    pub start: OffsetDateTime,
    /// Does not belong to the event any more.
    pub end: OffsetDateTime,
    pub summary: String,
    /// Empty for none.
    pub description: String,
    pub status: Status,
    /// A page about it.
    pub url: Option<String>,
    pub conference: Option<Conference>,
}

/// Whether an event takes place (RFC 5545, 3.8.1.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Confirmed,
    Cancelled,
}

/// Where to enter a meeting by video (RFC 7986, 5.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conference {
    pub url: String,
    /// What a program writes on its button.
    pub label: String,
}

pub(crate) fn calendar(calendar: &Calendar<'_>, lines: &mut Lines) -> Result<(), IcalError> {
    let refresh = format!("PT{}M", calendar.refresh.whole_minutes().max(1));
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.text("PRODID", calendar.product);
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", "PUBLISH");
    lines.text("NAME", calendar.name);
    // The same for programs older than RFC 7986.
    lines.text("X-WR-CALNAME", calendar.name);
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", &refresh);
    lines.put("X-PUBLISHED-TTL", &refresh);
    for event in calendar.events {
        event.put(lines)?;
    }
    lines.put("END", "VCALENDAR");
    Ok(())
}

impl Event {
    fn put(&self, lines: &mut Lines) -> Result<(), IcalError> {
        let uid = || self.uid.clone();
        if self.end <= self.start {
            return Err(IcalError::Backwards { uid: uid() });
        }
        let moment = |moment| utc(moment).ok_or_else(|| IcalError::Year { uid: uid() });
        let address = |url: &str| match url.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(()),
            false => Err(IcalError::Address { uid: uid() }),
        };
        let changed = moment(self.changed)?;
        lines.put("BEGIN", "VEVENT");
        lines.text("UID", &self.uid);
        // In a published calendar both say when the event's record last changed (RFC 5545, 3.8.7.2).
        lines.put("DTSTAMP", &changed);
        lines.put("LAST-MODIFIED", &changed);
        lines.put("SEQUENCE", &self.sequence.to_string());
        lines.put("DTSTART", &moment(self.start)?);
        lines.put("DTEND", &moment(self.end)?);
        lines.text("SUMMARY", &self.summary);
        if !self.description.is_empty() {
            lines.text("DESCRIPTION", &self.description);
        }
        let status = match self.status {
            Status::Confirmed => "CONFIRMED",
            Status::Cancelled => "CANCELLED",
        };
        lines.put("STATUS", status);
        if let Some(url) = &self.url {
            address(url)?;
            lines.put("URL", url);
        }
        if let Some(Conference { url, label }) = &self.conference {
            address(url)?;
            let label = parameter(label);
            lines.put(&format!("CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={label}"), url);
        }
        lines.put("END", "VEVENT");
        Ok(())
    }
}

/// A moment in UTC (RFC 5545, 3.3.5, form 2): `20200303T060000Z`.
fn utc(moment: OffsetDateTime) -> Option<String> {
    let moment = moment.checked_to_offset(UtcOffset::UTC)?;
    let (date, time) = (moment.date(), moment.time());
    let year = u32::try_from(date.year()).ok().filter(|year| *year <= 9999)?;
    let (month, day) = (u8::from(date.month()), date.day());
    let (hour, minute, second) = time.as_hms();
    Some(format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"))
}
