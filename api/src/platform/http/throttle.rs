//! Counting failures, by whatever key they belong to: an account, an address, a number that is guessed.
//!
//! Successes cost nothing: a whole school signs in from one address. Counters live in this process; with
//! several nodes an attacker gets the limit once per node, which docs/operating.md says.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::platform::error::{Code, Error, Result};

const CAPACITY: usize = 100_000;

/// How many failures within which time.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub failures: u32,
    pub window: Duration,
}

/// Counters of failures.
#[derive(Default)]
pub struct Throttle(Mutex<HashMap<String, (u32, Instant)>>);

/// Attempts that were counted before their outcome is known. Dropped, they stay counted: as failures.
pub struct Attempt<'a> {
    throttle: &'a Throttle,
    /// Each key and the window it was counted in.
    counted: Vec<(String, Instant)>,
}

impl Attempt<'_> {
    /// It was no failure: it counts no longer.
    pub fn give_back(self) {
        self.give_back_where(|_| true);
    }

    /// Those of its keys, by their place among the keys given, that met no failure count no longer.
    pub fn give_back_where(self, succeeded: impl Fn(usize) -> bool) {
        let Ok(mut map) = self.throttle.0.lock() else { return };
        for (place, (key, window)) in self.counted.into_iter().enumerate() {
            if succeeded(place)
                && let Some((n, since)) = map.get_mut(&key)
                && *since == window
            {
                *n = n.saturating_sub(1);
            }
        }
    }
}

/// Whole seconds until a window ends; whoever comes back then is heard.
fn seconds_left(limit: Limit, passed: Duration) -> u64 {
    let left = limit.window.saturating_sub(passed);
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}

fn used_up(map: &HashMap<String, (u32, Instant)>, key: &str, limit: Limit) -> Result<()> {
    if let Some((n, since)) = map.get(key) {
        let passed = since.elapsed();
        if *n >= limit.failures && passed < limit.window {
            return Err(
                Error::new(Code::TooManyAttempts).retry_after(seconds_left(limit, passed).max(1))
            );
        }
    }
    Ok(())
}

impl Throttle {
    /// Refuses with 429 when the key has used up its failures. What this lets pass may fail all the same;
    /// where guesses come in parallel, [`Throttle::attempt`] is what holds the limit.
    pub fn check(&self, key: &str, limit: Limit) -> Result<()> {
        let Ok(map) = self.0.lock() else { return Ok(()) };
        used_up(&map, key, limit)
    }

    /// Counts an attempt on all of these keys, unless one of them has used up its failures: refused with
    /// 429 then, and counted on none. However many come at once, no more than the limit get an answer.
    pub fn attempt(&self, keys: &[(String, Limit)]) -> Result<Attempt<'_>> {
        let mut counted = Vec::with_capacity(keys.len());
        if let Ok(mut map) = self.0.lock() {
            for (key, limit) in keys {
                used_up(&map, key, *limit)?;
            }
            for (key, limit) in keys {
                counted.push((key.clone(), count(&mut map, key, *limit)));
            }
        }
        Ok(Attempt { throttle: self, counted })
    }

    /// Counts one failure.
    pub fn fail(&self, key: &str, limit: Limit) {
        if let Ok(mut map) = self.0.lock() {
            count(&mut map, key, limit);
        }
    }

    /// A success: the key's failures are forgotten.
    pub fn clear(&self, key: &str) {
        if let Ok(mut map) = self.0.lock() {
            map.remove(key);
        }
    }
}

/// Counts one more; returns when the window began that it is counted in.
fn count(map: &mut HashMap<String, (u32, Instant)>, key: &str, limit: Limit) -> Instant {
    if map.len() >= CAPACITY {
        map.retain(|_, (_, since)| since.elapsed() < limit.window);
        if map.len() >= CAPACITY {
            map.clear();
        }
    }
    let entry = map.entry(key.to_string()).or_insert((0, Instant::now()));
    if entry.1.elapsed() >= limit.window {
        *entry = (0, Instant::now());
    }
    entry.0 += 1;
    entry.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failures_count_and_only_for_their_key() {
        let t = Throttle::default();
        let limit = Limit { failures: 2, window: Duration::from_secs(60) };
        t.fail("a", limit);
        assert!(t.check("a", limit).is_ok());
        t.fail("a", limit);
        assert_eq!(t.check("a", limit).unwrap_err().code(), Code::TooManyAttempts);
        assert!(t.check("b", limit).is_ok());
        t.clear("a");
        assert!(t.check("a", limit).is_ok());
    }
    #[test]
    fn an_attempt_counts_until_it_is_given_back_and_is_refused_on_all_keys_or_counted_on_all() {
        let t = Throttle::default();
        let limit = Limit { failures: 1, window: Duration::from_secs(60) };
        let keys = |a: &str, b: &str| [(a.to_string(), limit), (b.to_string(), limit)];
        let pending = t.attempt(&keys("a", "from")).unwrap();
        assert!(t.attempt(&keys("b", "from")).is_err(), "the address has one under way");
        assert!(t.check("b", limit).is_ok(), "what is refused is not counted");
        pending.give_back();
        drop(t.attempt(&keys("b", "from")).unwrap());
        assert!(t.attempt(&keys("b", "elsewhere")).is_err(), "what is dropped is a failure");
        assert!(t.check("elsewhere", limit).is_ok());
    }

    #[test]
    fn whoever_comes_back_when_told_is_heard() {
        let limit = Limit { failures: 1, window: Duration::from_secs(60) };
        assert_eq!(seconds_left(limit, Duration::from_millis(1)), 60);
        assert_eq!(seconds_left(limit, Duration::from_secs(59)), 1);
        assert_eq!(seconds_left(limit, Duration::from_millis(59_999)), 1);
    }
}
