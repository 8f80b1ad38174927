//! What the edition says of a batch: when its period lies, and how many hours a class must have.

use onex_calendar::{Effect, WindowKind};
use onex_rules::{RuleId, Severity};
use time::Date;

use super::BatchWarning;
use crate::domains::editions;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};

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
            return Err(Error::because(Code::WindowClosed, message));
        }
        warnings.push(BatchWarning { code: "outside_window".into(), message });
    }
    Ok(Dates { starts_on, ends_on, warnings })
}

/// Hours that are enough in every region; the most that any of them asks for where none are told (二.1.(4)).
///
/// # Errors
/// `rule_violated` for fewer than a class must have.
pub fn hours(
    conn: &mut Conn,
    edition: Id,
    regions: &[String],
    told: Option<i32>,
    title: &str,
) -> Result<i32> {
    let (mut least, mut findings) = (1, Vec::new());
    for region in regions {
        let rules = editions::rules_for(conn, edition, Some(region))?;
        least = least.max(rules.int(RuleId::TrainingClassMinLiveHours).unwrap_or_default());
        if let Some(told) = told {
            let found = rules.check(RuleId::TrainingClassMinLiveHours, i64::from(told), title);
            findings.extend(found.filter(|f| f.severity == Severity::Must));
        }
    }
    findings.truncate(1);
    editions::decide(&findings, &[])?;
    Ok(told.unwrap_or_else(|| i32::try_from(least.clamp(1, 1000)).unwrap_or(1)))
}
