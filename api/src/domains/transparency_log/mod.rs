//! The transparency log: an append-only Merkle tree (RFC 9162) with a leaf for every certificate that is issued,
//! revoked or superseded, and a signed head for every transaction that appends. It owns leaves, tiles and heads; what
//! is appended is said by `certificates`. Entries hold digests only: nothing of a person can be read from the log.

mod http;
mod model;
mod service;
mod store;

pub use http::routes;
pub use model::{Leaf, LeafKind, LeafRow};
pub use service::append::append;
pub use service::check::{check, leaves_of};
pub use service::read::size;
