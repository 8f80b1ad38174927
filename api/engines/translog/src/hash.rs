//! Hashes of leaves and nodes (RFC 9162, 2.1.1).

use sha2::{Digest, Sha256};

/// A SHA-256 hash: of a leaf, a node or a tree.
pub type Hash = [u8; 32];

/// The most leaves a tree may have: 2^63 − 1, what a database's signed 64-bit integer can count.
pub const MAX_SIZE: u64 = (1 << 63) - 1;

/// The hash of a leaf, `SHA-256(0x00 || entry)`.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0x00]).chain_update(entry).finalize().into()
}

/// The hash of a node, `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of the tree without leaves, `SHA-256("")`.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The root over these leaf hashes, straight from the recursive definition `MTH(D[n])`. Slow (all
/// leaves are hashed again): what the other ways to a root are held against.
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root_of(left), &root_of(right))
        }
    }
}

/// Hashes one after the other, 32 bytes each: how tiles and proofs are stored and sent.
pub fn join(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// What [`join`] joined; none if the length is no multiple of 32 bytes.
pub fn split(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| hashes.to_vec())
}

/// The root over hashes of complete subtrees of one height; their number is a power of two.
pub(crate) fn fold(hashes: &[Hash]) -> Hash {
    root_of(hashes)
}
