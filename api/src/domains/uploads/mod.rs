//! Files that are sent in parts: an upload that broke off goes on where it was (the headers are those of tus 1.0.0,
//! <https://tus.io/protocols/resumable-upload>, 2016). What is complete is taken over, once, by what it was sent for
//! ([`finish`], [`take`]); what is not goes after a day. It owns the parts, never a whole file.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use model::UploadPurpose;
pub use service::{Finished, Forgotten, drop_taken, finish, forget, most_bytes, take};
pub use store::check;
