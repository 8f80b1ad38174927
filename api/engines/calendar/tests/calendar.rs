//! Openings at the edges of days, contradictions one by one, and properties.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_calendar::*;
use proptest::prelude::*;
use time::{
    Date, Duration, OffsetDateTime,
    macros::{date, datetime},
};

fn window(kind: WindowKind, period: u8, start: Date, end: Date) -> Window {
    Window { kind, period, start, end, effect: Effect::Gates, clause: format!("{kind}-{period}") }
}

fn holiday() -> Holiday {
    let make_up = vec![date!(2021 - 05 - 08)];
    Holiday {
        zh: "zh".into(),
        en: "Labour Day".into(),
        start: date!(2021 - 05 - 01),
        end: date!(2021 - 05 - 05),
        make_up,
    }
}

/// A calendar in which everything agrees.
fn peaceful() -> Calendar {
    Calendar {
        windows: vec![
            window(WindowKind::PlatformOpen, 1, date!(2021 - 03 - 01), date!(2021 - 04 - 30)),
            window(WindowKind::TeacherTraining, 1, date!(2021 - 03 - 01), date!(2021 - 03 - 07)),
            window(WindowKind::StudentTraining, 1, date!(2021 - 03 - 08), date!(2021 - 04 - 10)),
            window(WindowKind::MockExam, 1, date!(2021 - 04 - 12), date!(2021 - 04 - 13)),
        ],
        exams: vec![ExamDate {
            period: 1,
            date: date!(2021 - 04 - 24),
            tentative: false,
            clause: "exam".into(),
        }],
        holidays: vec![holiday()],
        timetable: Some(DateRange {
            start: date!(2021 - 03 - 08),
            end: date!(2021 - 04 - 10),
            clause: "tt".into(),
        }),
    }
}

fn codes(calendar: &Calendar) -> Vec<&'static str> {
    warnings(calendar).iter().map(|warning| warning.code.as_str()).collect()
}

fn days_of(calendar: &Calendar, code: WarningCode) -> Vec<(Date, Date)> {
    warnings(calendar).iter().filter(|w| w.code == code).map(|w| (w.start, w.end)).collect()
}

#[test]
fn a_calendar_at_peace_has_no_warning() {
    assert_eq!(codes(&peaceful()), Vec::<&str>::new());
}

#[test]
fn an_end_date_includes_its_whole_day_in_shanghai() {
    let calendar = peaceful();
    let mock = WindowKind::MockExam;
    assert!(!calendar.is_open(mock, datetime!(2021-04-11 15:59:59.999 UTC)));
    assert!(calendar.is_open(mock, datetime!(2021-04-11 16:00 UTC)), "midnight in Shanghai");
    assert!(calendar.is_open(mock, datetime!(2021-04-13 23:59:59.999 +8)));
    assert!(!calendar.is_open(mock, datetime!(2021-04-14 00:00 +8)));
    assert_eq!(calendar.windows[3].opens_at(), datetime!(2021-04-11 16:00 UTC));
    assert_eq!(calendar.windows[3].closes_at(), datetime!(2021-04-14 00:00 +8));
}

#[test]
fn outside_a_window_the_effect_decides_and_the_next_opening_is_told() {
    let mut calendar = peaceful();
    let before = datetime!(2021-04-01 12:00 +8);
    let Admission::Closed { next: Some(next) } = calendar.admission(WindowKind::MockExam, before)
    else {
        panic!()
    };
    assert_eq!(next.start, date!(2021 - 04 - 12));
    calendar.windows[3].effect = Effect::Warns;
    assert!(matches!(
        calendar.admission(WindowKind::MockExam, before),
        Admission::Warned { next: Some(_) }
    ));
    let after = datetime!(2021-06-01 12:00 +8);
    assert_eq!(calendar.admission(WindowKind::MockExam, after), Admission::Warned { next: None });
    assert!(matches!(calendar.admission(WindowKind::PlatformOpen, before), Admission::Open(_)));
    calendar.windows.retain(|window| window.kind != WindowKind::MockExam);
    assert_eq!(calendar.admission(WindowKind::MockExam, before), Admission::Closed { next: None });
}

