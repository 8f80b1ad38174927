//! Where a calendar contradicts itself or meets a holiday. Nothing is chosen silently: each collision is a warning with a
//! stable code, the days it concerns and the clauses that collide.

use crate::{
    model::{Calendar, ExamDate, Window, WindowKind},
    ranges::{overlap, uncovered},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use time::Date;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningSeverity {
    /// Worth knowing.
    Info,
    /// Somebody should decide.
    Warning,
    /// The data cannot be meant so.
    Error,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $severity:ident;)*) => {
        /// What is wrong. The text form is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum WarningCode { $($(#[$doc])* #[serde(rename = $code)] $variant,)* }

        impl WarningCode {
            pub const ALL: &'static [WarningCode] = &[$(WarningCode::$variant),*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            pub fn severity(self) -> WarningSeverity {
                match self { $(Self::$variant => WarningSeverity::$severity,)* }
            }
        }
    };
}

codes! {
    /// A window's last day lies before its first. Params: kind, period, start, end.
    WindowEndsBeforeStart = "window.ends_before_start", Error;
    /// Two windows have kind and period in common. Params: kind, period.
    WindowPeriodRepeated = "window.period_repeated", Error;
    /// The timetable's last day lies before its first. Params: start, end.
    TimetableEndsBeforeStart = "timetable.ends_before_start", Error;
    /// A holiday's last day lies before its first. Params: start, end.
    HolidayEndsBeforeStart = "holiday.ends_before_start", Error;
    /// Teacher-training periods share days. Params: period, other, start, end.
    TeacherTrainingOverlap = "teacher_training.overlap", Warning;
    /// Windows of another kind share days. Params: kind, period, other, start, end.
    WindowOverlap = "window.overlap", Warning;
    /// Student training starts before the platform opening of the same period. Params: period, start, opening.
    StudentTrainingBeforeOpening = "student_training.before_platform_opening", Warning;
    /// Days of a student-training period on which the platform is closed. Params: period, start, end.
    StudentTrainingPlatformClosed = "student_training.platform_closed", Warning;
    /// Days of a teacher-training period on which the platform is closed. Params: period, start, end.
    TeacherTrainingPlatformClosed = "teacher_training.platform_closed", Warning;
    /// Days of the timetable on which the platform is closed. Params: start, end.
    TimetablePlatformClosed = "timetable.platform_closed", Warning;
    /// Days of the timetable that belong to no student-training period. Params: start, end.
    TimetableWithoutTraining = "timetable.without_student_training", Warning;
    /// Days of a mock-exam window on which the platform is closed. Params: period, start, end.
    MockExamPlatformClosed = "mock_exam.platform_closed", Warning;
    /// A mock exam is open on or after the exam it prepares for. Params: period, start, end, exam.
    MockExamAfterExam = "mock_exam.after_exam", Warning;
    /// The platform is closed on an exam day. Params: period, date.
    ExamPlatformClosed = "exam.platform_closed", Warning;
    /// An exam day lies in no window of any kind. Params: period, date.
    ExamOutsideWindows = "exam.outside_windows", Info;
    /// An exam is held before the training of its period ends. Params: period, date, training_end.
    ExamBeforeTrainingEnds = "exam.before_training_ends", Warning;
    /// An exam day is a holiday. Params: period, date, holiday_zh, holiday_en.
    ExamOnHoliday = "exam.on_holiday", Warning;
    /// A holiday lies in the dates of the timetable. Params: start, end, holiday_zh, holiday_en.
    TimetableMeetsHoliday = "timetable.meets_holiday", Info;
    /// A year of the calendar has no holiday entered. Params: year.
    HolidaysMissing = "holidays.missing", Info;
}

