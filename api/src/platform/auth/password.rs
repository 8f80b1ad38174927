//! Password hashes: argon2id (RFC 9106) on threads of their own, a few at a time.

mod workers;

use std::sync::Arc;

use argon2::Params;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use self::workers::{Argon, REST, Workers};
use crate::platform::error::{Code, Error, Result};

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    params: Params,
    /// One for each core: more would push one another out of the processor's cache, and take 12 MiB each.
    workers: Arc<Workers>,
    /// One more than there are workers: whoever of them is done finds the next in the line.
    slots: Arc<Semaphore>,
    queue: usize,
    dummy: Arc<str>,
}

/// Cost of one hash: 12 MiB, 3 passes, 1 lane. OWASP's Password Storage Cheat Sheet names it among the least settings of
/// argon2id, as strong as 19 MiB with 2 passes; it takes less memory from the rest.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Cost { memory_kib: 12 * 1024, passes: 3 }
    }
}

impl Hasher {
    /// # Errors
    /// The cost is outside what argon2 allows, or the system has no thread to give.
    pub fn new(cost: Cost) -> std::result::Result<Self, String> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .map_err(|e| format!("password cost: {e}"))?;
        let dummy = Argon::new(params.clone())
            .hash_password(&crate::platform::keys::random::<16>())
            .map_err(|e| format!("password cost: {e}"))?
            .to_string();
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let workers =
            Workers::start(&params, cores, REST).map_err(|e| format!("password hashing: {e}"))?;
        Ok(Hasher {
            params,
            workers: Arc::new(workers),
            slots: Arc::new(Semaphore::new(cores + 1)),
            queue: 256,
            dummy: dummy.into(),
        })
    }

    /// Waits for a turn to hash. What is counted once the turn has come is one more than what is worked on, and no
    /// more: a whole school that signs in at once waits in line without being counted.
    pub async fn turn(&self) -> Result<Turn> {
        // A login storm waits in line; beyond what can be served within a sensible time it is told so.
        if self.slots.available_permits() == 0 && Arc::strong_count(&self.slots) > self.queue {
            return Err(Error::new(Code::Overloaded).retry_after(3));
        }
        let waiting = self.slots.clone();
        let permit = waiting.acquire_owned().await.map_err(|e| Error::internal(e.into()))?;
        Ok(Turn {
            permit: Arc::new(permit),
            workers: self.workers.clone(),
            dummy: self.dummy.clone(),
        })
    }

    /// The PHC string of a password.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.turn().await?.run(move |argon| hash(argon, &password)).await?
    }

    /// [`Hasher::hash`] for subcommands.
    pub fn hash_blocking(&self, password: &str) -> Result<String> {
        hash(&Argon::new(self.params.clone()), password)
    }
}

fn hash(argon: &Argon, password: &str) -> Result<String> {
    argon
        .hash_password(password.as_bytes())
        .map(|h| h.to_string())
        .map_err(|e| Error::internal(anyhow::anyhow!("argon2: {e}")))
}

/// A turn to hash: one of the few that are given at a time. It ends when it is dropped, but not before the work is
/// done, also when whoever asked has gone away. Drop it once the outcome is counted: the next would find it
/// uncounted otherwise.
pub struct Turn {
    permit: Arc<OwnedSemaphorePermit>,
    workers: Arc<Workers>,
    dummy: Arc<str>,
}

/// What a password was found to be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub matches: bool,
    /// The matching password's hash at the present cost, where the stored one was made at a lower.
    pub rehashed: Option<String>,
}

impl Turn {
    async fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Argon) -> T + Send + 'static,
    ) -> Result<T> {
        let permit = self.permit.clone();
        let (answer, answered) = oneshot::channel();
        self.workers.give(move |argon| {
            let out = f(argon);
            // In here: whoever asked may have gone away.
            drop(permit);
            let _ = answer.send(out);
        });
        answered.await.map_err(|_| Error::internal(anyhow::anyhow!("hashing a password failed")))
    }

    /// Whether the password matches. Without a stored hash the same work is done and the answer is no, so
    /// that an unknown account cannot be told from a wrong password by the time it takes.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<Verdict> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.dummy.to_string());
        self.run(move |argon| {
            let Ok(stored) = PasswordHash::new(&stored) else { return Ok(Verdict::default()) };
            if argon.verify_password(password.as_bytes(), &stored).is_err() || !known {
                return Ok(Verdict::default());
            }
            let cheap = Params::try_from(&stored).is_ok_and(|made| {
                let now = &argon.params;
                made.m_cost() < now.m_cost() || made.t_cost() < now.t_cost()
            });
            let rehashed = if cheap { Some(hash(argon, &password)?) } else { None };
            Ok(Verdict { matches: true, rehashed })
        })
        .await?
    }
}

/// What a new password must be: 8 to 128 characters, at least two kinds of characters (or 15 and more of
/// any kind), not the username, not among the most guessed.
pub fn check_strength(password: &str, username: &str) -> Result<()> {
    let weak = |m: &str| {
        Err(Error::because(Code::PasswordWeak, m).and_field("/password", "password_weak", m))
    };
    let n = password.chars().count();
    if n < 8 {
        return weak("A password has at least 8 characters");
    }
    if n > 128 {
        return weak("A password has at most 128 characters");
    }
    let lower = password.to_lowercase();
    if !username.is_empty() && lower.contains(&username.to_lowercase()) {
        return weak("A password must not contain the username");
    }
    let kinds = [
        password.chars().any(char::is_numeric),
        password.chars().any(char::is_alphabetic),
        password.chars().any(|c| !c.is_alphanumeric()),
    ];
    if n < 15 && kinds.iter().filter(|k| **k).count() < 2 {
        return weak("Mix letters with digits or signs, or use 15 characters and more");
    }
    const COMMON: &[&str] = &[
        "password1",
        "qwerty123",
        "abc12345",
        "a1234567",
        "1qaz2wsx",
        "woaini1314",
        "aa123456",
        "123456789a",
        "passw0rd",
    ];
    if COMMON.iter().any(|c| lower.starts_with(c)) {
        return weak("This password is among the first that others would try");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_turn_ends_with_its_work_also_when_whoever_asked_went_away() {
        let hasher = Hasher::new(Cost { memory_kib: 8, passes: 1 }).unwrap();
        let all = u32::try_from(hasher.slots.available_permits()).unwrap();
        let mut gone = Box::pin(hasher.hash("a password".into()));
        // Once asked, the work is on its way.
        let _ = std::future::poll_fn(|cx| std::task::Poll::Ready(gone.as_mut().poll(cx))).await;
        drop(gone);
        let _all = hasher.slots.acquire_many(all).await.unwrap();
    }
}
