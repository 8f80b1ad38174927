//! The tree as RFC 9162 defines it, recursively and over all leaves: what the engine is held
//! against. And a log in memory.
#![allow(dead_code, reason = "no test uses all of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;

use onex_translog::tile::TileMap;
use onex_translog::*;

/// Leaf hashes that all differ.
pub fn leaves(n: usize) -> Vec<Hash> {
    (0..n).map(|i| leaf_hash(i.to_string().as_bytes())).collect()
}

pub fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn unhex(text: &str) -> Hash {
    let bytes: Vec<u8> =
        (0..64).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

fn half(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// `PATH(m, D[n])` of 2.1.3.1.
pub fn path(m: usize, d: &[Hash]) -> Vec<Hash> {
    if d.len() == 1 {
        return Vec::new();
    }
    let (left, right) = d.split_at(half(d.len()));
    let (mut path, other) =
        if m < left.len() { (path(m, left), right) } else { (path(m - left.len(), right), left) };
    path.push(root_of(other));
    path
}

/// `PROOF(m, D[n])` of 2.1.4.1, by its `SUBPROOF`.
pub fn proof(m: usize, d: &[Hash]) -> Vec<Hash> {
    fn subproof(m: usize, d: &[Hash], whole: bool) -> Vec<Hash> {
        if m == d.len() {
            return if whole { Vec::new() } else { vec![root_of(d)] };
        }
        let (left, right) = d.split_at(half(d.len()));
        let (mut proof, other) = if m <= left.len() {
            (subproof(m, left, whole), right)
        } else {
            (subproof(m - left.len(), right, false), left)
        };
        proof.push(root_of(other));
        proof
    }
    if m == 0 { Vec::new() } else { subproof(m, d, true) }
}

/// Tiles by their definition: hash `i` of level `l` is the root of the `i`th 256^l leaves.
pub fn tiles_of(leaves: &[Hash]) -> TileMap {
    let (mut tiles, mut level, mut hashes) = (TileMap::new(), 0, leaves.to_vec());
    while !hashes.is_empty() {
        for (index, tile) in hashes.chunks(256).enumerate() {
            tiles.insert((level, index as u64), tile.to_vec());
        }
        hashes = hashes.chunks_exact(256).map(root_of).collect();
        level += 1;
    }
    tiles
}

pub fn store(tiles: &mut TileMap, grown: &Grown) {
    tiles.extend(grown.tiles.iter().map(|t| ((t.level, t.index), t.hashes.clone())));
}

pub fn flip(hash: &Hash, bit: usize) -> Hash {
    let mut hash = *hash;
    hash[bit / 8 % 32] ^= 1 << (bit % 8);
    hash
}

/// Tiles of a tree of `size` leaves that are all the same, of any size.
pub struct Same {
    pub size: u64,
    /// The roots of 1, 2, 4, … leaves.
    pub roots: Vec<Hash>,
}

impl Same {
    pub fn new(size: u64) -> Self {
        let roots = std::iter::successors(Some([7; 32]), |h| Some(node_hash(h, h)));
        Same { size, roots: roots.take(64).collect() }
    }
}

impl Tiles for Same {
    type Error = Infallible;

    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Infallible> {
        let width = tile::width(level, index, self.size);
        Ok((width > 0).then(|| vec![self.roots[usize::from(level) * 8]; width]))
    }
}
