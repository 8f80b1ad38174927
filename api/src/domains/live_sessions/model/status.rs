//! The kinds of classes and rooms, and the states of a session. Pure.

use crate::text_enum;

text_enum! {
    /// What kind of class a session belongs to.
    pub enum ClassKind {
        /// A class of online teacher training.
        TrainingClass => "training_class",
        /// A class of students.
        Cohort => "cohort",
    }
}

text_enum! {
    /// Where a session takes place.
    pub enum Provider {
        /// At an address that somebody gave.
        Link => "link",
        Bigbluebutton => "bigbluebutton",
        Jitsi => "jitsi",
    }
}

text_enum! {
    /// Where a session stands.
    pub enum SessionStatus {
        Planned => "planned",
        /// Whoever holds it has entered.
        Open => "open",
        Held => "held",
        Cancelled => "cancelled",
    }
}

impl SessionStatus {
    /// Whether it may still be moved or cancelled.
    pub const fn is_ahead(self) -> bool {
        matches!(self, SessionStatus::Planned | SessionStatus::Open)
    }

    /// Whether it takes its class's and its host's time.
    pub const fn takes_time(self) -> bool {
        !matches!(self, SessionStatus::Cancelled)
    }

    /// Whether its time may be told after the fact: once it was held, the time may be corrected.
    pub const fn can_be_held(self) -> bool {
        self.takes_time()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SessionStatus::{Cancelled, Held, Open, Planned};

    #[test]
    fn what_was_held_is_corrected_and_not_moved() {
        assert!(Planned.is_ahead() && Open.is_ahead());
        assert!(!Held.is_ahead() && Held.can_be_held() && Held.takes_time());
    }

    #[test]
    fn what_is_cancelled_takes_no_time_and_stays_so() {
        assert!(!Cancelled.is_ahead() && !Cancelled.takes_time() && !Cancelled.can_be_held());
    }
}
