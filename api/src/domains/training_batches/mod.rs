//! Batches of online teacher training (在线师资研修, 二.1, 四.2), from the call for enrolment to the end: their dates,
//! regions and places, the pool of trainers with its absences, and what participants read. It does not own who is
//! enrolled (`training_enrolments`): what a step means for them is done by whoever follows (`platform/follow.rs`).

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use model::{BatchRow, BatchStatus, BatchTrainer, Reach};
pub use service::{
    bring, by_id, cards, change_places, conclude, find_in, give_seqs, granted, kept, lock,
    lock_trainers, pools_of, regions_of, take_region,
};
pub use store::check::check;
