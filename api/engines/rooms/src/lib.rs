//! Rooms for video meetings: what is asked of their servers, and what those say. Nothing here calls anybody: the caller
//! sends what is built and hands in what came back.
//!
//! * [`link`]: a plain address somebody typed.
//! * [`bbb`]: BigBlueButton, by its API (docs.bigbluebutton.org/development/api) and its webhooks (…/development/webhooks).
//! * [`jitsi`]: Jitsi Meet with tokens, by lib-jitsi-meet's `doc/tokens.md`.
//!
//! Secrets are [`Secret`]s: they show nowhere, and what is compared with them is compared in constant time.

pub mod bbb;
mod error;
pub mod jitsi;
pub mod link;
mod secret;

pub use error::RoomError;
pub use secret::Secret;