#[test]
fn workdays_know_weekends_holidays_and_days_made_up() {
    let calendar = peaceful();
    assert!(calendar.is_workday(date!(2021 - 04 - 30)));
    assert!(!calendar.is_workday(date!(2021 - 05 - 03)), "a Monday off");
    assert!(calendar.is_workday(date!(2021 - 05 - 08)), "a Saturday worked");
    assert!(!calendar.is_workday(date!(2021 - 05 - 09)));
}

#[test]
fn every_contradiction_is_found_by_itself() {
    type Change = fn(&mut Calendar);
    let cases: [(&str, Change); 15] = [
        ("window.ends_before_start", |c| c.windows[1].end = date!(2021 - 02 - 20)),
        ("window.period_repeated", |c| {
            c.windows.push(window(
                WindowKind::MockExam,
                1,
                date!(2021 - 04 - 15),
                date!(2021 - 04 - 16),
            ));
        }),
        ("timetable.ends_before_start", |c| {
            c.timetable = Some(DateRange {
                start: date!(2021 - 04 - 10),
                end: date!(2021 - 04 - 09),
                clause: "".into(),
            });
        }),
        ("holiday.ends_before_start", |c| c.holidays[0].end = date!(2021 - 04 - 30)),
        ("teacher_training.overlap", |c| {
            c.windows.push(window(
                WindowKind::TeacherTraining,
                2,
                date!(2021 - 03 - 07),
                date!(2021 - 03 - 09),
            ));
        }),
        ("window.overlap", |c| {
            c.windows.push(window(
                WindowKind::MockExam,
                2,
                date!(2021 - 04 - 13),
                date!(2021 - 04 - 14),
            ));
        }),
        ("student_training.platform_closed", |c| c.windows[0].end = date!(2021 - 04 - 09)),
        ("teacher_training.platform_closed", |c| c.windows[1].start = date!(2021 - 02 - 28)),
        ("timetable.platform_closed", |c| c.windows[0].start = date!(2021 - 03 - 09)),
        ("timetable.without_student_training", |c| c.windows[2].end = date!(2021 - 04 - 08)),
        ("mock_exam.platform_closed", |c| c.windows[0].end = date!(2021 - 04 - 12)),
        ("exam.outside_windows", |c| c.exams[0].date = date!(2021 - 05 - 08)),
        ("exam.before_training_ends", |c| c.exams[0].date = date!(2021 - 04 - 10)),
        ("exam.on_holiday", |c| c.exams[0].date = date!(2021 - 05 - 01)),
        ("holidays.missing", |c| c.holidays.clear()),
    ];
    for (code, change) in cases {
        let mut calendar = peaceful();
        change(&mut calendar);
        assert!(codes(&calendar).contains(&code), "{code} is not in {:?}", codes(&calendar));
    }
}

#[test]
fn warnings_carry_days_clauses_and_sentences() {
    let mut calendar = peaceful();
    calendar.windows[0].end = date!(2021 - 04 - 05);
    let second = window(WindowKind::PlatformOpen, 2, date!(2021 - 04 - 09), date!(2021 - 04 - 30));
    calendar.windows.push(second);
    let gap = [(date!(2021 - 04 - 06), date!(2021 - 04 - 08))];
    assert_eq!(days_of(&calendar, WarningCode::TimetablePlatformClosed), gap);
    assert_eq!(days_of(&calendar, WarningCode::StudentTrainingPlatformClosed), gap);
    let found = warnings(&calendar);
    let warning = found.iter().find(|w| w.code == WarningCode::TimetablePlatformClosed).unwrap();
    assert_eq!(warning.clauses, ["platform_open-1", "platform_open-2", "tt"]);
    assert!(warning.message(Language::En).contains("closed from 2021-04-06 to 2021-04-08"));
    assert!(warning.message(Language::Zh).contains("2021-04-06"));
}

#[test]
fn every_code_has_a_sentence_with_the_same_placeholders_in_both_languages() {
    fn names(template: &str) -> std::collections::BTreeSet<&str> {
        template
            .split('{')
            .skip(1)
            .map(|part| {
                part.split('}').next().unwrap().trim_end_matches("_zh").trim_end_matches("_en")
            })
            .collect()
    }
    for &code in WarningCode::ALL {
        let [en, zh] =
            [Language::En, Language::Zh].map(|language| message::template(code, language).unwrap());
        assert_eq!(names(en), names(zh), "{code}");
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
    }
}

