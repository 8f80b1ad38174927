//! The expert group (专家组, 三.1): who is in it for a batch, whom an expert must not judge, what designs are judged by,
//! who is given which design, and the reviews themselves. Experts know participants by a code alone
//! (docs/decisions/0023-the-expert-group.md). It does not own designs (`teaching_designs`) nor what the group comes to in
//! the end (`training_assessments`).

mod data;
mod http;
mod jobs;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use jobs::{DAILY, JOBS};
pub use model::{Bar, Conflict, DesignStanding, ReviewSaid, threshold};
pub use service::{
    bars, cards, designs_of, end_open, file_of_design, follow, is_lead, leads_of, led_by,
};
pub use store::check::check;
