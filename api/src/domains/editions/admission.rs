//! What the calendar lets pass at an instant.

use onex_calendar::Admission;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

use super::model::WindowKind;
use super::service;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Reason, Result};

/// Something was let pass outside the windows that the edition recommends for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdmissionWarning {
    pub kind: WindowKind,
    /// The first day of the next window of this kind, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_opening: Option<Date>,
    /// An English sentence.
    pub message: String,
}

/// Whether the calendar of an edition lets something of this kind pass now (四; product, "Time").
/// `None`: within a window. A warning: outside, where the windows only warn.
///
/// # Errors
/// `window_closed`, naming the next opening, outside windows that gate; `not_found` for an unknown edition.
pub fn admit(
    conn: &mut Conn,
    edition: Id,
    kind: WindowKind,
    now: Ts,
) -> Result<Option<AdmissionWarning>> {
    let calendar = service::calendar(conn, edition)?;
    let sentence = |next: Option<Date>| match next {
        Some(day) => {
            format!("The calendar has no window `{kind}` today; the next one opens on {day}")
        }
        None => format!("The calendar has no window `{kind}` today, and none to come"),
    };
    match calendar.admission(kind.into(), now.utc()) {
        Admission::Open(_) => Ok(None),
        Admission::Warned { next } => {
            let next_opening = next.map(|w| w.start);
            Ok(Some(AdmissionWarning { kind, next_opening, message: sentence(next_opening) }))
        }
        Admission::Closed { next } => {
            let next = next.map(|w| w.start);
            let reason = match next {
                Some(day) => Reason::of("window_opens", [("day", day.into())]),
                None => Reason::of("window_over", []),
            };
            Err(Error::because(Code::WindowClosed, sentence(next)).for_reason(reason))
        }
    }
}
