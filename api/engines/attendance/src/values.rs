//! Durations and moments as the programs write them.

use onex_identity::half_width;
use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};

/// The longest stay that is believed: a day.
const MAX_SECONDS: u64 = 24 * 60 * 60;

/// Why a cell means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    #[error("{text} is no duration; write it as 1:05:30 or 65分钟")]
    Duration { text: String },
    #[error("{text} has no unit; add it to the title, as in 参会时长(分钟)")]
    Unit { text: String },
    #[error("{text} is longer than a day")]
    TooLong { text: String },
    #[error("{text} is no moment; write it as 2020-03-03 14:05:00")]
    Moment { text: String },
    #[error("the row has a name, but neither a duration nor the time of joining")]
    Nothing,
    #[error(
        "the row says when somebody came in, but not for how long; look it up, or record the attendance by hand"
    )]
    NoDuration,
    #[error("the time of leaving, {text}, lies before the time of joining")]
    Backwards { text: String },
}

impl ValueError {
    /// A stable identifier.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Duration { .. } => "duration",
            Self::Unit { .. } => "duration_unit",
            Self::TooLong { .. } => "too_long",
            Self::Moment { .. } => "moment",
            Self::Nothing => "no_time",
            Self::NoDuration => "no_duration",
            Self::Backwards { .. } => "backwards",
        }
    }
}

/// Whether a cell says that there is nothing to say: `--` of who is still in, `无` of who did not watch.
pub(crate) fn is_nothing(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '—' | '–' | '/' | ' ')) || matches!(text, "无" | "暂无")
}

/// Seconds of a duration: `1:05:30`, `65:30`, `1小时5分30秒`, `65分钟`, `1h 5m`, or a number in the unit that the title
/// of its column names. Nothing is no time.
pub(crate) fn duration(text: &str, title: &str) -> Result<u32, ValueError> {
    if is_nothing(text) {
        return Ok(0);
    }
    let plain: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let no_duration = || ValueError::Duration { text: text.to_owned() };
    let seconds = if plain.contains(':') {
        clock(&plain).ok_or_else(no_duration)?
    } else if plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        let unit = unit_of(title).ok_or_else(|| ValueError::Unit { text: text.to_owned() })?;
        decimal(&plain, unit).ok_or_else(no_duration)?
    } else {
        with_units(&plain.to_lowercase()).ok_or_else(no_duration)?
    };
    match u32::try_from(seconds) {
        Ok(short) if seconds <= MAX_SECONDS => Ok(short),
        _ => Err(ValueError::TooLong { text: text.to_owned() }),
    }
}

/// `H:MM:SS` or `MM:SS`.
fn clock(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split(':').collect();
    let numbers: Option<Vec<u64>> = parts.iter().map(|part| number(part)).collect();
    match *numbers? {
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => {
            Some(hours * 3600 + minutes * 60 + seconds)
        }
        [minutes, seconds] if seconds < 60 => Some(minutes * 60 + seconds),
        _ => None,
    }
}

/// At most six digits.
fn number(text: &str) -> Option<u64> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A number in units of so many seconds; of a fraction, whole seconds.
fn decimal(text: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction = fraction.get(..fraction.len().min(6))?;
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    Some(number(whole)? * unit + number(fraction)? * unit / scale)
}

fn unit_of(title: &str) -> Option<u64> {
    let title = title.to_lowercase();
    let has = |units: &[&str]| units.iter().any(|unit| title.contains(unit));
    if has(&["秒", "second", "(s)", "（s）"]) {
        Some(1)
    } else if has(&["分", "min"]) {
        Some(60)
    } else if has(&["小时", "hour"]) {
        Some(3600)
    } else {
        None
    }
}

/// Numbers each with its unit, from hours to seconds.
fn with_units(text: &str) -> Option<u64> {
    const UNITS: [(&[&str], u64); 3] = [
        (&["小时", "时", "hours", "hour", "hrs", "hr", "h"], 3600),
        (&["分钟", "分", "minutes", "minute", "mins", "min", "m"], 60),
        (&["秒钟", "秒", "seconds", "second", "secs", "sec", "s"], 1),
    ];
    let (mut rest, mut total, mut last) = (text, 0, u64::MAX);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (count, behind) = rest.split_at(digits);
        let (name, unit) = UNITS
            .iter()
            .flat_map(|(names, unit)| names.iter().map(move |name| (*name, *unit)))
            .filter(|(name, _)| behind.starts_with(name))
            .max_by_key(|(name, _)| name.len())?;
        if unit >= last {
            return None;
        }
        total += decimal(count, unit)?;
        (rest, last) = (behind.get(name.len()..)?, unit);
    }
    Some(total)
}

/// Microseconds since 1970-01-01T00:00:00Z of `2020-03-03 14:05:30`, with `/` or `.` in the date, `T` before the time,
/// without seconds or with an offset such as `(GMT+08:00)` behind; without one it is a moment of `offset`.
pub(crate) fn moment(text: &str, offset: UtcOffset) -> Result<i64, ValueError> {
    parsed_moment(text, offset).ok_or_else(|| ValueError::Moment { text: text.to_owned() })
}

fn parsed_moment(text: &str, offset: UtcOffset) -> Option<i64> {
    let plain: String = text.chars().map(half_width).collect();
    let plain = plain.trim();
    let (local, offset) = match plain.split_once('(') {
        Some((local, zone)) => (local.trim(), zone_of(zone.strip_suffix(')')?)?),
        None => (plain, offset),
    };
    let (date, time) = local.split_once([' ', 'T'])?;
    let mut parts = date.split(['-', '/', '.']).map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1970..=9999).contains(&year) {
        return None;
    }
    let mut parts = time.trim().split(':').map(number);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    let small = |number: u64| u8::try_from(number).ok();
    let month = Month::try_from(small(month)?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, small(day)?).ok()?;
    let time = Time::from_hms(small(hour)?, small(minute)?, small(second)?).ok()?;
    let moment = PrimitiveDateTime::new(date, time).assume_offset(offset);
    Some(moment.unix_timestamp() * 1_000_000)
}

/// `GMT+08:00` or `UTC+8`.
fn zone_of(text: &str) -> Option<UtcOffset> {
    let text = text.trim();
    let behind = text.strip_prefix("GMT").or_else(|| text.strip_prefix("UTC"))?;
    let (sign, digits) = match behind.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let part = |text| number(text).and_then(|number| i8::try_from(number).ok());
    UtcOffset::from_hms(sign * part(hours)?, sign * part(minutes)?, 0).ok()
}
