//! Sets of days as inclusive ranges.

use time::Date;

/// Parts of `start..=end` that none of `covers` holds, ascending. Inverted covers hold nothing.
pub(crate) fn uncovered(
    start: Date,
    end: Date,
    covers: impl Iterator<Item = (Date, Date)>,
) -> Vec<(Date, Date)> {
    let mut covers: Vec<(Date, Date)> = covers.filter(|(from, to)| from <= to).collect();
    covers.sort_unstable();
    let mut gaps = Vec::new();
    let mut open_from = start;
    for (from, to) in covers {
        if open_from > end {
            return gaps;
        }
        if to < open_from {
            continue;
        }
        if from > open_from {
            // `from` lies after another date, so a previous day exists.
            let last = from.previous_day().unwrap_or(from).min(end);
            gaps.push((open_from, last));
        }
        match to.next_day() {
            Some(next) => open_from = next,
            None => return gaps,
        }
    }
    if open_from <= end {
        gaps.push((open_from, end));
    }
    gaps
}

/// The days that both ranges hold.
pub(crate) fn overlap(a: (Date, Date), b: (Date, Date)) -> Option<(Date, Date)> {
    let (start, end) = (a.0.max(b.0), a.1.min(b.1));
    (start <= end).then_some((start, end))
}
