//! Time that counts, in minutes and class hours.

use crate::{Interval, MINUTE};
use std::num::NonZeroU32;

/// Minutes as class hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassHours {
    /// Whole class hours.
    pub hours: u32,
    /// Minutes beyond them, fewer than one class hour has.
    pub rest: u32,
}

/// Says minutes in class hours of `per` minutes each. For people only: rules compare minutes, so that no rest is lost
/// from one session to the next.
pub fn class_hours(minutes: u32, per: NonZeroU32) -> ClassHours {
    ClassHours { hours: minutes / per, rest: minutes % per }
}

/// The minutes of a planned session that were held: those of `actual` that lie in `planned`, to the nearest minute. Who
/// began early or went on late has held no more; who began 20 seconds late has held no less.
pub fn held_minutes(planned: Interval, actual: Interval) -> u32 {
    planned.overlap(actual).map_or(0, |held| nearest_minutes(held.micros()))
}

/// The minutes of `window` in which at least one of the intervals ran, to the nearest minute: somebody who was in with
/// two devices, or left and came back, was there once.
pub fn union_minutes(intervals: &[Interval], window: Interval) -> u32 {
    let inside: Vec<Interval> = intervals.iter().filter_map(|one| one.overlap(window)).collect();
    nearest_minutes(union(&inside).iter().map(|one| one.micros()).sum())
}

/// The same time without overlaps: ascending, with a gap between each and the next.
pub fn union(intervals: &[Interval]) -> Vec<Interval> {
    let mut sorted = intervals.to_vec();
    sorted.sort_unstable();
    let mut united: Vec<Interval> = Vec::with_capacity(sorted.len());
    for next in sorted {
        let joined = united.last().filter(|last| next.start() <= last.end());
        match joined.and_then(|last| Interval::new(last.start(), last.end().max(next.end())).ok()) {
            Some(longer) => {
                united.pop();
                united.push(longer);
            }
            None => united.push(next),
        }
    }
    united
}

/// Whole minutes of so many microseconds, at least 0: the nearest, of two equally near the longer.
pub fn nearest_minutes(micros: i64) -> u32 {
    u32::try_from(micros.saturating_add(MINUTE / 2) / MINUTE).unwrap_or(u32::MAX)
}
