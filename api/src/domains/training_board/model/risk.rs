//! Who has missed too much: pure.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domains::training_enrolments::InClass;
use crate::platform::db::Id;

/// A participant with what their class has held so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    pub enrolment: Id,
    pub edition: Id,
    pub period: i32,
    pub region: String,
    pub attended: i64,
    pub held: i64,
}

/// Whole percent of what was held that somebody attended; nothing where nothing was held.
pub fn percent(attended: i64, held: i64) -> Option<i64> {
    (held > 0).then(|| attended.clamp(0, held) * 100 / held)
}

impl Attended {
    /// Whether it is less than so many percent.
    pub fn is_at_risk(&self, min_percent: i64) -> bool {
        // Not by the whole percent: 59.9 is less than 60.
        self.held > 0 && self.attended.clamp(0, self.held) * 100 < min_percent * self.held
    }
}

/// A participant who has missed too much of a class that runs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingParticipantAtRisk)]
pub struct AtRisk {
    pub participant: InClass,
    /// Minutes of live sessions attended.
    #[schema(minimum = 0)]
    pub attended_minutes: i64,
    /// Minutes that the class has held.
    #[schema(minimum = 0)]
    pub held_minutes: i64,
    #[schema(minimum = 0, maximum = 100)]
    pub percent: i64,
    /// What the edition asks for (training.min_attendance of the participant's region).
    #[schema(minimum = 0, maximum = 100, example = 60)]
    pub min_percent: i64,
}

/// What somebody attended of their own class that runs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = OwnTrainingHours)]
pub struct OwnHours {
    pub enrolment_id: Id,
    /// Whole class hours of live sessions attended.
    #[schema(minimum = 0, example = 16)]
    pub attended_hours: i64,
    /// Whole class hours that the class has held.
    #[schema(minimum = 0, example = 18)]
    pub held_hours: i64,
    #[schema(minimum = 0, maximum = 100)]
    pub percent: i64,
    /// What the edition asks for (training.min_attendance of the region).
    #[schema(minimum = 0, maximum = 100, example = 60)]
    pub min_percent: i64,
}

/// Which participants to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RiskFilter {
    pub edition_id: Option<Id>,
    pub period: Option<i32>,
    pub class_id: Option<Id>,
    /// GB/T 2260 two-digit code.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attended: i64, held: i64) -> Attended {
        let region = "32".to_string();
        Attended { enrolment: Id::NIL, edition: Id::NIL, period: 3, region, attended, held }
    }

    #[test]
    fn exactly_enough_is_no_risk_and_a_minute_less_is() {
        assert!(!of(540, 900).is_at_risk(60));
        assert!(of(539, 900).is_at_risk(60));
        assert!(!of(0, 0).is_at_risk(60), "nothing was held yet");
    }

    #[test]
    fn nobody_attends_more_than_was_held() {
        assert_eq!(
            (percent(1000, 900), percent(539, 900), percent(0, 0)),
            (Some(100), Some(59), None)
        );
    }
}
