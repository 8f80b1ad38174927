//! Server-sent events (HTML standard §9.2), read by clients with `fetch` so that they can send a bearer token.
//!
//! A stream looks at the database when this node's pulse beats and, for what other nodes did, every few
//! seconds; it sends what differs from the last look. Every stream begins with the present state, so a
//! client that comes back after a break has missed nothing. It ends when the session was revoked, the
//! token has expired or the process stops.

use std::future::Future;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::platform::auth::{Caller, Role};
use crate::platform::clock::Clock;
use crate::platform::error::{Code, Result};
use crate::platform::state::State;

/// A silent connection is closed by proxies; a comment now and then keeps it, and finds out who has left.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub name: &'static str,
    data: String,
}

impl Event {
    /// An event whose data is a JSON document on one line.
    pub fn json<T: Serialize>(name: &'static str, data: &T) -> Result<Self> {
        Ok(Event { name, data: serde_json::to_string(data)? })
    }
    fn write(&self, out: &mut String) {
        out.push_str("event: ");
        out.push_str(self.name);
        out.push_str("\ndata: ");
        out.push_str(&self.data);
        out.push_str("\n\n");
    }
}

/// What a look at the database found.
#[derive(Debug, Clone)]
pub struct Look {
    /// To be sent now.
    pub events: Vec<Event>,
    /// Nothing will change any more: the stream ends after these events.
    pub last: bool,
}

struct Watch<F> {
    state: State,
    caller: Caller,
    pulse: watch::Receiver<u64>,
    every: Duration,
    look: F,
    heard: Instant,
    begun: bool,
    ended: bool,
}

impl<F, Fut> Watch<F>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Look>>,
{
    /// Whether the caller may still listen.
    async fn allowed(&self) -> bool {
        let c = &self.caller;
        if self.state.jobs.stopping() || c.expires_at <= Clock::real() {
            return false;
        }
        let client = c.role == Role::Partner;
        let standing =
            self.state.sessions.standing(&self.state.db, c.session, c.grant, client).await;
        match standing.map(|s| s.lives) {
            Ok(lives) => lives,
            // A database that is busy for a moment is no revocation.
            Err(e) => e.code() == Code::Overloaded,
        }
    }

    async fn next(mut self) -> Option<(Result<Bytes, actix_web::Error>, Self)> {
        if self.ended {
            return None;
        }
        loop {
            if self.begun {
                let left = Duration::from_micros(
                    u64::try_from(self.caller.expires_at.0 - Clock::real().0).unwrap_or(0),
                );
                let _ = tokio::time::timeout(self.every.min(left), self.pulse.changed()).await;
            }
            if !self.allowed().await {
                return None;
            }
            let mut out = String::new();
            match (self.look)().await {
                Ok(look) => {
                    look.events.iter().for_each(|e| e.write(&mut out));
                    self.ended = look.last;
                }
                // Tried again at the next turn.
                Err(e) if e.code() == Code::Overloaded => {}
                Err(e) => {
                    tracing::warn!(error = %e, "an event stream ends");
                    return None;
                }
            }
            if !self.begun || (out.is_empty() && self.heard.elapsed() >= HEARTBEAT) {
                out.insert_str(0, ": here\n\n");
            }
            self.begun = true;
            if !out.is_empty() || self.ended {
                self.heard = Instant::now();
                return Some((Ok(Bytes::from(out)), self));
            }
        }
    }
}

/// A response that sends what `look` finds, at once, after every pulse of this node and at the latest
/// after `every`.
pub fn stream<F, Fut>(state: &State, caller: Caller, every: Duration, look: F) -> HttpResponse
where
    F: FnMut() -> Fut + 'static,
    Fut: Future<Output = Result<Look>> + 'static,
{
    let watch = Watch {
        pulse: state.pulse.subscribe(),
        state: state.clone(),
        caller,
        every,
        look,
        heard: Instant::now(),
        begun: false,
        ended: false,
    };
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Compression would hold small events back until a block is full.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(futures_util::stream::unfold(watch, Watch::next))
}
