//! Share links: a holder shows one certificate to whoever has the link, until a day that the holder chose or until the
//! holder withdraws it. It does not judge the certificate (`certificates`).

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
