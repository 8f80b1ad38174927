//! What follows from a step in the slices that build on the one that took it, within its transaction. The slice
//! below knows none of them: it tells, and `app::FOLLOWERS` lists who does their part.

use super::auth::Caller;
use super::db::{Conn, Id, Ts};
use super::error::Result;

/// A step that was taken.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// `<noun>.<verb>`, as the audit trail has it.
    pub event: &'static str,
    /// The thing that took the step; its row is locked.
    pub id: Id,
    pub caller: &'a Caller,
    pub reason: Option<&'a str>,
    pub at: Ts,
    /// Who is told of what follows from this in turn.
    pub followers: &'a [Follower],
}

/// Does its part, or nothing if the event does not concern it.
pub type Follower = fn(&mut Conn, &Told<'_>) -> Result<()>;

/// Tells all of them.
///
/// # Errors
/// That of the first who cannot do their part: the step is taken back with it.
pub fn tell(conn: &mut Conn, followers: &[Follower], told: &Told<'_>) -> Result<()> {
    followers.iter().try_for_each(|follow| follow(conn, told))
}
