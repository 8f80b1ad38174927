//! A moment as credentials write it: `2020-06-28T02:00:00Z`, RFC 3339 with seconds, in UTC, and in
//! no other spelling.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

const FORM: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// A moment of the years 0 to 9999, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(OffsetDateTime);

/// The text is no moment, or is one in another spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a moment such as 2020-06-28T02:00:00Z")]
pub struct InstantError;

impl Instant {
    /// The moment this many seconds after 1970-01-01T00:00:00Z; `None` outside of the years 0 to
    /// 9999, which four digits cannot write.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let moment = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        (0..=9999).contains(&moment.year()).then_some(Instant(moment))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// The moment in UTC.
    pub fn utc(self) -> OffsetDateTime {
        self.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(f, "{:04}-{:02}-{:02}T", date.year(), u8::from(date.month()), date.day())?;
        write!(f, "{:02}:{:02}:{:02}Z", time.hour(), time.minute(), time.second())
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    fn from_str(text: &str) -> Result<Self, InstantError> {
        let moment = PrimitiveDateTime::parse(text, FORM).map_err(|_| InstantError)?;
        let instant = Instant(moment.assume_utc());
        // The parser would take a sign before the year.
        if instant.to_string() == text { Ok(instant) } else { Err(InstantError) }
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_has_one_spelling() {
        let moment = Instant::from_unix(1_593_309_600).unwrap();
        assert_eq!(moment.to_string(), "2020-06-28T02:00:00Z");
        assert_eq!("2020-06-28T02:00:00Z".parse(), Ok(moment));
        for text in [
            "2020-06-28T02:00:00+00:00",
            "2020-06-28T02:00:00.0Z",
            "2020-06-28t02:00:00z",
            "2020-06-28 02:00:00Z",
            "+2020-06-28T02:00:00Z",
            "2020-06-28T02:00Z",
            "2020-06-28T24:00:00Z",
            "2020-02-30T02:00:00Z",
            "2016-12-31T23:59:60Z",
            "2020-06-28T02:00:00Z ",
            "",
        ] {
            assert_eq!(text.parse::<Instant>(), Err(InstantError), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn moments_come_back(seconds in -62_167_219_200i64..=253_402_300_799) {
            let moment = Instant::from_unix(seconds).unwrap();
            prop_assert_eq!(moment.unix(), seconds);
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
        }
    }

    #[test]
    fn years_that_four_digits_cannot_write_are_none() {
        assert_eq!(Instant::from_unix(-62_167_219_201), None);
        assert_eq!(Instant::from_unix(253_402_300_800), None);
        assert_eq!(Instant::from_unix(i64::MAX), None);
    }
}
