//! What every handler and job is given.

use std::sync::Arc;

use super::auth::password::Hasher;
use super::auth::sessions::Sessions;
use super::clock::Clock;
use super::config::Config;
use super::db::Db;
use super::files::Files;
use super::fonts::PrintFonts;
use super::http::throttle::Throttle;
use super::issuer::Issuer;
use super::jobs::Jobs;
use super::keys::Keys;

/// The running application, shared by all workers.
#[derive(Clone)]
pub struct State {
    pub config: Arc<Config>,
    pub db: Db,
    pub clock: Clock,
    pub keys: Arc<Keys>,
    /// Who signs certificates, by what name and with which keys.
    pub issuer: Issuer,
    pub hasher: Hasher,
    pub sessions: Arc<Sessions>,
    pub throttle: Arc<Throttle>,
    pub files: Files,
    /// What certificates are printed with.
    pub fonts: PrintFonts,
    pub jobs: Jobs,
    /// Wakes the listeners of server-sent events on this node after a notice was committed.
    pub pulse: tokio::sync::watch::Sender<u64>,
    /// Who counts what waits for people.
    pub cards: &'static [super::cards::Source],
    /// Who does their part when another slice takes a step.
    pub followers: &'static [super::follow::Follower],
}

impl State {
    /// Tells this node's event streams to look again.
    pub fn wake_streams(&self) {
        self.pulse.send_modify(|n| *n += 1);
    }

    /// To be called after a transaction that ended sessions, withdrew grants or revoked clients: this node
    /// forgets what it knew of them and its streams look again.
    pub fn sessions_ended(&self) {
        self.sessions.forget();
        self.wake_streams();
    }
}
