//! Time that counts, and sessions on a week grid, as those who plan them expect it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_hours::{
    ClassHours, Fill, Grid, HoursError, Interval, MINUTE, Slot, Weekdays, class_hours, fill,
    held_minutes, union, union_minutes,
};
use proptest::prelude::*;
use std::{collections::BTreeSet, num::NonZeroU32};
use time::{
    Date, OffsetDateTime, Time, UtcOffset, Weekday,
    macros::{date, datetime, offset, time},
};

/// From minute to minute.
fn between(start: i64, end: i64) -> Interval {
    Interval::new(start * MINUTE, end * MINUTE).unwrap()
}

fn micros(moment: OffsetDateTime) -> i64 {
    moment.unix_timestamp() * 1_000_000
}

fn session(from: OffsetDateTime, minutes: i64) -> Interval {
    Interval::new(micros(from), micros(from) + minutes * MINUTE).unwrap()
}

fn slot(weekdays: &[Weekday], from: Time, until: Time) -> Slot {
    Slot { weekdays: weekdays.iter().copied().collect(), from, until }
}

const WEEK: [Date; 7] = [
    date!(2020 - 03 - 02),
    date!(2020 - 03 - 03),
    date!(2020 - 03 - 04),
    date!(2020 - 03 - 05),
    date!(2020 - 03 - 06),
    date!(2020 - 03 - 07),
    date!(2020 - 03 - 08),
];

fn grid<'a>(slots: &'a [Slot], busy: &'a [Interval]) -> Grid<'a> {
    Grid { days: &WEEK, slots, offset: offset!(+8), busy, most_per_day: 600 }
}

#[test]
fn minutes_are_said_in_class_hours_and_what_is_left() {
    let per = NonZeroU32::new(45).unwrap();
    assert_eq!(class_hours(1080, per), ClassHours { hours: 24, rest: 0 });
    assert_eq!(class_hours(1079, per), ClassHours { hours: 23, rest: 44 });
    assert_eq!(class_hours(0, per), ClassHours { hours: 0, rest: 0 });
}

#[test]
fn an_interval_ends_after_it_begins() {
    assert_eq!(Interval::new(5, 5), Err(HoursError::EmptyInterval));
    assert_eq!(Interval::new(6, 5), Err(HoursError::EmptyInterval));
    assert_eq!(Interval::new(5, 6).map(Interval::micros), Ok(1));
}

#[test]
fn lessons_back_to_back_do_not_meet() {
    assert!(!between(0, 45).meets(between(45, 90)));
    assert!(between(0, 46).meets(between(45, 90)));
}

#[test]
fn only_what_lies_in_the_plan_was_held() {
    let planned = between(60, 150);
    assert_eq!(held_minutes(planned, between(60, 150)), 90);
    assert_eq!(
        held_minutes(planned, between(50, 200)),
        90,
        "an overrun counts when the plan is extended"
    );
    assert_eq!(held_minutes(planned, between(70, 140)), 70);
    assert_eq!(held_minutes(planned, between(150, 200)), 0);
}

#[test]
fn a_few_seconds_late_cost_no_minute_and_half_a_minute_does() {
    let planned = between(0, 45);
    let late = |seconds: i64| Interval::new(seconds * 1_000_000, 45 * MINUTE).unwrap();
    assert_eq!(held_minutes(planned, late(20)), 45);
    assert_eq!(held_minutes(planned, late(30)), 45);
    assert_eq!(held_minutes(planned, late(31)), 44);
}

#[test]
fn somebody_on_two_devices_was_there_once() {
    let stays = [between(0, 30), between(10, 40), between(50, 70), between(70, 80)];
    assert_eq!(union_minutes(&stays, between(0, 90)), 70);
    assert_eq!(union_minutes(&stays, between(20, 60)), 30);
    assert_eq!(union_minutes(&[], between(0, 90)), 0);
}

#[test]
fn the_week_is_filled_from_its_beginning_and_the_last_session_is_shortened() {
    let slots = [
        slot(&[Weekday::Tuesday, Weekday::Thursday], time!(19:00), time!(20:30)),
        slot(&[Weekday::Tuesday], time!(14:00), time!(15:30)),
    ];
    let filled = fill(&grid(&slots, &[]), 200).unwrap();
    let expected = vec![
        session(datetime!(2020-03-03 14:00 +8), 90),
        session(datetime!(2020-03-03 19:00 +8), 90),
        session(datetime!(2020-03-05 19:00 +8), 20),
    ];
    assert_eq!(filled, Fill { sessions: expected, missing: 0 });
}

