//! The board of online teacher training: by period and region how many are enrolled and how many wait. It owns
//! nothing and only counts over the tables of the slices whose things these are.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
