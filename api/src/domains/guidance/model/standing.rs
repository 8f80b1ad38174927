//! Where each participant stands with guidance: pure.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Giver;
use crate::domains::training_enrolments::InClass;
use crate::platform::db::{Id, Ts};

const DAY: i64 = 86_400;

/// How long participants of some regions may go without guidance, in one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub edition: Id,
    pub max_days: i64,
    /// GB/T 2260 two-digit codes.
    pub regions: Vec<String>,
}

impl Terms {
    /// Whoever was last guided before this instant is owed guidance now.
    pub fn cut(&self, now: Ts) -> Ts {
        now.plus_seconds(-self.max_days * DAY)
    }
}

/// Since when somebody has gone without guidance, and until when that is in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    pub days: i64,
    pub until: Ts,
    pub owed: bool,
}

impl Waits {
    /// Of a participant whose class began then and who was last guided then.
    pub fn of(began: Ts, last: Option<Ts>, max_days: i64, now: Ts) -> Self {
        let since = last.map_or(began, |last| last.max(began));
        let days = (now.0 - since.0).max(0) / (DAY * 1_000_000);
        let until = since.plus_seconds(max_days * DAY);
        Waits { days, until, owed: until < now }
    }
}

/// The last guidance by video.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = LastGuidance)]
pub struct Last {
    pub by: Giver,
    pub given_at: Ts,
    #[schema(minimum = 1, maximum = 600, example = 20)]
    pub minutes: i32,
}

/// A request that waits.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = OpenGuidanceRequest)]
pub struct OpenRequest {
    pub id: Id,
    pub question: String,
    pub asked_at: Ts,
    pub due_at: Ts,
    pub late: bool,
    pub version: i64,
}

/// A participant of a class that runs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = GuidanceStanding)]
pub struct Standing {
    pub participant: InClass,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
    /// Guidance by video so far.
    #[schema(minimum = 0)]
    pub times: i64,
    /// Its minutes.
    #[schema(minimum = 0)]
    pub minutes: i64,
    /// Whole days since the last guidance by video or, without any, since the class began.
    #[schema(minimum = 0, example = 2)]
    pub days_without: i64,
    /// What the edition allows (guidance.max_days_without of the participant's region).
    #[schema(minimum = 0, example = 3)]
    pub max_days: i64,
    /// Until when guidance is due.
    pub due_at: Ts,
    /// It is past due.
    pub owed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_request: Option<OpenRequest>,
}

/// Which participants to list; all are in classes that run.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StandingFilter {
    pub edition_id: Option<Id>,
    pub period: Option<i32>,
    pub class_id: Option<Id>,
    /// GB/T 2260 two-digit code.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
    pub institution_id: Option<Id>,
    /// Only those who are owed guidance, or only the others.
    pub owed: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: Ts = Ts(1_000_000_000_000_000);

    #[test]
    fn guidance_is_owed_from_the_instant_after_the_last_day_it_may_take() {
        let at = |seconds| Waits::of(BEGAN, None, 3, BEGAN.plus_seconds(seconds));
        assert_eq!(at(3 * DAY), Waits { days: 3, until: BEGAN.plus_seconds(3 * DAY), owed: false });
        assert!(Waits::of(BEGAN, None, 3, Ts(BEGAN.0 + 3 * DAY * 1_000_000 + 1)).owed);
        assert_eq!(at(DAY - 1).days, 0);
    }

    #[test]
    fn it_counts_from_the_last_guidance_and_never_from_before_the_class() {
        let now = BEGAN.plus_seconds(5 * DAY);
        let waits = |last| Waits::of(BEGAN, Some(BEGAN.plus_seconds(last)), 3, now);
        assert_eq!((waits(4 * DAY).days, waits(4 * DAY).owed), (1, false));
        assert_eq!((waits(-DAY).days, waits(-DAY).owed), (5, true));
    }

    #[test]
    fn what_the_list_filters_by_is_what_the_row_says() {
        let terms = Terms { edition: Id::NIL, max_days: 3, regions: vec![] };
        for last in [None, Some(BEGAN), Some(Ts(BEGAN.0 + 1)), Some(BEGAN.plus_seconds(-1))] {
            for now in [BEGAN, BEGAN.plus_seconds(3 * DAY), Ts(BEGAN.0 + 3 * DAY * 1_000_000 + 1)] {
                let cut = terms.cut(now);
                let filtered = BEGAN < cut && last.is_none_or(|last| last < cut);
                assert_eq!(filtered, Waits::of(BEGAN, last, 3, now).owed, "{last:?} {now:?}");
            }
        }
    }
}
