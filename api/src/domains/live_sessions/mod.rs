//! Live sessions (直播研修, 二.1.(4)) of training classes and student cohorts: planned so that nobody's time is taken
//! twice, held in rooms of several providers, and attended, as the rooms tell, as files tell, or as somebody enters.
//! It does not own classes and who is in them: it reads their tables, and they ask it for their hours.

mod http;
mod model;
pub mod policy;
mod rooms;
mod service;
mod store;

pub use http::routes;
pub use model::{ClassKind, Provider, Reach, SessionFilter, SessionRow, SessionStatus};
pub use service::{
    Attended, FeedItem, Hours, Standing, attended, cancel_all, cards, feed, follow, forget_files,
    hosts_ahead, hours, lock_plan, standing,
};
pub use store::check::check;
