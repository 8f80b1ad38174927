//! What the edition says of a batch: when its period lies, and how many hours a class must have.

use onex_calendar::{Effect, WindowKind};
use onex_rules::{RuleId, Severity};
use time::Date;

use super::BatchWarning;
use crate::domains::editions::{self, OverrideInput};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};

/// What a batch whose dates lie outside its period is warned of, by this code.
pub const OUTSIDE_WINDOW: &str = "outside_window";

/// The dates of a batch, and what is said against them.
#[derive(Debug)]
pub struct Dates {
    pub starts_on: Date,
    pub ends_on: Date,
    pub warnings: Vec<BatchWarning>,
}

/// Dates within the period of the edition (四.2); those of the period where none are told.
///
/// # Errors
/// 422 for a period that the edition does not have and for dates in the wrong order; `window_closed` for dates
/// outside a period that gates.
pub fn fitting(
    conn: &mut Conn,
    edition: Id,
    period: u8,
    (starts_on, ends_on): (Option<Date>, Option<Date>),
) -> Result<Dates> {
    let calendar = editions::calendar(conn, edition)?;
    let window = calendar
        .windows
        .iter()
        .find(|w| w.kind == WindowKind::TeacherTraining && w.period == period)
        .ok_or_else(|| {
            let message = format!("the edition has no teacher-training period {period}");
            Error::field("/period", "unknown", message)
        })?;
    let (starts_on, ends_on) = (starts_on.unwrap_or(window.start), ends_on.unwrap_or(window.end));
    if starts_on > ends_on {
        return Err(Error::field("/ends_on", "order", "must not lie before the first day"));
    }
    let mut warnings = Vec::new();
    if !window.contains(starts_on) || !window.contains(ends_on) {
        let message = format!(
            "Teacher-training period {period} lasts from {} to {}; the batch from {starts_on} to {ends_on}",
            window.start, window.end
        );
        if window.effect == Effect::Gates {
            return Err(Error::because(Code::WindowClosed, message).why(
                "batch_outside_period",
                [
                    ("period", i64::from(period).into()),
                    ("from", window.start.into()),
                    ("until", window.end.into()),
                ],
            ));
        }
        warnings.push(BatchWarning { code: OUTSIDE_WINDOW.into(), message, reason: None });
    }
    Ok(Dates { starts_on, ends_on, warnings })
}

/// The contact hours of each class of a batch, and what is said against them.
#[derive(Debug)]
pub struct Hours {
    pub planned: i32,
    pub warning: Option<BatchWarning>,
}

/// What a batch with too few hours is warned of, by this code.
pub const FEW_HOURS: &str = "few_hours";

/// Hours that are enough in every region, or fewer for a reason where the rule lets them; the most that any region
/// asks for where none are told (二.1.(4)).
///
/// # Errors
/// `rule_violated` for fewer than a class must have; `rule_override_required` for fewer than it should have without
/// a reason. Both name the strictest region's limit.
pub fn hours(
    conn: &mut Conn,
    edition: Id,
    regions: &[String],
    (told, overrides): (Option<i32>, &[OverrideInput]),
    title: &str,
) -> Result<Hours> {
    const RULE: RuleId = RuleId::TrainingClassMinLiveHours;
    let rules = editions::rules_in(conn, edition, regions)?;
    let Some(planned) = told else {
        let most = rules.iter().filter_map(|r| r.int(RULE)).max().unwrap_or(1);
        let planned = i32::try_from(most.clamp(1, 1000)).unwrap_or(1);
        return Ok(Hours { planned, warning: None });
    };
    // No reason helps against a `must`; beside it the others say nothing.
    let strictest = rules
        .iter()
        .filter_map(|r| Some((r.check(RULE, i64::from(planned), title)?, r.int(RULE)?)))
        .max_by_key(|(finding, limit)| (finding.severity == Severity::Must, *limit))
        .map(|(finding, _)| finding);
    let accepted = editions::decide(strictest.as_slice(), overrides)?.accepted.pop();
    let warning = accepted.map(|deviation| BatchWarning {
        code: FEW_HOURS.into(),
        message: format!(
            "{planned} class hours are planned; a class should have {} ({})",
            deviation.finding.limit, deviation.finding.clause
        ),
        reason: Some(deviation.reason),
    });
    Ok(Hours { planned, warning })
}
