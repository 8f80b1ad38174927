//! Password hashes: argon2id (RFC 9106) on threads of their own, a few at a time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::web;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::platform::error::{Code, Error, Result};

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    argon: Arc<Argon>,
    /// One for each core: more would push one another out of the processor's cache, and take 12 MiB each.
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
    /// The cost is outside what argon2 allows.
    pub fn new(cost: Cost) -> std::result::Result<Self, String> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .map_err(|e| format!("password cost: {e}"))?;
        let argon = Argon { params, memory: Mutex::default(), worked: AtomicU64::new(0) };
        let dummy = argon
            .hash_password(&crate::platform::keys::random::<16>())
            .map_err(|e| format!("password cost: {e}"))?
            .to_string();
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ok(Hasher {
            argon: Arc::new(argon),
            slots: Arc::new(Semaphore::new(cores)),
            queue: 256,
            dummy: dummy.into(),
        })
    }

    /// Waits for a turn to hash. What is counted once the turn has come is never more than what is worked
    /// on: a whole school that signs in at once waits in line without being counted.
    pub async fn turn(&self) -> Result<Turn> {
        // A login storm waits in line; beyond what can be served within a sensible time it is told so.
        if self.slots.available_permits() == 0 && Arc::strong_count(&self.slots) > self.queue {
            return Err(Error::new(Code::Overloaded).retry_after(3));
        }
        let waiting = self.slots.clone();
        let permit = waiting.acquire_owned().await.map_err(|e| Error::internal(e.into()))?;
        Ok(Turn { permit: Arc::new(permit), argon: self.argon.clone(), dummy: self.dummy.clone() })
    }

    /// The PHC string of a password.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.turn().await?.run(move |argon| hash(argon, &password)).await?
    }

    /// [`Hasher::hash`] for subcommands.
    pub fn hash_blocking(&self, password: &str) -> Result<String> {
        hash(&self.argon, password)
    }
}

/// How long nobody has to sign in before the memory is given back.
const REST: Duration = Duration::from_secs(1);

/// argon2id in memory that goes from one password to the next while they come in a row: to have it anew and
/// zeroed each time is a tenth of the work.
struct Argon {
    params: Params,
    memory: Mutex<Vec<Vec<Block>>>,
    /// Passwords so far.
    worked: AtomicU64,
}

impl Argon {
    fn memory(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives the memory back to the system, unless another password comes within [`REST`].
fn rest_soon(argon: &Arc<Argon>) {
    let argon = argon.clone();
    let before = argon.worked.fetch_add(1, Ordering::Relaxed) + 1;
    tokio::spawn(async move {
        tokio::time::sleep(REST).await;
        if argon.worked.load(Ordering::Relaxed) == before {
            argon.memory().clear();
        }
    });
}

impl PasswordHasher<PasswordHash> for Argon {
    fn hash_password_with_salt(
        &self,
        password: &[u8],
        salt: &[u8],
    ) -> argon2::password_hash::Result<PasswordHash> {
        self.hash_password_customized(password, salt, None, None, self.params.clone())
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Argon {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> argon2::password_hash::Result<PasswordHash> {
        let algorithm = algorithm.map_or(Ok(Algorithm::Argon2id), Algorithm::try_from)?;
        let version = version.map_or(Ok(Version::V0x13), Version::try_from)?;
        let salt = Salt::new(salt)?;
        let mut out = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        let blocks = params.block_count();
        let text = ParamsString::try_from(&params)?;
        let taken = self.memory().pop();
        let mut memory = taken.unwrap_or_default();
        memory.resize_with(blocks, Block::default);
        Argon2::new(algorithm, version, params).hash_password_into_with_memory(
            password,
            &salt,
            &mut out,
            &mut memory[..],
        )?;
        self.memory().push(memory);
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: text,
            salt: Some(salt),
            hash: Some(Output::new(&out)?),
        })
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
    argon: Arc<Argon>,
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
        let (permit, argon) = (self.permit.clone(), self.argon.clone());
        web::block(move || {
            let out = f(&argon);
            // In here: whoever asked may have gone away.
            rest_soon(&argon);
            drop(permit);
            out
        })
        .await
        .map_err(Error::cancelled)
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
    async fn memory_is_given_back_also_of_a_request_that_went_away() {
        let hasher = Hasher::new(Cost { memory_kib: 8, passes: 1 }).unwrap();
        let mut gone = Box::pin(hasher.hash("a password".into()));
        // Once asked, the work is on its way.
        let _ = std::future::poll_fn(|cx| std::task::Poll::Ready(gone.as_mut().poll(cx))).await;
        drop(gone);
        // Its turn ends with the work.
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let _all = hasher.slots.acquire_many(u32::try_from(cores).unwrap()).await.unwrap();
        assert_eq!(hasher.argon.memory().len(), 1, "it is kept for whoever comes next");
        let rests = hasher.argon.worked.load(Ordering::Relaxed);
        assert_eq!(rests, 1, "and somebody gives it back after a while");
    }
}
