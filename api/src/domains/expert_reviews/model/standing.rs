//! Where a design stands, from its reviews; and who must not judge. Pure.

use onex_assessment::{Design, Score, design};
use onex_rules::{EffectiveRules, RuleId};

use super::review::{ReviewRow, ReviewStatus};
use crate::platform::db::Id;
use crate::text_enum;

/// Somebody who must not judge a participant, and why (`expert_conflicts`).
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Conflict {
    pub user_id: Id,
    pub enrolment_id: Id,
    pub ground: String,
}

text_enum! {
    /// Why somebody does not confirm what the group comes to about a participant.
    pub enum Bar {
        /// They have the participant's design to review, or reviewed it.
        Reviewed => "reviewed",
        /// They have a conflict of interest.
        Conflict => "conflict",
    }
}

/// What one expert said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewSaid {
    pub slot: i32,
    pub total: Score,
    pub remarks: Option<String>,
}

/// A design and what its experts say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesignStanding {
    pub state: Design,
    /// By slot; those submitted.
    pub said: Vec<ReviewSaid>,
}

/// By how much two experts may differ.
pub fn threshold(rules: &EffectiveRules) -> Score {
    let points = rules.int(RuleId::AssessmentExpertThreshold).unwrap_or_default().clamp(0, 100);
    u16::try_from(points * 100).ok().and_then(|h| Score::new(h).ok()).unwrap_or(Score::FULL)
}

/// The points of a review in hundredths, once it is submitted.
pub fn points(total_hundredths: Option<i32>) -> Option<Score> {
    u16::try_from(total_hundredths?).ok().and_then(|h| Score::new(h).ok())
}

/// What reviews of one participant come to.
pub fn standing(reviews: &[ReviewRow], threshold: Score) -> DesignStanding {
    let mut said: Vec<ReviewSaid> = reviews
        .iter()
        .filter(|r| r.status == ReviewStatus::Submitted)
        .filter_map(|r| {
            let total = points(r.total_hundredths)?;
            Some(ReviewSaid { slot: r.slot, total, remarks: r.remarks.clone() })
        })
        .collect();
    said.sort_by_key(|s| s.slot);
    let of = |slot| said.iter().find(|s| s.slot == slot).map(|s| s.total);
    DesignStanding { state: design(of(1), of(2), of(3), threshold), said }
}
