//! The states of a class. Pure.

use crate::text_enum;

text_enum! {
    /// Where a training class stands.
    pub enum ClassStatus {
        /// People and trainers are set; nothing has begun.
        Formed => "formed",
        Running => "running",
        Finished => "finished",
        /// Given up before it began; its people are free for another.
        Dissolved => "dissolved",
    }
}

/// What is done to a class as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Start,
    Finish,
    Dissolve,
}

impl Step {
    /// The action in the policy table.
    pub const fn action(self) -> &'static str {
        match self {
            Step::Start => "training_classes.start",
            Step::Finish => "training_classes.finish",
            Step::Dissolve => "training_classes.dissolve",
        }
    }

    /// The name of the event in the audit trail.
    pub const fn event(self) -> &'static str {
        match self {
            Step::Start => "training_class.start",
            Step::Finish => "training_class.finish",
            Step::Dissolve => "training_class.dissolve",
        }
    }
}

impl ClassStatus {
    /// The state after a step; `None` if this state does not allow it.
    pub const fn after(self, step: Step) -> Option<ClassStatus> {
        use ClassStatus::{Dissolved, Finished, Formed, Running};
        Some(match (self, step) {
            (Formed, Step::Start) => Running,
            (Running, Step::Finish) => Finished,
            (Formed, Step::Dissolve) => Dissolved,
            _ => return None,
        })
    }

    /// Whether it takes its trainers' time: it has not ended.
    pub const fn is_live(self) -> bool {
        matches!(self, ClassStatus::Formed | ClassStatus::Running)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClassStatus::{Dissolved, Finished, Formed, Running};

    #[test]
    fn a_class_starts_once_and_then_finishes() {
        assert_eq!(Formed.after(Step::Start), Some(Running));
        assert_eq!(Running.after(Step::Finish), Some(Finished));
        assert_eq!(Formed.after(Step::Finish), None);
        assert_eq!(Running.after(Step::Start), None);
    }

    #[test]
    fn only_what_has_not_begun_is_dissolved_and_what_is_over_stays_so() {
        assert_eq!(Formed.after(Step::Dissolve), Some(Dissolved));
        assert_eq!(Running.after(Step::Dissolve), None);
        for status in [Finished, Dissolved] {
            assert!(!status.is_live());
            for step in [Step::Start, Step::Finish, Step::Dissolve] {
                assert_eq!(status.after(step), None);
            }
        }
    }
}
