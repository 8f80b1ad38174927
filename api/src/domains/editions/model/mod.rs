//! What an edition consists of, as it is asked for and answered.

mod calendar;
mod edition;
mod rules;
mod words;

pub use calendar::{
    CalendarUpdate, CalendarView, CalendarWarning, ExamDate, ExamDateInput, ExamDateMove, Holiday,
    TimetableDates, Window, WindowInput, years,
};
pub use edition::{
    Change, Course, Edition, EditionCopy, EditionFacts, EditionUpdate, EditionVersion, Editor,
    Major, MajorQuery, NamedFact, Subject,
};
pub use rules::{
    RegionQuery, RegionalRule, RegionalRuleUpdate, RuleUpdate, RuleValueSchema, RuleView,
    WithdrawalReason,
};
pub use words::{
    EditionStatus, FactSource, InstitutionLevel, RuleSeverity, RuleValueKind, VersionKind,
    WarningSeverity, WindowEffect, WindowKind,
};
