//! The first page of each role: what waits, what comes next; and the country by region for HQ. It owns
//! nothing: slices count what waits for whom (`platform::cards`), the calendar is that of the edition.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use service::cards;
