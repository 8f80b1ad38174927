//! When sessions may be: on days of their class, at times that nobody of it is booked for.

use onex_calendar::{Effect, WindowKind};

use super::super::model::{Days, SessionRow};
use super::super::store::classes::Class;
use super::super::{model::ClassKind, store};
use crate::domains::{accounts, editions};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::occupancy::{self, Booking, Subject, Taken};

/// What books the time.
pub const SOURCE: &str = "live_session";

const MINUTE: i64 = 60_000_000;
/// Minutes of a session.
pub const LENGTH: std::ops::RangeInclusive<i64> = 10..=600;

/// The days of a class, and whether there may be sessions on these alone. Of a training class its own; of a
/// cohort the windows of its student-training periods (四.3), as far as the calendar holds people to them.
pub fn days(conn: &mut Conn, class: &Class) -> Result<(Vec<Days>, bool)> {
    if let Some((from, until)) = class.days {
        return Ok((vec![Days { from, until }], true));
    }
    let calendar = editions::calendar(conn, class.edition_id)?;
    let windows = calendar
        .windows
        .iter()
        .filter(|w| w.kind == WindowKind::StudentTraining && class.periods.contains(&w.period));
    let mut gates = false;
    let mut days: Vec<Days> = windows
        .map(|w| {
            gates |= w.effect == Effect::Gates;
            Days { from: w.start, until: w.end }
        })
        .collect();
    days.sort_unstable_by_key(|d| (d.from, d.until));
    Ok((days, gates))
}

/// Minutes of a time that may be a session's, by itself.
///
/// # Errors
/// A field of it, behind `pointer`.
pub fn minutes(starts_at: Ts, ends_at: Ts, pointer: &str) -> Result<i32, FieldError> {
    let wrong = |field: &str, code: &str, message: String| {
        FieldError::new(format!("{pointer}/{field}"), code, message)
    };
    for (field, at) in [("starts_at", starts_at), ("ends_at", ends_at)] {
        if at.0 % MINUTE != 0 {
            return Err(wrong(field, "minute", "must lie on a whole minute".into()));
        }
    }
    if starts_at >= ends_at {
        return Err(wrong("ends_at", "order", "must lie after the beginning".into()));
    }
    let minutes = (ends_at.0 - starts_at.0) / MINUTE;
    if !LENGTH.contains(&minutes) {
        let (least, most) = (LENGTH.start(), LENGTH.end());
        let message = format!("a session lasts {least} to {most} minutes");
        let limits = [("least", (*least).into()), ("most", (*most).into())];
        return Err(wrong("ends_at", "length", message).with(limits));
    }
    i32::try_from(minutes).map_err(|_| wrong("ends_at", "too_far", "is too far".into()))
}

/// Whether a time lies on days of its class.
///
/// # Errors
/// A field of it, behind `pointer`.
pub fn on_days(
    days: &(Vec<Days>, bool),
    (starts_at, ends_at): (Ts, Ts),
    pointer: &str,
) -> Result<(), FieldError> {
    let (days, bound) = days;
    let (first, last) = (starts_at.programme_date(), Ts(ends_at.0 - 1).programme_date());
    if !bound || days.iter().any(|d| d.from <= first && last <= d.until) {
        return Ok(());
    }
    let lists: Vec<String> = days.iter().map(|d| format!("{} to {}", d.from, d.until)).collect();
    let ranges: Vec<String> = days.iter().map(|d| format!("{}/{}", d.from, d.until)).collect();
    let message = format!("the class has its sessions from {}", lists.join(" or "));
    Err(FieldError::new(format!("{pointer}/starts_at"), "outside_dates", message)
        .with([("ranges", ranges.into())]))
}

/// What a session books: its class and whoever holds it.
pub fn bookings(row: &SessionRow) -> [Booking; 2] {
    let of = |subject, id| Booking { subject, id, starts_at: row.starts_at, ends_at: row.ends_at };
    [of(Subject::Class, row.class_id), of(Subject::Person, row.host_user_id)]
}

/// Refuses sessions whose time is taken, all of them at once; `pointer` gives the place of each in the request.
///
/// # Errors
/// `double_booked`, which says what takes the time.
pub fn free(conn: &mut Conn, rows: &[SessionRow], pointer: impl Fn(usize) -> String) -> Result<()> {
    let mut refusal: Option<Error> = None;
    for (i, row) in rows.iter().enumerate() {
        for booking in bookings(row) {
            let Some(taken) = occupancy::conflicts(conn, &booking)?.into_iter().next() else {
                continue;
            };
            let fault = clash(conn, row, &booking, &taken)?;
            let so_far = refusal
                .take()
                .unwrap_or_else(|| Error::because(Code::DoubleBooked, fault.message.clone()));
            refusal = Some(so_far.and(FieldError { pointer: pointer(i), ..fault }));
        }
    }
    refusal.map_or(Ok(()), Err)
}

/// Books the time of sessions. Whoever comes at the same moment is refused by the database.
pub fn book(conn: &mut Conn, rows: &[SessionRow]) -> Result<()> {
    for row in rows {
        occupancy::book(conn, SOURCE, row.id, &bookings(row))?;
    }
    Ok(())
}

/// Frees the time of a session.
pub fn release(conn: &mut Conn, id: Id) -> Result<()> {
    occupancy::release(conn, SOURCE, id)
}

/// What takes the time of a booking, yet without a place in the request. Of a class no name is told: it is the one that
/// the session is of.
fn clash(
    conn: &mut Conn,
    row: &SessionRow,
    booking: &Booking,
    taken: &Taken,
) -> Result<FieldError> {
    let mut values = vec![("from", taken.starts_at.into()), ("until", taken.ends_at.into())];
    let who = match booking.subject {
        Subject::Class => "The class".to_string(),
        _ => {
            let names = accounts::names(conn, &[row.host_user_id])?;
            let name = names.into_values().next().unwrap_or_else(|| "The host".into());
            values.push(("who", (&name).into()));
            name
        }
    };
    let (from, until) = (local(taken.starts_at), local(taken.ends_at));
    let what = match taken.source_kind.as_str() {
        SOURCE => match store::title(conn, taken.source_id)? {
            Some(title) => {
                values.push(("session", (&title).into()));
                format!("the session {title:?}")
            }
            None => "another session".into(),
        },
        "trainer_absence" => "an absence".into(),
        other => other.to_string(),
    };
    let message = format!("{who} is taken from {from} to {until} by {what}");
    Ok(FieldError::new("", "double_booked", message).with(values))
}

/// To the minute, in the programme's zone.
pub fn local(at: Ts) -> String {
    let at = at.utc().to_offset(time::macros::offset!(+8));
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// Whether teaching of such classes is bound to class hours of a rule.
pub const fn has_rule(kind: ClassKind) -> bool {
    matches!(kind, ClassKind::TrainingClass)
}
