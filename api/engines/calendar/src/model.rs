//! The calendar as data.

use serde::{Deserialize, Serialize};
use std::fmt;
use time::{Date, Duration};

/// What a window opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowKind {
    /// Teaching, practice and exam platforms as a whole (clause 4.1).
    PlatformOpen,
    /// Online teacher training (clause 4.2).
    TeacherTraining,
    /// Online student training and integrated practice (clause 4.3).
    StudentTraining,
    /// The mock-exam platform (clause 4.4).
    MockExam,
}

impl WindowKind {
    pub const ALL: [Self; 4] =
        [Self::PlatformOpen, Self::TeacherTraining, Self::StudentTraining, Self::MockExam];

    /// The stable text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlatformOpen => "platform_open",
            Self::TeacherTraining => "teacher_training",
            Self::StudentTraining => "student_training",
            Self::MockExam => "mock_exam",
        }
    }
}

impl fmt::Display for WindowKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happens outside a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Closed means refused.
    Gates,
    /// Closed means allowed, with a warning.
    Warns,
}

/// A period in which something is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub kind: WindowKind,
    /// Number of the period within its kind, from 1.
    pub period: u8,
    /// First day.
    pub start: Date,
    /// Last day, inclusive.
    pub end: Date,
    pub effect: Effect,
    /// Clause of the notice as it is cited; empty where HQ set the window.
    #[serde(default)]
    pub clause: String,
}

impl Window {
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }
}

/// A day on which the national exam is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamDate {
    /// Number of the exam within the edition, from 1; belongs to the student-training period of the same number.
    pub period: u8,
    pub date: Date,
    /// May still be moved, with notice to everyone affected.
    #[serde(default)]
    pub tentative: bool,
    #[serde(default)]
    pub clause: String,
}

/// Days off and the days worked instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub zh: String,
    pub en: String,
    pub start: Date,
    /// Inclusive.
    pub end: Date,
    /// Weekend days that are worked to make up for it.
    #[serde(default)]
    pub make_up: Vec<Date>,
}

impl Holiday {
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }
}

/// The days within which institutions are to timetable (clause 2.2.(4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateRange {
    pub start: Date,
    /// Inclusive.
    pub end: Date,
    #[serde(default)]
    pub clause: String,
}

/// The calendar of one edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub windows: Vec<Window>,
    #[serde(default)]
    pub exams: Vec<ExamDate>,
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    #[serde(default)]
    pub timetable: Option<DateRange>,
}

impl Calendar {
    /// The windows of a kind by first day.
    pub fn of_kind(&self, kind: WindowKind) -> Vec<&Window> {
        let mut windows: Vec<&Window> =
            self.windows.iter().filter(|window| window.kind == kind).collect();
        windows.sort_by_key(|window| (window.start, window.period));
        windows
    }

    pub fn holiday_on(&self, date: Date) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.contains(date))
    }

    pub fn is_make_up_workday(&self, date: Date) -> bool {
        self.holidays.iter().any(|holiday| holiday.make_up.contains(&date))
    }

    /// A day that is worked: no holiday, and either Monday to Friday or made up for.
    pub fn is_workday(&self, date: Date) -> bool {
        let weekday = date.weekday().number_from_monday() <= 5;
        self.is_make_up_workday(date) || (weekday && self.holiday_on(date).is_none())
    }
}

/// A shifted date would leave the years that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTooFar {
    pub date: Date,
    pub days: i64,
}

impl fmt::Display for DateTooFar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} moved by {} days is no date of the years 1 to 9999", self.date, self.days)
    }
}

impl std::error::Error for DateTooFar {}

/// Moves a date; the years stay within 1 to 9999.
///
/// # Errors
/// The date that would leave them.
pub fn shift_date(date: Date, days: i64) -> Result<Date, DateTooFar> {
    let too_far = DateTooFar { date, days };
    // `Duration::days` panics on overflow; ten thousand years are more than any edition needs.
    if days.abs() > 4_000_000 {
        return Err(too_far);
    }
    date.checked_add(Duration::days(days))
        .filter(|moved| (1..=9999).contains(&moved.year()))
        .ok_or(too_far)
}

/// Copies a calendar to dates `days` later (or earlier). Moved exam dates are tentative again. Holidays are facts of the
/// year and stay where they are.
///
/// # Errors
/// The first date that would leave the years 1 to 9999.
pub fn shift(calendar: &Calendar, days: i64) -> Result<Calendar, DateTooFar> {
    let mut moved = calendar.clone();
    for window in &mut moved.windows {
        (window.start, window.end) =
            (shift_date(window.start, days)?, shift_date(window.end, days)?);
    }
    for exam in &mut moved.exams {
        exam.date = shift_date(exam.date, days)?;
        exam.tentative |= days != 0;
    }
    if let Some(range) = &mut moved.timetable {
        (range.start, range.end) = (shift_date(range.start, days)?, shift_date(range.end, days)?);
    }
    Ok(moved)
}
