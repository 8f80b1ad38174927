//! Transfers of students (转学): asked for by the institution they come to, settled by the branches of both
//! sides. The new side is not told where the student comes from before both have agreed.

mod export;
pub mod http;
pub mod model;
mod service;
