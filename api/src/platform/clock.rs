//! Business time. The programme's dates are in Asia/Shanghai; instants are UTC.
//!
//! A demo folder runs on a simulated clock that starts at a given instant and ticks in real time; tests
//! freeze and move theirs. Tokens, TLS and throttling use [`Clock::real`], whatever the business time is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::platform::db::Ts;

/// The platform's clock. Cheap to clone; clones share one time.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System,
    /// Microseconds to add to real time; a demo moves them ahead.
    Shifted(Arc<AtomicI64>),
    /// A frozen instant, moved by hand.
    Frozen(Arc<AtomicI64>),
}

impl Clock {
    /// Business time is real time.
    pub fn system() -> Self {
        Clock(Kind::System)
    }
    /// Business time starts at `start` when real time is `epoch`, and ticks on from there.
    pub fn simulated(start: Ts, epoch: Ts) -> Self {
        Clock(Kind::Shifted(Arc::new(AtomicI64::new(start.0 - epoch.0))))
    }
    /// Business time stands still until [`Clock::set`].
    pub fn frozen(at: Ts) -> Self {
        Clock(Kind::Frozen(Arc::new(AtomicI64::new(at.0))))
    }
    /// Moves a frozen clock; does nothing to the others.
    pub fn set(&self, at: Ts) {
        if let Kind::Frozen(now) = &self.0 {
            now.store(at.0, Ordering::SeqCst);
        }
    }
    /// Business time is `start` when real time is `epoch`, from now on; does nothing but to a simulated clock.
    pub fn shift(&self, start: Ts, epoch: Ts) {
        if let Kind::Shifted(shift) = &self.0 {
            shift.store(start.0 - epoch.0, Ordering::SeqCst);
        }
    }
    /// The business instant.
    pub fn now(&self) -> Ts {
        match &self.0 {
            Kind::System => Self::real(),
            Kind::Shifted(shift) => Ts(Self::real().0 + shift.load(Ordering::SeqCst)),
            Kind::Frozen(now) => Ts(now.load(Ordering::SeqCst)),
        }
    }
    /// Today's date in the programme's zone.
    pub fn today(&self) -> time::Date {
        self.now().programme_date()
    }
    /// Whether business time differs from real time; shown to people as a banner.
    pub fn is_simulated(&self) -> bool {
        !matches!(self.0, Kind::System)
    }
    /// Whether business time ticks on beside real time, as a demo's does: what goes by real time elsewhere does not go
    /// with it.
    pub fn is_shifted(&self) -> bool {
        matches!(self.0, Kind::Shifted(_))
    }
    /// The instant outside: for tokens, throttling and leases.
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the operating system"
    )]
    pub fn real() -> Ts {
        Ts::from(time::OffsetDateTime::now_utc())
    }
}