#[test]
fn a_time_that_meets_an_appointment_is_left_out_whole() {
    let slots = [slot(&[Weekday::Tuesday, Weekday::Thursday], time!(19:00), time!(20:30))];
    let busy = [session(datetime!(2020-03-03 20:20 +8), 60)];
    let filled = fill(&grid(&slots, &busy), 90).unwrap();
    assert_eq!(filled.sessions, [session(datetime!(2020-03-05 19:00 +8), 90)]);
    let touching = [session(datetime!(2020-03-03 20:30 +8), 60)];
    let filled = fill(&grid(&slots, &touching), 90).unwrap();
    assert_eq!(filled.sessions, [session(datetime!(2020-03-03 19:00 +8), 90)]);
}

#[test]
fn no_day_has_more_than_its_minutes() {
    let slots = [
        slot(&[Weekday::Tuesday, Weekday::Wednesday], time!(09:00), time!(10:30)),
        slot(&[Weekday::Tuesday, Weekday::Wednesday], time!(14:00), time!(15:30)),
    ];
    let filled = fill(&Grid { most_per_day: 120, ..grid(&slots, &[]) }, 1000).unwrap();
    let minutes: Vec<i64> = filled.sessions.iter().map(|one| one.micros() / MINUTE).collect();
    assert_eq!(minutes, [90, 30, 90, 30]);
    assert_eq!(filled.missing, 760);
}

#[test]
fn what_is_wrong_with_a_grid_is_said() {
    let refusal = |slots: &[Slot]| fill(&grid(slots, &[]), 90).unwrap_err();
    let days = [Weekday::Monday, Weekday::Friday];
    let backwards = refusal(&[slot(&days, time!(15:00), time!(14:00))]);
    assert_eq!(backwards.code(), "empty_slot");
    assert!(backwards.to_string().contains("15:00"), "{backwards}");
    assert_eq!(refusal(&[slot(&days, time!(15:00), time!(15:00))]).code(), "empty_slot");
    assert_eq!(refusal(&[slot(&[], time!(14:00), time!(15:00))]).code(), "no_weekday");
    let twice = [
        slot(&days, time!(14:00), time!(15:00)),
        slot(&[Weekday::Friday], time!(14:59), time!(16:00)),
    ];
    assert_eq!(refusal(&twice), HoursError::SlotsOverlap { weekday: Weekday::Friday });
    let apart = [
        slot(&[Weekday::Monday], time!(14:00), time!(15:00)),
        slot(&[Weekday::Friday], time!(14:00), time!(15:00)),
    ];
    assert!(fill(&grid(&apart, &[]), 90).is_ok());
}

prop_compose! {
    fn some_interval()(start in 0i64..3000, length in 1i64..400) -> Interval {
        between(start, start + length)
    }
}

/// Slots that start on the half-hour, each on its own half-hours of the day.
fn some_slots() -> impl Strategy<Value = Vec<Slot>> {
    prop::collection::btree_map(0u8..23, (1u8..=127, 1u8..=6), 1..5).prop_map(|slots| {
        let at = |hour: u8, quarters: u8| {
            Time::from_hms(hour + quarters / 6, quarters % 6 * 10, 0).unwrap()
        };
        let days = |mask: u8| (0..7).filter(move |day| mask >> day & 1 == 1);
        let weekdays = |mask| days(mask).map(|day| Weekday::Monday.nth_next(day)).collect();
        let slot = |(hour, (mask, length))| Slot {
            weekdays: weekdays(mask),
            from: at(hour, 0),
            until: at(hour, length),
        };
        slots.into_iter().map(slot).collect()
    })
}

fn some_busy() -> impl Strategy<Value = Vec<Interval>> {
    let start = micros(datetime!(2020-03-02 0:00 +8)) / MINUTE;
    let one = (0i64..7 * 1440, 1i64..300)
        .prop_map(move |(at, length)| between(start + at, start + at + length));
    prop::collection::vec(one, 0..8)
}

/// Every time the grid offers, by day: written without a look at how it is filled.
fn free_times(slots: &[Slot], days: &[Date], busy: &[Interval]) -> Vec<(Date, Interval)> {
    let mut free = Vec::new();
    for day in days.iter().copied().collect::<BTreeSet<_>>() {
        for slot in slots.iter().filter(|slot| slot.weekdays.contains(day.weekday())) {
            let at = |time| micros(day.with_time(time).assume_offset(offset!(+8)));
            let whole = Interval::new(at(slot.from), at(slot.until)).unwrap();
            if !busy.iter().any(|busy| busy.overlap(whole).is_some()) {
                free.push((day, whole));
            }
        }
    }
    free.sort_by_key(|(_, time)| *time);
    free
}

