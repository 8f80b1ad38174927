//! What an edition consists of, as it is asked for and answered.

mod calendar;
mod edition;
mod rules;
mod words;

pub use calendar::{
    CalendarUpdate, CalendarView, ExamDate, ExamDateInput, ExamDateMove, Holiday, TimetableDates,
    Window, WindowInput, years,
};
pub use edition::{
    Change, Course, Edition, EditionCopy, EditionFacts, EditionUpdate, EditionVersion, Editor,
    Major, MajorQuery, Subject,
};
pub use rules::{
    RegionQuery, RegionalRule, RegionalRuleUpdate, RuleUpdate, RuleView, WithdrawalReason,
};
pub use words::{
    EditionStatus, FactSource, InstitutionLevel, RuleSeverity, VersionKind, WindowEffect,
    WindowKind,
};
