//! The open-standard forms of a certificate (Open Badges 3.0 as VC-JWT and with a Data Integrity proof), what proves it
//! beside them, and why it was issued. It owns the forms, which are made of the snapshot alone; what a certificate is
//! belongs to `certificates`, why one is deserved to `issuance`.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::{plain_routes, routes};
pub use model::{FormRow, VerificationBundle};
pub use service::bundle::of as bundle;
pub use service::check::check;
pub use service::forms::{
    forms_of, forms_of_all, keep, keep_blocking, open, signer, token, unavailable,
};
pub use service::jobs::JOBS;
