//! The states of a batch, the steps that are taken on it as a whole, and what its classes bring it to. Pure.

use crate::text_enum;

text_enum! {
    /// Where a training batch stands.
    pub enum BatchStatus {
        /// Being prepared; nobody but who opened it and headquarters sees it.
        Draft => "draft",
        /// Teachers are enrolled.
        Enrolling => "enrolling",
        /// Everybody who was enrolled is in a class; nobody new is enrolled. Until a class begins the waiting list
        /// still moves up into places that come free: who moved up since is in none yet.
        Grouped => "grouped",
        /// A class has begun.
        Running => "running",
        /// The last class has ended; the expert group judges.
        Assessing => "assessing",
        Finished => "finished",
        Cancelled => "cancelled",
    }
}

/// What is done to a batch as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Open,
    /// More are to be enrolled after classes were formed.
    Reopen,
    Finish,
    Cancel,
}

impl Step {
    /// The action in the policy table.
    pub const fn action(self) -> &'static str {
        match self {
            Step::Open => "training_batches.open",
            Step::Reopen => "training_batches.reopen",
            Step::Finish => "training_batches.finish",
            Step::Cancel => "training_batches.cancel",
        }
    }

    /// The name of the event in the audit trail.
    pub const fn event(self) -> &'static str {
        match self {
            Step::Open => "training_batch.open",
            Step::Reopen => "training_batch.reopen",
            Step::Finish => "training_batch.finish",
            Step::Cancel => "training_batch.cancel",
        }
    }

    /// Whether whoever takes this step owes the others a word.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Step::Reopen | Step::Cancel)
    }
}

impl BatchStatus {
    /// The state after a step; `None` if this state does not allow it.
    pub const fn after(self, step: Step) -> Option<BatchStatus> {
        use BatchStatus::{Assessing, Cancelled, Draft, Enrolling, Finished, Grouped};
        Some(match (self, step) {
            (Draft, Step::Open) | (Grouped, Step::Reopen) => Enrolling,
            (Assessing, Step::Finish) => Finished,
            (Draft | Enrolling | Grouped, Step::Cancel) => Cancelled,
            _ => return None,
        })
    }

    /// Whether everything of it may change. Later its dates and regions stand, since people rely on them.
    pub const fn is_forming(self) -> bool {
        matches!(self, BatchStatus::Draft | BatchStatus::Enrolling)
    }

    /// Whether it has ended, one way or the other.
    pub const fn is_over(self) -> bool {
        matches!(self, BatchStatus::Finished | BatchStatus::Cancelled)
    }

    /// The state that the classes of a batch bring it to, with the name of the event; `None` if it does not follow
    /// from this one.
    pub const fn brought_to(self, to: BatchStatus) -> Option<&'static str> {
        use BatchStatus::{Assessing, Enrolling, Grouped, Running};
        Some(match (self, to) {
            (Enrolling, Grouped) => "training_batch.group",
            (Grouped, Running) => "training_batch.run",
            (Running, Assessing) => "training_batch.assess",
            _ => return None,
        })
    }

    /// Whether classes are formed of it, and people change them.
    pub const fn forms_classes(self) -> bool {
        matches!(self, BatchStatus::Enrolling | BatchStatus::Grouped | BatchStatus::Running)
    }

    /// Whether people may still come, go and move up: before the first class begins.
    pub const fn takes_people(self) -> bool {
        matches!(self, BatchStatus::Enrolling | BatchStatus::Grouped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BatchStatus::{Assessing, Cancelled, Draft, Enrolling, Finished, Grouped, Running};

    const STEPS: [Step; 4] = [Step::Open, Step::Reopen, Step::Finish, Step::Cancel];

    #[test]
    fn a_batch_opens_and_after_its_assessment_it_finishes() {
        assert_eq!(Draft.after(Step::Open), Some(Enrolling));
        assert_eq!(Grouped.after(Step::Reopen), Some(Enrolling));
        assert_eq!(Assessing.after(Step::Finish), Some(Finished));
    }

    #[test]
    fn what_has_begun_is_not_called_off() {
        for status in [Running, Assessing] {
            assert_eq!(status.after(Step::Cancel), None);
            assert!(!status.takes_people() && !status.is_over());
        }
        for status in [Draft, Enrolling, Grouped] {
            assert_eq!(status.after(Step::Cancel), Some(Cancelled));
        }
    }

    #[test]
    fn classes_bring_a_batch_from_grouping_to_assessment_one_state_after_the_other() {
        assert_eq!(Enrolling.brought_to(Grouped), Some("training_batch.group"));
        assert_eq!(Grouped.brought_to(Running), Some("training_batch.run"));
        assert_eq!(Running.brought_to(Assessing), Some("training_batch.assess"));
        for (from, to) in
            [(Draft, Grouped), (Enrolling, Running), (Grouped, Assessing), (Assessing, Finished)]
        {
            assert_eq!(from.brought_to(to), None);
        }
    }

    #[test]
    fn what_is_over_stays_as_it_is() {
        for status in [Finished, Cancelled] {
            assert!(status.is_over() && !status.is_forming());
            assert!(STEPS.iter().all(|step| status.after(*step).is_none()));
        }
    }

    #[test]
    fn no_step_skips_the_classes() {
        for step in STEPS {
            for status in [Draft, Enrolling] {
                assert!(!matches!(status.after(step), Some(Running | Assessing | Finished)));
            }
        }
    }
}
