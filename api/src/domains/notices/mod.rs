//! Notices: what concerns a person, in the app, with an unread count that is the same in every tab and on
//! every node. It does not own what happened: the slice that does calls [`send`] in its transaction and
//! `State::wake_streams` after it.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use service::{cards, send};
pub use store::{forget, unread};