#[test]
fn a_copy_moves_everything_but_holidays() {
    let moved = shift(&peaceful(), 365).unwrap();
    assert_eq!(moved.windows[0].start, date!(2022 - 03 - 01));
    assert_eq!(moved.exams[0].date, date!(2022 - 04 - 24));
    assert!(moved.exams[0].tentative);
    assert_eq!(moved.holidays, peaceful().holidays);
    assert_eq!(codes(&moved), ["holidays.missing"]);
    assert!(shift(&peaceful(), i64::MAX).is_err());
    assert!(shift(&peaceful(), 3_500_000).unwrap_err().to_string().contains("no date"));
}

prop_compose! {
    fn any_date()(days in 0_i64..200) -> Date { date!(2021 - 01 - 01) + Duration::days(days) }
}

prop_compose! {
    fn any_window()(kind in prop::sample::select(WindowKind::ALL.to_vec()), period in 1_u8..4, start in any_date(), end in any_date()) -> Window {
        window(kind, period, start, end)
    }
}

prop_compose! {
    fn any_calendar()(
        windows in prop::collection::vec(any_window(), 0..8), exams in prop::collection::vec((1_u8..4, any_date()), 0..3),
        range in proptest::option::of((any_date(), any_date())),
    ) -> Calendar {
        Calendar {
            windows,
            exams: exams.into_iter().map(|(period, date)| ExamDate { period, date, tentative: true, clause: String::new() }).collect(),
            holidays: vec![holiday()],
            timetable: range.map(|(start, end)| DateRange { start, end, clause: String::new() }),
        }
    }
}

proptest! {
    #[test]
    fn moving_there_and_back_changes_nothing(calendar in any_calendar(), days in -1000_i64..1000) {
        let back = shift(&shift(&calendar, days).unwrap(), -days).unwrap();
        prop_assert_eq!(back, calendar);
    }

    #[test]
    fn open_is_what_some_window_says(calendar in any_calendar(), hours in 0_i64..5000) {
        let instant: OffsetDateTime = datetime!(2021-01-01 00:00 UTC) + Duration::hours(hours);
        for kind in WindowKind::ALL {
            let expected = calendar.windows.iter().any(|w| w.kind == kind && w.opens_at() <= instant && instant < w.closes_at());
            prop_assert_eq!(calendar.is_open(kind, instant), expected);
            if let Some(next) = calendar.next_opening(kind, instant) {
                prop_assert!(next.opens_at() > instant);
                prop_assert!(calendar.is_open(kind, next.opens_at()));
            }
        }
    }

    #[test]
    fn days_reported_closed_are_closed_and_all_of_them_are_reported(calendar in any_calendar()) {
        let Some(range) = calendar.timetable.clone() else { return Ok(()) };
        let reported = days_of(&calendar, WarningCode::TimetablePlatformClosed);
        let mut day = range.start;
        while day <= range.end {
            let closed = !calendar.is_open(WindowKind::PlatformOpen, day_start(day));
            prop_assert_eq!(reported.iter().filter(|(start, end)| *start <= day && day <= *end).count(), usize::from(closed));
            day = day.next_day().unwrap();
        }
    }

    #[test]
    fn every_warning_reads_as_a_sentence(calendar in any_calendar()) {
        for warning in warnings(&calendar) {
            prop_assert!(warning.start <= warning.end);
            let unfilled = warning.message(Language::En).contains(['{', '}']);
            prop_assert!(!unfilled);
            prop_assert!(warning.message(Language::Zh).chars().count() > 8);
            for name in message::template(warning.code, Language::En).unwrap().split('{').skip(1) {
                let name = name.split('}').next().unwrap();
                let known = warning.params.contains_key(name);
                prop_assert!(known, "{} lacks {}", warning.code, name);
            }
        }
    }
}

#[test]
fn sentences_name_the_kind_of_a_window_as_people_do() {
    let mut calendar = peaceful();
    calendar.windows.push(window(
        WindowKind::MockExam,
        2,
        date!(2021 - 04 - 13),
        date!(2021 - 04 - 14),
    ));
    let found = warnings(&calendar);
    let overlap = found.iter().find(|w| w.code == WarningCode::WindowOverlap).unwrap();
    let sentence = overlap.message(Language::En);
    assert!(sentence.starts_with("The windows mock exam 1 and 2 overlap"), "{sentence}");
    assert!(!overlap.message(Language::Zh).contains("mock_exam"));
}
