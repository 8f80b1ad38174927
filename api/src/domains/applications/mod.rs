//! Applications of schools that want to take part (二.2.(6)): filled in without an account, with a scan of
//! the stamped form, and decided by the branch of their region. It does not own the institution that an
//! approval opens (`institutions`) nor the account of its administrator (`accounts`).

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use store::stray_files as check;