proptest! {
    #[test]
    fn united_time_is_the_same_time_without_overlaps(
        intervals in prop::collection::vec(some_interval(), 0..12),
        probe in 0i64..3400,
    ) {
        let united = union(&intervals);
        prop_assert!(united.windows(2).all(|two| two[0].end() < two[1].start()));
        let here = between(probe, probe + 1);
        let inside = |all: &[Interval]| all.iter().any(|one| one.contains(here));
        prop_assert_eq!(inside(&united), inside(&intervals));
        // Minute by minute.
        let window = between(500, 2500);
        let counted = (500..2500)
            .filter(|at| intervals.iter().any(|one| one.contains(between(*at, at + 1))))
            .count();
        prop_assert_eq!(union_minutes(&intervals, window) as usize, counted);
    }

    #[test]
    fn no_more_was_held_than_was_planned_or_took_place(planned in some_interval(), actual in some_interval()) {
        let held = i64::from(held_minutes(planned, actual)) * MINUTE;
        prop_assert!(held <= planned.micros().min(actual.micros()));
        prop_assert_eq!(held_minutes(planned, actual), held_minutes(actual, planned));
    }

    #[test]
    fn sessions_are_the_earliest_that_are_free_and_give_what_is_needed_or_all_there_is(
        slots in some_slots(),
        busy in some_busy(),
        mask in 0u8..=127,
        need in 0u32..2000,
        most_per_day in 1u32..400,
    ) {
        let days: Vec<Date> = (0..7).filter(|day| mask >> day & 1 == 1).map(|day| WEEK[day]).collect();
        let reversed: Vec<Date> = days.iter().rev().chain(&days).copied().collect();
        let asked = Grid { days: &days, slots: &slots, offset: UtcOffset::from_hms(8, 0, 0).unwrap(), busy: &busy, most_per_day };
        let Fill { sessions, missing } = fill(&asked, need).unwrap();
        prop_assert_eq!(&fill(&Grid { days: &reversed, ..asked }, need).unwrap().sessions, &sessions);

        let free = free_times(&slots, &days, &busy);
        let minutes = |one: &Interval| one.micros() / MINUTE;
        let of_day = |all: &[(Date, Interval)], day: Date| -> i64 {
            all.iter().filter(|(on, _)| *on == day).map(|(_, one)| minutes(one)).sum()
        };
        let room: i64 = days.iter().map(|day| of_day(&free, *day).min(i64::from(most_per_day))).sum();
        let given: i64 = sessions.iter().map(minutes).sum();
        prop_assert_eq!(given, room.min(i64::from(need)));
        prop_assert_eq!(given + i64::from(missing), i64::from(need));

        // Each session begins a free time; only the last of a day may be shorter than it.
        let mut taken = Vec::new();
        for session in &sessions {
            let found = free.iter().find(|(_, time)| time.start() == session.start());
            let (day, time) = found.unwrap();
            prop_assert!(time.contains(*session));
            taken.push((*day, *session, *time));
        }
        prop_assert!(sessions.windows(2).all(|two| two[0].end() <= two[1].start()));
        for two in taken.windows(2) {
            prop_assert!(two[0].1 == two[0].2 || two[0].0 != two[1].0);
        }
        for day in &days {
            let on: Vec<(Date, Interval)> = taken.iter().map(|(day, one, _)| (*day, *one)).collect();
            prop_assert!(of_day(&on, *day) <= i64::from(most_per_day));
        }
        // Nothing free and earlier was passed over while the day had room.
        if let Some((last_day, last, _)) = taken.last() {
            for (day, time) in free.iter().filter(|(_, time)| time < last) {
                let used = taken.iter().any(|(_, one, _)| one.start() == time.start());
                let full: i64 = taken.iter().filter(|(on, ..)| on == day).map(|(_, one, _)| minutes(one)).sum();
                prop_assert!(used || (full == i64::from(most_per_day) && day <= last_day));
            }
        }
    }
}

#[test]
fn a_set_of_weekdays_has_what_was_put_in() {
    let set: Weekdays = [Weekday::Sunday, Weekday::Monday, Weekday::Sunday].into_iter().collect();
    assert!(set.contains(Weekday::Sunday) && set.contains(Weekday::Monday));
    assert!(!set.contains(Weekday::Tuesday) && Weekdays::default().is_empty());
}
