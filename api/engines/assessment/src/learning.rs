//! The sources of the learning record.

use serde::{Deserialize, Serialize};

use crate::score::{Score, share};

/// A live session that was held, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// As long as it was held.
    pub minutes: u32,
    /// Of which the participant was there. More than `minutes` counts as all.
    pub attended: u32,
}

/// The part of all live sessions held that a participant was there for, by minutes; `None` before the first. Nobody makes
/// up for one session by staying on after another.
pub fn attendance(held: &[Held]) -> Option<Score> {
    let sum = |minutes: fn(&Held) -> u32| held.iter().map(|s| u64::from(minutes(s))).sum();
    share(sum(|session| session.attended.min(session.minutes)), sum(|session| session.minutes))
}

/// The part of the tasks set that were handed in in time; `None` if none was set.
pub fn work(set: usize, in_time: usize) -> Option<Score> {
    // A count of things in memory.
    share(in_time as u64, set as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sessions() -> impl Strategy<Value = Vec<Held>> {
        let session =
            (0u32..200, 0u32..260).prop_map(|(minutes, attended)| Held { minutes, attended });
        prop::collection::vec(session, 0..8)
    }

    proptest! {
        #[test]
        fn every_minute_counts_alike(sessions in sessions()) {
            // Cut into sessions of one minute each.
            let minutes: Vec<Held> = sessions
                .iter()
                .flat_map(|s| (0..s.minutes).map(|m| Held { minutes: 1, attended: u32::from(m < s.attended) }))
                .collect();
            prop_assert_eq!(attendance(&sessions), attendance(&minutes));
        }

        #[test]
        fn to_stay_longer_never_lowers_it(sessions in sessions(), which: prop::sample::Index, more in 0u32..100) {
            prop_assume!(!sessions.is_empty());
            let mut longer = sessions.clone();
            longer[which.index(sessions.len())].attended += more;
            prop_assert!(attendance(&longer) >= attendance(&sessions));
        }
    }

    #[test]
    fn attendance_is_of_what_was_held() {
        let held = |minutes, attended| Held { minutes, attended };
        assert_eq!(attendance(&[]), None);
        assert_eq!(attendance(&[held(0, 5)]), None);
        assert_eq!(attendance(&[held(90, 90), held(45, 0)]), Score::new(6_667).ok());
        // Ninety minutes in a session of forty-five are forty-five.
        assert_eq!(attendance(&[held(45, 90), held(45, 0)]), Score::new(5_000).ok());
        assert_eq!(
            attendance(&[held(u32::MAX, u32::MAX), held(u32::MAX, u32::MAX)]),
            Some(Score::FULL)
        );
    }

    #[test]
    fn work_is_of_the_tasks_set() {
        assert_eq!(work(0, 0), None);
        assert_eq!(work(3, 2), Score::new(6_667).ok());
        assert_eq!(work(3, 3), Some(Score::FULL));
        assert_eq!(work(3, 0), Some(Score::ZERO));
    }
}
