//! Sessions planned on a week grid.

use crate::{HoursError, Interval, MINUTE};
use time::{Date, PrimitiveDateTime, Time, UtcOffset, Weekday};

/// A set of weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 >> day.number_days_from_monday() & 1 == 1
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The first weekday, from Monday, that both sets have.
    fn common(self, other: Self) -> Option<Weekday> {
        let both = Self(self.0 & other.0);
        std::iter::successors(Some(Weekday::Monday), |day| Some(day.next()))
            .take(7)
            .find(|day| both.contains(*day))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<T: IntoIterator<Item = Weekday>>(days: T) -> Self {
        Self(days.into_iter().fold(0, |set, day| set | 1 << day.number_days_from_monday()))
    }
}

/// A time of the week at which there may be a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub weekdays: Weekdays,
    pub from: Time,
    pub until: Time,
}

/// Where sessions may lie.
#[derive(Debug, Clone, Copy)]
pub struct Grid<'a> {
    /// The days on which there may be sessions, in any order. The caller leaves out those on which there may be none.
    pub days: &'a [Date],
    /// Times that do not overlap on any weekday.
    pub slots: &'a [Slot],
    /// Where days and times are: UTC+8 for the programme.
    pub offset: UtcOffset,
    /// Times that are taken, of the class or of who teaches it, in any order.
    pub busy: &'a [Interval],
    /// The most minutes of teaching on one day.
    pub most_per_day: u32,
}

/// What a grid gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fill {
    /// Ascending, disjoint from each other and from what is busy.
    pub sessions: Vec<Interval>,
    /// Minutes for which there was no room; 0 when the need is met.
    pub missing: u32,
}

/// Plans the earliest sessions that make up `need` minutes. A time that meets something busy is left out whole, since a
/// few minutes between two appointments are no lesson; the last session, and the last of a full day, is shortened to what
/// is wanted. No other choice of the grid's times gives more minutes.
///
/// # Errors
/// A slot without a weekday or that ends before it begins; two that overlap.
pub fn fill(grid: &Grid<'_>, need: u32) -> Result<Fill, HoursError> {
    let slots = checked(grid.slots)?;
    let mut days = grid.days.to_vec();
    days.sort_unstable();
    days.dedup();
    let mut sessions = Vec::new();
    let mut left = i64::from(need) * MINUTE;
    for day in days {
        let mut room = i64::from(grid.most_per_day) * MINUTE;
        for slot in slots.iter().filter(|slot| slot.weekdays.contains(day.weekday())) {
            let whole = Interval::new(
                instant(day, slot.from, grid.offset),
                instant(day, slot.until, grid.offset),
            )?;
            if grid.busy.iter().any(|busy| busy.meets(whole)) {
                continue;
            }
            let length = whole.micros().min(left).min(room);
            // No room left today, or nothing needed any more: an interval of no length.
            let Ok(session) = Interval::new(whole.start(), whole.start() + length) else { break };
            sessions.push(session);
            left -= length;
            room -= length;
        }
        if left == 0 {
            break;
        }
    }
    let missing = u32::try_from((left + MINUTE - 1) / MINUTE).unwrap_or(u32::MAX);
    Ok(Fill { sessions, missing })
}

/// The slots by the time at which they begin.
fn checked(slots: &[Slot]) -> Result<Vec<Slot>, HoursError> {
    let mut sorted = slots.to_vec();
    sorted.sort_by_key(|slot| slot.from);
    for (at, slot) in sorted.iter().enumerate() {
        let Slot { weekdays, from, until } = *slot;
        if from >= until {
            return Err(HoursError::EmptySlot { from, until });
        }
        if weekdays.is_empty() {
            return Err(HoursError::NoWeekday { from, until });
        }
        let later = sorted[at + 1..].iter().take_while(|other| other.from < until);
        if let Some(weekday) = later.filter_map(|other| weekdays.common(other.weekdays)).next() {
            return Err(HoursError::SlotsOverlap { weekday });
        }
    }
    Ok(sorted)
}

fn instant(day: Date, time: Time, offset: UtcOffset) -> i64 {
    let moment = PrimitiveDateTime::new(day, time).assume_offset(offset);
    // Four-digit years in microseconds are far from the ends of an i64.
    moment.unix_timestamp() * 1_000_000 + i64::from(moment.microsecond())
}
