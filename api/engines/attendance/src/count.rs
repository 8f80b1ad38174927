//! What of the rows counts for a session.

use crate::read::Row;
use onex_hours::{Interval, nearest_minutes, union};

const SECOND: i64 = 1_000_000;

/// The minutes of `session` in which somebody was there, to whom all these rows belong; to the nearest minute.
///
/// Single stays are united, so that two devices count once; who had not left was in until the end. Of rows that say how
/// long, the lengths are added, each at most what of the time between its first joining and last leaving lies in the
/// session. Never more than the session.
pub fn attended_minutes<'a>(rows: impl IntoIterator<Item = &'a Row>, session: Interval) -> u32 {
    let (mut stays, mut told) = (Vec::new(), 0_i64);
    for row in rows {
        let span = row.joined.map(|joined| {
            Interval::new(joined, row.left.unwrap_or(session.end())).ok()?.overlap(session)
        });
        match (row.seconds, span) {
            (None, Some(Some(stay))) => stays.push(stay),
            (None, _) => {}
            (Some(seconds), None) => told += i64::from(seconds) * SECOND,
            (Some(seconds), Some(span)) => {
                told += (i64::from(seconds) * SECOND).min(span.map_or(0, Interval::micros));
            }
        }
    }
    let stayed: i64 = union(&stays).iter().map(|stay| stay.micros()).sum();
    nearest_minutes(stayed.saturating_add(told).min(session.micros()))
}
