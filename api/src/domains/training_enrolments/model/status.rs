//! The states of an enrolment. Pure. A class places what is enrolled, its assessment ends it; those steps belong to the
//! slices above.

use crate::text_enum;

text_enum! {
    /// Where an enrolment stands.
    pub enum EnrolmentStatus {
        /// On the waiting list.
        Waiting => "waiting",
        /// Has a place, and no class yet.
        Enrolled => "enrolled",
        /// Is in a class.
        Placed => "placed",
        Passed => "passed",
        Failed => "failed",
        /// Left after the class had begun.
        Dropped => "dropped",
        /// Taken back before anything began.
        Withdrawn => "withdrawn",
        /// Still waited when the first class began.
        Expired => "expired",
    }
}

impl EnrolmentStatus {
    /// Whether it is under way: a person has one such enrolment in an edition at most.
    pub const fn is_live(self) -> bool {
        matches!(
            self,
            EnrolmentStatus::Waiting | EnrolmentStatus::Enrolled | EnrolmentStatus::Placed
        )
    }

    /// Whether it takes one of the places of its batch; the triggers of the table count the same.
    pub const fn takes_place(self) -> bool {
        use EnrolmentStatus::{Dropped, Enrolled, Failed, Passed, Placed};
        matches!(self, Enrolled | Placed | Passed | Failed | Dropped)
    }

    /// Whether it can be taken back or moved to another batch: who is in a class leaves that first.
    pub const fn is_free(self) -> bool {
        matches!(self, EnrolmentStatus::Waiting | EnrolmentStatus::Enrolled)
    }

    /// Whether whoever came to this end may try again only in a later period.
    pub const fn had_a_try(self) -> bool {
        use EnrolmentStatus::{Dropped, Expired, Failed};
        matches!(self, Failed | Dropped | Expired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_place_is_counted_and_whoever_waits_is_not() {
        let counted: Vec<_> =
            EnrolmentStatus::ALL.iter().filter(|s| s.takes_place()).map(|s| s.as_str()).collect();
        assert_eq!(counted, ["enrolled", "placed", "passed", "failed", "dropped"]);
    }

    #[test]
    fn what_is_free_is_live_and_what_had_a_try_is_over() {
        for status in EnrolmentStatus::ALL {
            assert!(!status.is_free() || status.is_live());
            assert!(!status.had_a_try() || !status.is_live());
        }
    }
}
