//! The plan of a class: its hours, its busy times, and how a pattern would fill its weeks.

use std::num::NonZeroU32;

use onex_hours::{Grid, Interval, Slot, Weekdays};
use onex_rules::RuleId;
use time::{Date, Time, UtcOffset, Weekday};

use super::super::model::{
    Busy, ClassHours, ClassKind, ClassPlan, Days, HostOfClass, Pattern, PlanPreview, PlanQuery,
    PlanRequest, PlannedTime, Reach,
};
use super::super::rooms;
use super::super::store::classes::{self, Class};
use super::super::{policy, store};
use super::{manages, times};
use crate::domains::editions;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::occupancy::{self, Booking, Subject};
use crate::platform::state::State;

const ZONE: UtcOffset = time::macros::offset!(+8);
/// Class hours of one day that a preview plans unless told.
const HOURS_PER_DAY: i64 = 6;
/// Sessions that are planned in one request.
const MOST: usize = 60;

/// The hours of a class with so many minutes more planned.
pub fn class_hours(conn: &mut Conn, class: &Class, more: i64) -> Result<ClassHours> {
    let rules = editions::rules_for(conn, class.edition_id, Some(&class.region_code))?;
    let per = rules.int(RuleId::ClassHourMinutes).unwrap_or(45).clamp(1, 1440);
    let (planned, held) =
        store::minutes(conn, class.kind, &[class.id])?.remove(&class.id).unwrap_or_default();
    let planned = planned + more;
    let whole = |minutes: i64| {
        let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        let per = u32::try_from(per).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN);
        i64::from(onex_hours::class_hours(minutes, per).hours)
    };
    let rule = times::has_rule(class.kind).then(|| rules.get(RuleId::TrainingClassMinLiveHours));
    Ok(ClassHours {
        minutes_per_hour: per,
        planned_minutes: planned,
        planned_hours: whole(planned),
        held_minutes: held,
        held_hours: whole(held),
        required_hours: rule.and_then(|r| r.value.as_int()),
        clause: rule.map(|r| r.clause.clone()).filter(|c| !c.is_empty()),
    })
}

/// The plan of a class in the caller's reach.
pub async fn plan(
    state: &State,
    caller: Caller,
    (kind, id): (ClassKind, Id),
    query: PlanQuery,
) -> Result<ClassPlan> {
    caller.may(policy::TABLE, "live_sessions.read")?;
    let providers = rooms::offered(state);
    state
        .db
        .snapshot(move |conn| {
            let class = classes::find(conn, &Reach::of_caller(&caller), kind, id)?;
            let (days, _) = times::days(conn, &class)?;
            let hosts = classes::hosts(conn, kind, id)?;
            let keeps = manages(caller.role, kind);
            let busy = match range(&days, &query) {
                Some(range) if keeps => busy(conn, &class, &hosts, range)?,
                _ => vec![],
            };
            Ok(ClassPlan {
                class_kind: kind,
                class_id: id,
                title: class.title.clone(),
                hours: class_hours(conn, &class, 0)?,
                manages: keeps && class.is_alive(),
                days,
                hosts,
                providers,
                busy,
            })
        })
        .await
}

/// The time that is asked about: that of the class unless told.
fn range(days: &[Days], query: &PlanQuery) -> Option<(Ts, Ts)> {
    let first = days.first().map(|d| Ts::start_of(d.from));
    let last = days.iter().map(|d| d.until).max().and_then(Date::next_day).map(Ts::start_of);
    let (from, until) = (query.from.or(first)?, query.until.or(last)?);
    (from < until).then_some((from, until))
}

/// What is taken of the time of a class and those who hold its sessions, but for its own sessions.
fn busy(
    conn: &mut Conn,
    class: &Class,
    hosts: &[HostOfClass],
    (from, until): (Ts, Ts),
) -> Result<Vec<Busy>> {
    let own: Vec<Id> = store::ids_of_class(conn, class.kind, class.id)?;
    let of_class = std::iter::once((Subject::Class, class.id, None));
    let of_hosts = hosts.iter().map(|h| (Subject::Person, h.user_id, Some(h.user_id)));
    let mut out = Vec::new();
    for (subject, id, user_id) in of_class.chain(of_hosts) {
        let booking = Booking { subject, id, starts_at: from, ends_at: until };
        for taken in occupancy::conflicts(conn, &booking)? {
            if !own.contains(&taken.source_id) {
                out.push(Busy {
                    user_id,
                    starts_at: taken.starts_at,
                    ends_at: taken.ends_at,
                    source: taken.source_kind,
                });
            }
        }
    }
    Ok(out)
}

/// Who is to hold sessions of a class: whoever is named, oneself, or the first.
///
/// # Errors
/// 422 for somebody who does not train or teach it, or when nobody does.
pub fn host(conn: &mut Conn, caller: &Caller, class: &Class, named: Option<Id>) -> Result<Id> {
    let hosts = classes::hosts(conn, class.kind, class.id)?;
    let is = |id: Id| hosts.iter().any(|h| h.user_id == id);
    match named {
        Some(id) if is(id) => Ok(id),
        Some(_) => {
            let message = "does not train or teach this class";
            Err(Error::field("/host_user_id", "unknown", message))
        }
        None if is(caller.user) => Ok(caller.user),
        None => hosts.first().map(|h| h.user_id).ok_or_else(|| {
            Error::field("/host_user_id", "required", "nobody trains or teaches this class yet")
        }),
    }
}

