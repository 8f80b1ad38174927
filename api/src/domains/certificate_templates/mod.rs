//! Templates of certificates: the words, the seal and the background around what a certificate says, by kind and edition
//! or for every edition. A change is a new template, for what is issued from then on; which one a certificate is printed
//! with is fixed when it is issued (`certificates`), and it is printed by `prints`.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use service::check::check;
pub use service::open::open;
