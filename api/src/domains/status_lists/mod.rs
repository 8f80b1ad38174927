//! Status lists (Bitstring Status List 1.0): each certificate has a place in one, whose bit says that it holds no
//! more. It gives places and publishes the lists; it does not decide what ends (`certificates`).

mod http;
mod model;
mod service;
mod store;

pub use http::{plain_routes, routes};
pub use service::check::check;
pub use service::places::{take, touch};
pub use service::publish::tokens;