/// How a pattern would fill the weeks of a class with the earliest free times. Nothing is planned.
///
/// # Errors
/// As planning; 422 for a pattern that means nothing.
pub async fn preview(state: &State, caller: Caller, request: PlanRequest) -> Result<PlanPreview> {
    caller.may(policy::TABLE, "live_sessions.plan")?;
    let slots = slots(&request.pattern)?;
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let reach = Reach::of_caller(&caller);
            let class = classes::find(conn, &reach, request.class_kind, request.class_id)?;
            if !manages(caller.role, class.kind) {
                let detail = "You do not plan the sessions of this class";
                return Err(Error::because(Code::Forbidden, detail).why("sessions_not_yours", []));
            }
            let host = host(conn, &caller, &class, request.host_user_id)?;
            filled(conn, &class, host, &slots, &request, now)
        })
        .await
}

fn filled(
    conn: &mut Conn,
    class: &Class,
    host: Id,
    slots: &[Slot],
    request: &PlanRequest,
    now: Ts,
) -> Result<PlanPreview> {
    let (days, _) = times::days(conn, class)?;
    let dates = dates(&days, request, now.programme_date());
    let hours = class_hours(conn, class, 0)?;
    let need = request.need_minutes.unwrap_or_else(|| {
        let required = hours.required_hours.unwrap_or_default() * hours.minutes_per_hour;
        u32::try_from((required - hours.planned_minutes).max(0)).unwrap_or_default()
    });
    let per_day = request.most_minutes_per_day.unwrap_or_else(|| {
        u32::try_from(hours.minutes_per_hour * HOURS_PER_DAY).unwrap_or(u32::MAX)
    });
    let mut taken = Vec::new();
    if let (Some(first), Some(end)) =
        (dates.first(), dates.last().copied().and_then(Date::next_day))
    {
        for (subject, id) in [(Subject::Class, class.id), (Subject::Person, host)] {
            let (starts_at, ends_at) = (Ts::start_of(*first), Ts::start_of(end));
            taken.extend(occupancy::conflicts(conn, &Booking { subject, id, starts_at, ends_at })?);
        }
    }
    // What has begun already is no time to plan for.
    let past = dates.first().map(|d| Ts::start_of(*d)).and_then(|d| Interval::new(d.0, now.0).ok());
    let busy: Vec<Interval> = taken
        .iter()
        .filter_map(|t| Interval::new(t.starts_at.0, t.ends_at.0).ok())
        .chain(past)
        .collect();
    let grid = Grid { days: &dates, slots, offset: ZONE, busy: &busy, most_per_day: per_day };
    let fill = onex_hours::fill(&grid, need)
        .map_err(|e| Error::field("/pattern", e.code(), e.to_string()))?;
    let mut missing = fill.missing;
    // What is left at the end may be too short for a session.
    let (mut sessions, mut left_out): (Vec<PlannedTime>, Vec<PlannedTime>) =
        fill.sessions.into_iter().map(planned).partition(|s| s.minutes >= *times::LENGTH.start());
    left_out.extend(sessions.split_off(sessions.len().min(MOST)));
    for time in left_out {
        missing += u32::try_from(time.minutes).unwrap_or_default();
    }
    let more = sessions.iter().map(|s| s.minutes).sum();
    let hours = class_hours(conn, class, more)?;
    Ok(PlanPreview { host_user_id: host, sessions, missing_minutes: missing, hours })
}

fn planned(time: Interval) -> PlannedTime {
    PlannedTime {
        starts_at: Ts(time.start()),
        ends_at: Ts(time.end()),
        minutes: time.micros() / onex_hours::MINUTE,
    }
}

/// The days that a preview fills, in their order.
fn dates(days: &[Days], request: &PlanRequest, today: Date) -> Vec<Date> {
    let from = request.from.unwrap_or(today);
    let mut out = Vec::new();
    for range in days {
        let mut day = range.from.max(from);
        let until = request.until.map_or(range.until, |until| until.min(range.until));
        while day <= until {
            out.push(day);
            match day.next_day() {
                Some(next) => day = next,
                None => break,
            }
        }
    }
    out
}

fn slots(pattern: &[Pattern]) -> Result<Vec<Slot>> {
    let mut out = Vec::with_capacity(pattern.len());
    for (i, p) in pattern.iter().enumerate() {
        let mut weekdays = Vec::with_capacity(p.weekdays.len());
        for day in &p.weekdays {
            let day = match day {
                1..=7 => Weekday::Monday.nth_next(day - 1),
                _ => {
                    let pointer = format!("/pattern/{i}/weekdays");
                    return Err(Error::field(pointer, "range", "must be 1 (Monday) to 7 (Sunday)"));
                }
            };
            weekdays.push(day);
        }
        let time = |field: &str, text: &str| {
            clock(text).ok_or_else(|| {
                let pointer = format!("/pattern/{i}/{field}");
                Error::field(pointer, "format", "must be a time such as 09:00")
            })
        };
        out.push(Slot {
            weekdays: weekdays.into_iter().collect::<Weekdays>(),
            from: time("from", &p.from)?,
            until: time("until", &p.until)?,
        });
    }
    Ok(out)
}

/// `HH:MM`.
fn clock(text: &str) -> Option<Time> {
    let two_digits = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
    let (hour, minute) = text.split_once(':').filter(|(h, m)| two_digits(h) && two_digits(m))?;
    Time::from_hms(hour.parse().ok()?, minute.parse().ok()?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_the_day_has_two_digits_each() {
        assert_eq!(clock("09:05"), Some(time::macros::time!(09:05)));
        for wrong in ["9:05", "24:00", "0905", "09:5", "+9:00", ""] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
    }
}
