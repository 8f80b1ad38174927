//! Students: their documents, their spreadsheet and their operations.

pub mod http;
pub mod import;
pub mod model;
