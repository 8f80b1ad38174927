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

impl Throttle {
    /// Refuses with 429 when the key has used up its failures.
    pub fn check(&self, key: &str, limit: Limit) -> Result<()> {
        let Ok(map) = self.0.lock() else { return Ok(()) };
        if let Some((n, since)) = map.get(key) {
            let passed = since.elapsed();
            if *n >= limit.failures && passed < limit.window {
                return Err(Error::new(Code::TooManyAttempts)
                    .retry_after((limit.window - passed).as_secs().max(1)));
            }
        }
        Ok(())
    }

    /// Counts one failure.
    pub fn fail(&self, key: &str, limit: Limit) {
        let Ok(mut map) = self.0.lock() else { return };
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
    }

    /// A success: the key's failures are forgotten.
    pub fn clear(&self, key: &str) {
        if let Ok(mut map) = self.0.lock() {
            map.remove(key);
        }
    }
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
}
