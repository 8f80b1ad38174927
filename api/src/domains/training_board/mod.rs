//! The board of online teacher training: by period and region who is enrolled and waits, how classes do, who is at
//! risk and who is certified; and the hours for the national plan (国培计划, 二.1.(2)). It owns nothing and only counts
//! over the tables of the slices whose things these are.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use service::cards;
