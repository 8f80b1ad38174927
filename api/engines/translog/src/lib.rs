//! An append-only log that anyone can check: the Merkle tree of RFC 9162 over SHA-256, kept in
//! tiles of 256 hashes (C2SP tlog-tiles), with signed heads (C2SP tlog-checkpoint) and the proofs
//! that a leaf is in a tree and that one tree grew out of another.
//!
//! A tree has at most [`MAX_SIZE`] leaves, so no way to the root is longer than 63 hashes. The
//! engine holds no leaves: it asks a [`Tiles`] for what it needs and gives back what changed.

mod append;
pub mod entry;
pub mod hash;
pub mod note;
pub mod proof;
pub mod scan;
pub mod tile;

pub use append::{Frontier, Grown, append};
pub use entry::{Entry, EntryError, Kind};
pub use hash::{Hash, MAX_SIZE, leaf_hash, node_hash, root_of};
pub use note::{Head, NoteError, NoteKey, Signer};
pub use proof::{ProofError, consistency, inclusion, root, verify_consistency, verify_inclusion};
pub use scan::{Fault, Log, scan};
pub use tile::{Tile, TileError, Tiles};