impl fmt::Display for WarningCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One contradiction. Its sentence is made by [`CalendarWarning::message`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarWarning {
    pub code: WarningCode,
    pub severity: WarningSeverity,
    /// First day concerned.
    pub start: Date,
    /// Last day concerned, inclusive.
    pub end: Date,
    /// The clauses that collide, without repetition.
    pub clauses: Vec<String>,
    /// What the sentences of both languages are filled with; dates are ISO.
    pub params: BTreeMap<String, String>,
}

fn warning(
    code: WarningCode,
    days: (Date, Date),
    clauses: &[&str],
    params: &[(&str, String)],
) -> CalendarWarning {
    let clauses: BTreeSet<&str> =
        clauses.iter().copied().filter(|clause| !clause.is_empty()).collect();
    let mut params: BTreeMap<String, String> =
        params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    params.entry("start".to_owned()).or_insert_with(|| days.0.to_string());
    params.entry("end".to_owned()).or_insert_with(|| days.1.to_string());
    CalendarWarning {
        code,
        severity: code.severity(),
        start: days.0,
        end: days.1,
        clauses: clauses.into_iter().map(str::to_owned).collect(),
        params,
    }
}

/// Every contradiction of a calendar, ordered by first day, then by code. Empty for a calendar at peace with itself.
pub fn warnings(calendar: &Calendar) -> Vec<CalendarWarning> {
    let mut found = Vec::new();
    malformed(calendar, &mut found);
    overlaps(calendar, &mut found);
    platform_closed(calendar, &mut found);
    timetable(calendar, &mut found);
    for exam in &calendar.exams {
        exam_day(calendar, exam, &mut found);
    }
    holidays(calendar, &mut found);
    found.sort_by(|a, b| {
        (a.start, a.end, a.code, &a.params).cmp(&(b.start, b.end, b.code, &b.params))
    });
    found
}

fn span(window: &Window) -> (Date, Date) {
    (window.start, window.end)
}

/// Windows whose days can be reasoned about; the inverted ones have their own warning.
fn sound(calendar: &Calendar, kind: WindowKind) -> Vec<&Window> {
    calendar.of_kind(kind).into_iter().filter(|window| window.start <= window.end).collect()
}

fn malformed(calendar: &Calendar, found: &mut Vec<CalendarWarning>) {
    for (index, window) in calendar.windows.iter().enumerate() {
        let names = [("kind", window.kind.to_string()), ("period", window.period.to_string())];
        if window.end < window.start {
            let dates = [("start", window.start.to_string()), ("end", window.end.to_string())];
            let params = [names.clone(), dates].concat();
            let days = (window.end, window.start);
            found.push(warning(
                WarningCode::WindowEndsBeforeStart,
                days,
                &[&window.clause],
                &params,
            ));
        }
        let same = |other: &&Window| other.kind == window.kind && other.period == window.period;
        if let Some(earlier) = calendar.windows[..index].iter().find(same) {
            let days = (window.start.min(window.end), window.start.max(window.end));
            let clauses = [window.clause.as_str(), &earlier.clause];
            found.push(warning(WarningCode::WindowPeriodRepeated, days, &clauses, &names));
        }
    }
    let inverted =
        |start: Date, end: Date| [("start", start.to_string()), ("end", end.to_string())];
    if let Some(range) = calendar.timetable.as_ref().filter(|range| range.end < range.start) {
        let params = inverted(range.start, range.end);
        found.push(warning(
            WarningCode::TimetableEndsBeforeStart,
            (range.end, range.start),
            &[&range.clause],
            &params,
        ));
    }
    for holiday in calendar.holidays.iter().filter(|holiday| holiday.end < holiday.start) {
        let params = inverted(holiday.start, holiday.end);
        found.push(warning(
            WarningCode::HolidayEndsBeforeStart,
            (holiday.end, holiday.start),
            &[],
            &params,
        ));
    }
}

fn overlaps(calendar: &Calendar, found: &mut Vec<CalendarWarning>) {
    for kind in WindowKind::ALL {
        let windows = sound(calendar, kind);
        for (index, first) in windows.iter().enumerate() {
            for second in &windows[index + 1..] {
                let Some(days) = overlap(span(first), span(second)) else { continue };
                let code = match kind {
                    WindowKind::TeacherTraining => WarningCode::TeacherTrainingOverlap,
                    _ => WarningCode::WindowOverlap,
                };
                let params = [
                    ("kind", kind.to_string()),
                    ("period", first.period.to_string()),
                    ("other", second.period.to_string()),
                ];
                found.push(warning(code, days, &[&first.clause, &second.clause], &params));
            }
        }
    }
}

/// Days of `start..=end` on which the platform is closed.
fn closed_days(calendar: &Calendar, start: Date, end: Date) -> Vec<(Date, Date)> {
    uncovered(start, end, sound(calendar, WindowKind::PlatformOpen).into_iter().map(span))
}

fn platform_clauses(calendar: &Calendar) -> Vec<&str> {
    sound(calendar, WindowKind::PlatformOpen)
        .into_iter()
        .map(|window| window.clause.as_str())
        .collect()
}

fn platform_closed(calendar: &Calendar, found: &mut Vec<CalendarWarning>) {
    for (kind, code) in [
        (WindowKind::StudentTraining, WarningCode::StudentTrainingPlatformClosed),
        (WindowKind::TeacherTraining, WarningCode::TeacherTrainingPlatformClosed),
        (WindowKind::MockExam, WarningCode::MockExamPlatformClosed),
    ] {
        for window in sound(calendar, kind) {
            let clauses = [platform_clauses(calendar), vec![window.clause.as_str()]].concat();
            for days in closed_days(calendar, window.start, window.end) {
                found.push(warning(code, days, &clauses, &[("period", window.period.to_string())]));
            }
        }
    }
    for training in sound(calendar, WindowKind::StudentTraining) {
        let openings = sound(calendar, WindowKind::PlatformOpen);
        let Some(opening) = openings.iter().find(|opening| opening.period == training.period)
        else {
            continue;
        };
        let closed_at_start = openings.iter().all(|opening| !opening.contains(training.start));
        if closed_at_start && training.start < opening.start {
            let params = [
                ("period", training.period.to_string()),
                ("start", training.start.to_string()),
                ("opening", opening.start.to_string()),
            ];
            let days = (training.start, opening.start);
            let clauses = [training.clause.as_str(), &opening.clause];
            found.push(warning(WarningCode::StudentTrainingBeforeOpening, days, &clauses, &params));
        }
    }
}

fn timetable(calendar: &Calendar, found: &mut Vec<CalendarWarning>) {
    let Some(range) = calendar.timetable.as_ref().filter(|range| range.start <= range.end) else {
        return;
    };
    let clauses = [platform_clauses(calendar), vec![range.clause.as_str()]].concat();
    for days in closed_days(calendar, range.start, range.end) {
        found.push(warning(WarningCode::TimetablePlatformClosed, days, &clauses, &[]));
    }
    let training = sound(calendar, WindowKind::StudentTraining);
    let clauses: Vec<&str> = training
        .iter()
        .map(|window| window.clause.as_str())
        .chain([range.clause.as_str()])
        .collect();
    for days in uncovered(range.start, range.end, training.iter().map(|window| span(window))) {
        found.push(warning(WarningCode::TimetableWithoutTraining, days, &clauses, &[]));
    }
    for holiday in &calendar.holidays {
        if let Some(days) = overlap((holiday.start, holiday.end), (range.start, range.end)) {
            let params = [("holiday_zh", holiday.zh.clone()), ("holiday_en", holiday.en.clone())];
            found.push(warning(
                WarningCode::TimetableMeetsHoliday,
                days,
                &[&range.clause],
                &params,
            ));
        }
    }
}

fn exam_day(calendar: &Calendar, exam: &ExamDate, found: &mut Vec<CalendarWarning>) {
    let days = (exam.date, exam.date);
    let names = [("period", exam.period.to_string()), ("date", exam.date.to_string())];
    if !closed_days(calendar, exam.date, exam.date).is_empty() {
        let clauses = [platform_clauses(calendar), vec![exam.clause.as_str()]].concat();
        found.push(warning(WarningCode::ExamPlatformClosed, days, &clauses, &names));
    }
    if !calendar.windows.iter().any(|window| window.contains(exam.date)) {
        found.push(warning(WarningCode::ExamOutsideWindows, days, &[&exam.clause], &names));
    }
    let same_period = |window: &&Window| window.period == exam.period;
    for training in sound(calendar, WindowKind::StudentTraining).into_iter().filter(same_period) {
        if exam.date <= training.end {
            let params = [names.as_slice(), &[("training_end", training.end.to_string())]].concat();
            let clauses = [exam.clause.as_str(), &training.clause];
            let days = (exam.date, training.end);
            found.push(warning(WarningCode::ExamBeforeTrainingEnds, days, &clauses, &params));
        }
    }
    for mock in sound(calendar, WindowKind::MockExam).into_iter().filter(same_period) {
        if mock.end >= exam.date {
            let params = [("period", exam.period.to_string()), ("exam", exam.date.to_string())];
            let days = (mock.start.max(exam.date), mock.end);
            let clauses = [mock.clause.as_str(), &exam.clause];
            found.push(warning(WarningCode::MockExamAfterExam, days, &clauses, &params));
        }
    }
    if let Some(holiday) = calendar.holiday_on(exam.date) {
        let holiday = [("holiday_zh", holiday.zh.clone()), ("holiday_en", holiday.en.clone())];
        let params = [names, holiday].concat();
        found.push(warning(WarningCode::ExamOnHoliday, days, &[&exam.clause], &params));
    }
}

fn holidays(calendar: &Calendar, found: &mut Vec<CalendarWarning>) {
    let known: BTreeSet<i32> =
        calendar.holidays.iter().flat_map(|h| [h.start.year(), h.end.year()]).collect();
    let mut used: BTreeMap<i32, (Date, Date)> = BTreeMap::new();
    let windows = calendar.windows.iter().flat_map(|window| [window.start, window.end]);
    let exams = calendar.exams.iter().map(|exam| exam.date);
    for date in windows.chain(exams) {
        let days = used.entry(date.year()).or_insert((date, date));
        *days = (days.0.min(date), days.1.max(date));
    }
    for (year, days) in used.into_iter().filter(|(year, _)| !known.contains(year)) {
        found.push(warning(WarningCode::HolidaysMissing, days, &[], &[("year", year.to_string())]));
    }
}
