//! The states of a cohort and the steps between them. Pure.

use crate::text_enum;

text_enum! {
    /// Where a cohort stands.
    pub enum CohortStatus {
        /// Being formed by the school.
        Draft => "draft",
        /// Waits for the branch.
        Submitted => "submitted",
        /// Sent back by the branch with remarks, to be mended.
        Returned => "returned",
        Approved => "approved",
        /// Teaching has begun.
        Running => "running",
        Finished => "finished",
        /// Given up before teaching began; its students are free for another.
        Dissolved => "dissolved",
    }
}

/// What is done to a cohort as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Submit,
    /// The school takes back what waits for the branch.
    Withdraw,
    Approve,
    Return,
    Start,
    Finish,
    Dissolve,
}

impl Step {
    pub const ALL: [Step; 7] = [
        Step::Submit,
        Step::Withdraw,
        Step::Approve,
        Step::Return,
        Step::Start,
        Step::Finish,
        Step::Dissolve,
    ];

    /// The action in the policy table.
    pub const fn action(self) -> &'static str {
        match self {
            Step::Submit => "cohorts.submit",
            Step::Withdraw => "cohorts.withdraw",
            Step::Approve => "cohorts.approve",
            Step::Return => "cohorts.return",
            Step::Start => "cohorts.start",
            Step::Finish => "cohorts.finish",
            Step::Dissolve => "cohorts.dissolve",
        }
    }

    /// The name of the event in the audit trail.
    pub const fn event(self) -> &'static str {
        match self {
            Step::Submit => "cohort.submit",
            Step::Withdraw => "cohort.withdraw",
            Step::Approve => "cohort.approve",
            Step::Return => "cohort.return",
            Step::Start => "cohort.start",
            Step::Finish => "cohort.finish",
            Step::Dissolve => "cohort.dissolve",
        }
    }

    /// Whether the class must keep to every rule for this step.
    pub const fn needs_rules(self) -> bool {
        matches!(self, Step::Submit | Step::Approve | Step::Start)
    }

    /// Whether whoever takes this step owes the others a word.
    pub const fn needs_remarks(self) -> bool {
        matches!(self, Step::Return | Step::Dissolve)
    }
}

impl CohortStatus {
    /// The state after a step; `None` if this state does not allow it.
    pub const fn after(self, step: Step) -> Option<CohortStatus> {
        use CohortStatus::{Approved, Dissolved, Draft, Finished, Returned, Running, Submitted};
        Some(match (self, step) {
            (Draft | Returned, Step::Submit) => Submitted,
            (Submitted, Step::Withdraw) => Draft,
            (Submitted, Step::Approve) => Approved,
            (Submitted, Step::Return) => Returned,
            (Approved, Step::Start) => Running,
            (Running, Step::Finish) => Finished,
            (Draft | Returned | Approved, Step::Dissolve) => Dissolved,
            _ => return None,
        })
    }

    /// Whether its students are taken: a student is in one live cohort of an edition at most.
    pub const fn is_live(self) -> bool {
        !matches!(self, CohortStatus::Finished | CohortStatus::Dissolved)
    }

    /// Whether title, major, kind and periods may change: what the branch approved stays.
    pub const fn is_forming(self) -> bool {
        matches!(self, CohortStatus::Draft | CohortStatus::Returned)
    }

    /// Whether students and teachers may come and go. While the branch decides nothing moves under its hands.
    pub const fn members_may_change(self) -> bool {
        self.is_live() && !matches!(self, CohortStatus::Submitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CohortStatus::{Approved, Dissolved, Draft, Finished, Returned, Running, Submitted};

    fn walk(steps: &[Step]) -> Option<CohortStatus> {
        steps.iter().try_fold(Draft, |status, step| status.after(*step))
    }

    #[test]
    fn a_class_goes_from_the_draft_to_its_last_day() {
        use Step::{Approve, Finish, Return, Start, Submit, Withdraw};
        assert_eq!(walk(&[Submit, Approve, Start, Finish]), Some(Finished));
        assert_eq!(walk(&[Submit, Return, Submit, Approve]), Some(Approved));
        assert_eq!(walk(&[Submit, Withdraw]), Some(Draft));
    }

    #[test]
    fn no_step_skips_the_branch() {
        for step in Step::ALL {
            assert_ne!(Draft.after(step), Some(Approved));
            assert_ne!(Draft.after(step), Some(Running));
            assert_ne!(Returned.after(step), Some(Approved));
            assert_ne!(Submitted.after(step), Some(Running));
        }
    }

    #[test]
    fn what_has_ended_stays_as_it_is() {
        for step in Step::ALL {
            assert_eq!(Finished.after(step), None);
            assert_eq!(Dissolved.after(step), None);
        }
        assert!(!Finished.is_live() && !Dissolved.is_live());
    }

    #[test]
    fn a_class_that_teaches_is_not_dissolved() {
        assert_eq!(Running.after(Step::Dissolve), None);
        assert_eq!(Submitted.after(Step::Dissolve), None);
    }

    #[test]
    fn nothing_moves_while_the_branch_decides() {
        assert!(!Submitted.members_may_change() && !Submitted.is_forming());
        assert!(Running.members_may_change() && !Running.is_forming());
        assert!(CohortStatus::ALL.iter().all(|s| !s.is_forming() || s.members_may_change()));
    }
}
