//! Branches (片区 / 分子公司): one for each region the programme serves, with contacts, expert team and
//! the priority flag (二.2.(4), 六). It does not own institutions, staff or regional rule values.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use model::{Branch, Contact, Expert};
pub use service::{load_branches, region_exists};
