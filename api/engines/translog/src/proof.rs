//! Proofs of inclusion (RFC 9162, 2.1.3) and consistency (2.1.4).
//!
//! A proof says nothing about the size of the tree: a head that is signed binds size and root.

use crate::hash::{Hash, MAX_SIZE, empty_root, node_hash};
use crate::tile::{Reader, TileError, Tiles};

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("a tree of that many leaves cannot be")]
    Size,
    #[error("the leaf is outside the tree")]
    Index,
    #[error("the proof has too many or too few hashes")]
    Length,
    #[error("the proof leads to another root")]
    Root,
    /// Of a consistency proof: the older head is of another tree.
    #[error("the proof leads to another root of the older tree")]
    OlderRoot,
}

impl ProofError {
    /// The stable name of the error.
    pub const fn code(self) -> &'static str {
        match self {
            ProofError::Size => "proof_size",
            ProofError::Index => "proof_index",
            ProofError::Length => "proof_length",
            ProofError::Root => "proof_root",
            ProofError::OlderRoot => "proof_older_root",
        }
    }
}

/// The root of the first `size` leaves of a stored tree.
pub fn root<T: Tiles>(tiles: &mut T, size: u64) -> Result<Hash, TileError<T::Error>> {
    Reader::new(tiles, size)?.range(0, size)
}

/// Where the tree over `from..to` is split: at the largest power of two below its size (2.1.1).
const fn middle(from: u64, to: u64) -> u64 {
    from + (1 << (to - from - 1).ilog2())
}

/// The proof that leaf `index` is in the tree of the first `size` leaves, `PATH(index, D[size])`:
/// at most 63 hashes, the leaf's neighbour first.
pub fn inclusion<T: Tiles>(
    tiles: &mut T,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, TileError<T::Error>> {
    let mut reader = Reader::new(tiles, size)?;
    if index >= size {
        return Err(TileError::Index { index, size });
    }
    let (mut from, mut to) = (0, size);
    let mut proof = Vec::new();
    while to - from > 1 {
        let middle = middle(from, to);
        if index < middle {
            proof.push(reader.range(middle, to)?);
            to = middle;
        } else {
            proof.push(reader.range(from, middle)?);
            from = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the tree of the first `old` leaves grew into that of the first `new`,
/// `PROOF(old, D[new])`: at most 64 hashes; none if the sizes are equal or `old` is 0.
pub fn consistency<T: Tiles>(
    tiles: &mut T,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, TileError<T::Error>> {
    let mut reader = Reader::new(tiles, new)?;
    if old > new {
        return Err(TileError::Order { from: old, to: new });
    }
    let mut proof = Vec::new();
    if old == 0 {
        return Ok(proof);
    }
    let (mut from, mut to) = (0, new);
    while old < to {
        let middle = middle(from, to);
        if old <= middle {
            proof.push(reader.range(middle, to)?);
            to = middle;
        } else {
            proof.push(reader.range(from, middle)?);
            from = middle;
        }
    }
    // Whoever checks knows the old root; a part of the old tree has to be given.
    if from > 0 {
        proof.push(reader.range(from, to)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that the leaf with this hash is the `index`th of the tree (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if size > MAX_SIZE {
        return Err(ProofError::Size);
    }
    if index >= size {
        return Err(ProofError::Index);
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // The right edge has no sibling until the node is a right child. The node is not 0
            // here: it is odd, or equal to the last, which is not 0.
            let lifts = node.trailing_zeros();
            (node, last) = (node >> lifts, last >> lifts);
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    match (last, hash == *root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}

/// Checks that the tree of `old` leaves and `old_root` is a beginning of that of `new` leaves and
/// `new_root` (RFC 9162, 2.1.4.2). Every tree grew out of the empty one; a tree is consistent with
/// itself; both need an empty proof.
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if new > MAX_SIZE || old > new {
        return Err(ProofError::Size);
    }
    if old == new || old == 0 {
        return if !proof.is_empty() {
            Err(ProofError::Length)
        } else if old == 0 && *old_root != empty_root() {
            Err(ProofError::OlderRoot)
        } else if old == new && old_root != new_root {
            Err(ProofError::Root)
        } else {
            Ok(())
        };
    }
    let (mut node, mut last) = (old - 1, new - 1);
    // Up to the largest complete subtree that ends where the old tree ends.
    let lifts = node.trailing_ones();
    (node, last) = (node >> lifts, last >> lifts);
    let (seed, rest) = if node == 0 {
        // The old tree is that subtree.
        (*old_root, proof)
    } else {
        let (seed, rest) = proof.split_first().ok_or(ProofError::Length)?;
        (*seed, rest)
    };
    let (mut old_hash, mut new_hash) = (seed, seed);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            let lifts = node.trailing_zeros();
            (node, last) = (node >> lifts, last >> lifts);
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if last != 0 {
        Err(ProofError::Length)
    } else if old_hash != *old_root {
        Err(ProofError::OlderRoot)
    } else if new_hash != *new_root {
        Err(ProofError::Root)
    } else {
        Ok(())
    }
}
