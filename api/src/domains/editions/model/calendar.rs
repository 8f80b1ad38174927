//! The calendar of an edition: what is answered and what HQ sends.

use onex_calendar::Language;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use super::words::{WarningSeverity, WindowEffect, WindowKind};
use crate::platform::db::Id;

/// A period in which something is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CalendarWindow)]
pub struct Window {
    pub kind: WindowKind,
    /// Number of the period within its kind, from 1.
    #[schema(minimum = 1, maximum = 255)]
    pub period: u8,
    /// First day, in Asia/Shanghai.
    #[schema(example = "2020-02-09")]
    pub start: Date,
    /// Last day; includes its whole day.
    #[schema(example = "2020-04-10")]
    pub end: Date,
    pub effect: WindowEffect,
    /// Clause of the notice; empty where HQ set the window.
    #[schema(example = "四.1")]
    pub clause: String,
}

/// A day on which the national exam is held (三.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExamDate {
    pub id: Id,
    pub edition_id: Id,
    /// Number of the exam within the edition, from 1.
    #[schema(minimum = 1, maximum = 255)]
    pub period: u8,
    #[schema(example = "2020-04-18")]
    pub date: Date,
    /// May still be moved.
    pub tentative: bool,
    pub clause: String,
}

/// Days off and the days worked instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "劳动节")]
    pub name_zh: String,
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "Labour Day")]
    pub name_en: String,
    #[validate(custom(function = years))]
    #[schema(example = "2020-05-01")]
    pub start: Date,
    /// Inclusive.
    #[validate(custom(function = years))]
    #[schema(example = "2020-05-05")]
    pub end: Date,
    /// Weekend days that are worked to make up for it.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub make_up: Vec<Date>,
}

/// The days within which institutions are to timetable (二.2.(4)); set by two rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimetableDates {
    #[schema(example = "2020-02-17")]
    pub start: Date,
    /// Inclusive.
    #[schema(example = "2020-06-19")]
    pub end: Date,
    pub clause: String,
}

/// A contradiction of the calendar, or a day where it meets a holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarWarning {
    #[schema(example = "exam.on_holiday")]
    pub code: String,
    pub severity: WarningSeverity,
    /// First day concerned.
    pub start: Date,
    /// Last day concerned, inclusive.
    pub end: Date,
    /// The clauses that collide.
    pub clauses: Vec<String>,
    pub message_zh: String,
    pub message_en: String,
}

impl From<onex_calendar::CalendarWarning> for CalendarWarning {
    fn from(w: onex_calendar::CalendarWarning) -> Self {
        CalendarWarning {
            code: w.code.to_string(),
            severity: w.severity.into(),
            start: w.start,
            end: w.end,
            message_zh: w.message(Language::Zh),
            message_en: w.message(Language::En),
            clauses: w.clauses,
        }
    }
}

/// The calendar of an edition with what contradicts itself in it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = EditionCalendar)]
pub struct CalendarView {
    pub edition_id: Id,
    pub windows: Vec<Window>,
    pub exam_dates: Vec<ExamDate>,
    pub holidays: Vec<Holiday>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timetable: Option<TimetableDates>,
    pub warnings: Vec<CalendarWarning>,
    /// The edition's version in which the calendar last changed.
    pub version: i64,
}

/// A window as HQ sets it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CalendarWindowInput)]
pub struct WindowInput {
    pub kind: WindowKind,
    #[validate(range(min = 1))]
    #[schema(minimum = 1, maximum = 255)]
    pub period: u8,
    #[validate(custom(function = years))]
    #[schema(example = "2020-02-09")]
    pub start: Date,
    /// Inclusive.
    #[validate(custom(function = years))]
    #[schema(example = "2020-04-10")]
    pub end: Date,
    pub effect: WindowEffect,
}

/// An exam date as HQ sets it; one of the same period is moved.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ExamDateInput {
    #[validate(range(min = 1))]
    #[schema(minimum = 1, maximum = 255)]
    pub period: u8,
    #[validate(custom(function = years))]
    #[schema(example = "2020-04-18")]
    pub date: Date,
    pub tentative: bool,
}

/// The whole calendar as it is to be. Whoever is affected by an exam date that moves or goes is told.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CalendarUpdate {
    #[validate(length(max = 60), nested)]
    #[schema(max_items = 60)]
    pub windows: Vec<WindowInput>,
    /// Left out, the exam dates stay as they are.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub exam_dates: Option<Vec<ExamDateInput>>,
    /// Left out, the holidays stay as they are.
    #[validate(length(max = 60), nested)]
    #[schema(max_items = 60)]
    pub holidays: Option<Vec<Holiday>>,
    #[validate(length(min = 4, max = 500))]
    #[schema(min_length = 4, max_length = 500, example = "平台第二期提前开放")]
    pub reason: String,
}

/// An exam date to move.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ExamDateMove {
    #[validate(custom(function = years))]
    #[schema(example = "2020-07-04")]
    pub date: Date,
    /// Left out, it stays as it is.
    pub tentative: Option<bool>,
    #[validate(length(min = 4, max = 500))]
    #[schema(min_length = 4, max_length = 500, example = "原定日期适逢端午节假期")]
    pub reason: String,
}

/// Dates of the programme lie in the years of its certificate numbers.
pub fn years(date: &Date) -> Result<(), ValidationError> {
    if (2000..=2999).contains(&date.year()) {
        return Ok(());
    }
    Err(ValidationError::new("range").with_message("must lie in the years 2000 to 2999".into()))
}
