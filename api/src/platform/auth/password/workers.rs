//! Threads that hash, and the memory they hash in.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher, PasswordHasher};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// How long nobody has to sign in before the memory is given back.
pub const REST: Duration = Duration::from_secs(1);

/// argon2id in memory that goes from one password to the next while they come in a row: to have it anew and
/// zeroed each time is a tenth of the work.
pub struct Argon {
    pub params: Params,
    memory: RefCell<Vec<Block>>,
}

impl Argon {
    pub fn new(params: Params) -> Self {
        Argon { params, memory: RefCell::default() }
    }
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
        let mut memory = self.memory.take();
        memory.resize_with(blocks, Block::default);
        Argon2::new(algorithm, version, params).hash_password_into_with_memory(
            password,
            &salt,
            &mut out,
            &mut memory[..],
        )?;
        self.memory.replace(memory);
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: text,
            salt: Some(salt),
            hash: Some(Output::new(&out)?),
        })
    }
}

type Work = Box<dyn FnOnce(&Argon) + Send>;

/// Some threads and the line before them: whoever has hashed goes on with the next that waits, without a thread
/// having to be woken first. They end when this is dropped, after what is in the line.
pub struct Workers(Arc<Line>);

#[derive(Default)]
struct Line {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Work>,
    closed: bool,
}

impl Workers {
    /// Starts so many, each of which gives its memory back when nobody came for `rest`.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub fn start(params: &Params, count: usize, rest: Duration) -> std::io::Result<Self> {
        let workers = Workers(Arc::default());
        for _ in 0..count {
            let (line, params) = (workers.0.clone(), params.clone());
            std::thread::Builder::new()
                .name("password".into())
                .spawn(move || line.work(&params, rest))?;
        }
        Ok(workers)
    }

    /// Has it done by the next thread that is free.
    pub fn give(&self, work: impl FnOnce(&Argon) + Send + 'static) {
        self.0.state().waiting.push_back(Box::new(work));
        self.0.changed.notify_one();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.changed.notify_all();
    }
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, params: &Params, rest: Duration) {
        while let Some(first) = self.next(None) {
            let argon = Argon::new(params.clone());
            let mut next = Some(first);
            while let Some(work) = next {
                // Whoever asked learns of a panic, for nobody answers them; the thread goes on.
                let _ = catch_unwind(AssertUnwindSafe(|| work(&argon)));
                next = self.next(Some(rest));
            }
        }
    }

    /// The next in the line; `None` when nobody came in time or, if one waits without end, ever will.
    fn next(&self, patience: Option<Duration>) -> Option<Work> {
        let idle = |state: &mut State| state.waiting.is_empty() && !state.closed;
        let mut state = match patience {
            None => {
                self.changed.wait_while(self.state(), idle).unwrap_or_else(PoisonError::into_inner)
            }
            Some(patience) => {
                self.changed
                    .wait_timeout_while(self.state(), patience, idle)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            }
        };
        state.waiting.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    fn worker(rest: Duration) -> Workers {
        Workers::start(&Params::new(8, 1, 1, None).unwrap(), 1, rest).unwrap()
    }

    /// Hashes, and says how much memory there was before.
    fn hashes(argon: &Argon) -> usize {
        let before = argon.memory.borrow().len();
        argon.hash_password_with_salt(b"a password", &[7; 16]).unwrap();
        before
    }

    #[test]
    fn what_is_in_the_line_is_done_also_after_a_panic_and_when_nobody_will_give_more() {
        let (worker, (done, outcome)) = (worker(REST), channel());
        worker.give(|_| std::panic::resume_unwind(Box::new("on purpose")));
        for n in 0..10 {
            let done = done.clone();
            worker.give(move |argon| {
                hashes(argon);
                done.send(n).unwrap();
            });
        }
        drop((worker, done));
        assert_eq!(outcome.iter().collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn memory_goes_to_the_next_in_the_line_and_back_to_the_system_when_there_is_none() {
        let (worker, (done, outcome)) = (worker(Duration::ZERO), channel());
        let (open, gate) = channel::<()>();
        let (first, second) = (done.clone(), done);
        worker.give(move |argon| {
            gate.recv().unwrap();
            first.send(hashes(argon)).unwrap();
        });
        worker.give(move |argon| second.send(hashes(argon)).unwrap());
        open.send(()).unwrap();
        assert_eq!(outcome.iter().collect::<Vec<_>>(), [0, 8]);
        // Whoever comes once the line was empty for so long finds a thread without.
        let cold = || {
            let (done, outcome) = channel();
            worker.give(move |argon| done.send(hashes(argon)).unwrap());
            outcome.recv().unwrap() == 0
        };
        while !cold() {
            std::thread::yield_now();
        }
    }
}
