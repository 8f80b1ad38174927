//! Tiles of the tree (C2SP tlog-tiles): tile `index` of level `l` holds up to 256 hashes of complete
//! subtrees of 256^l leaves, from the `index * 256`th on. Only the last tile of a level is narrower.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Display;

use crate::hash::{Hash, MAX_SIZE, fold, node_hash};

/// The most hashes in a tile.
pub const WIDTH: usize = 256;

/// The height of a tile: a level is so many levels of the binary tree.
pub(crate) const HEIGHT: u32 = 8;

/// The levels of the largest tree.
pub const LEVELS: u8 = 8;

/// A tile as it has to be stored: 1 to 256 hashes, in place of what stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    pub level: u8,
    pub index: u64,
    pub hashes: Vec<Hash>,
}

/// Where tiles are read from. A tile may be wider than an older size of the tree knows.
pub trait Tiles {
    /// Why a reading failed.
    type Error: Display;

    /// The hashes of a tile; none where there is no such tile.
    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Self::Error>;
}

/// Tiles in memory, by level and index; also those of [`frontier`] read at once.
pub type TileMap = BTreeMap<(u8, u64), Vec<Hash>>;

impl Tiles for TileMap {
    type Error = Infallible;

    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Infallible> {
        Ok(self.get(&(level, index)).cloned())
    }
}

/// Why a tree cannot be read or grown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError<E> {
    #[error("tile {index} of level {level} is missing")]
    Missing { level: u8, index: u64 },
    /// The tiles are not those of a tree of this size: something was cut off, or appended already.
    #[error("tile {index} of level {level} holds {found} hashes instead of {wanted}")]
    Width { level: u8, index: u64, found: usize, wanted: usize },
    #[error("a tree may have at most 2^63 - 1 leaves")]
    TooLarge,
    #[error("leaf {index} is outside a tree of {size} leaves")]
    Index { index: u64, size: u64 },
    #[error("a tree of {from} leaves cannot grow into one of {to}")]
    Order { from: u64, to: u64 },
    #[error("a tile could not be read: {0}")]
    Read(E),
}

impl<E> TileError<E> {
    /// The stable name of the error.
    pub const fn code(&self) -> &'static str {
        match self {
            TileError::Missing { .. } => "tile_missing",
            TileError::Width { .. } => "tile_width",
            TileError::TooLarge => "tree_too_large",
            TileError::Index { .. } => "leaf_outside_tree",
            TileError::Order { .. } => "tree_order",
            TileError::Read(_) => "tile_unreadable",
        }
    }
}

/// How many hashes the tile has in a tree of `size` leaves, 0 to 256.
pub fn width(level: u8, index: u64, size: u64) -> usize {
    let hashes = size.checked_shr(u32::from(level) * HEIGHT).unwrap_or(0);
    let before = index.saturating_mul(WIDTH as u64);
    usize::try_from(hashes.saturating_sub(before)).unwrap_or(WIDTH).min(WIDTH)
}

/// The tiles that appending to a tree of `size` leaves reads: the last one of each level unless it
/// is full. A store may read them at once into a [`TileMap`].
pub fn frontier(size: u64) -> Vec<(u8, u64)> {
    (0..LEVELS)
        .map(|level| (level, size >> (u32::from(level) * HEIGHT) >> HEIGHT))
        .filter(|&(level, index)| width(level, index, size) > 0)
        .collect()
}

/// How many tiles a tree of `size` leaves has.
pub fn count(size: u64) -> u64 {
    (0..LEVELS).map(|level| (size >> (u32::from(level) * HEIGHT)).div_ceil(WIDTH as u64)).sum()
}

/// Reads subtrees of a tree of `size` leaves; each tile is fetched once.
pub(crate) struct Reader<'a, T: Tiles> {
    tiles: &'a mut T,
    size: u64,
    read: TileMap,
}

impl<'a, T: Tiles> Reader<'a, T> {
    pub(crate) fn new(tiles: &'a mut T, size: u64) -> Result<Self, TileError<T::Error>> {
        if size > MAX_SIZE {
            return Err(TileError::TooLarge);
        }
        Ok(Reader { tiles, size, read: TileMap::new() })
    }

    /// A tile with at least the hashes that a tree of this size has in it.
    pub(crate) fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], TileError<T::Error>> {
        let slot = match self.read.entry((level, index)) {
            std::collections::btree_map::Entry::Occupied(slot) => slot.into_mut(),
            std::collections::btree_map::Entry::Vacant(slot) => {
                let read = self.tiles.tile(level, index).map_err(TileError::Read)?;
                let hashes = read.ok_or(TileError::Missing { level, index })?;
                let (found, wanted) = (hashes.len(), width(level, index, self.size));
                if found < wanted || found > WIDTH {
                    return Err(TileError::Width { level, index, found, wanted });
                }
                slot.insert(hashes)
            }
        };
        Ok(slot)
    }

    /// The hash of the complete subtree of 2^height leaves that is the `index`th of its height.
    fn subtree(&mut self, height: u32, index: u64) -> Result<Hash, TileError<T::Error>> {
        // height < 64, so the level fits.
        let (level, rest) = ((height / HEIGHT) as u8, height % HEIGHT);
        let first = index << rest;
        let start = (first % WIDTH as u64) as usize;
        let (tile, end) = (first / WIDTH as u64, start + (1 << rest));
        let wanted = width(level, tile, self.size);
        let hashes = self.tile(level, tile)?;
        let found = hashes.len();
        let part = hashes.get(start..end);
        Ok(fold(part.ok_or(TileError::Width { level, index: tile, found, wanted })?))
    }

    /// The hashes of the complete subtrees that leaves `from..to` fall into, largest first. `from`
    /// is a multiple of a power of two that is no less than `to - from`.
    pub(crate) fn peaks(&mut self, from: u64, to: u64) -> Result<Vec<Hash>, TileError<T::Error>> {
        let mut peaks = Vec::new();
        let mut at = from;
        for height in (0..u64::BITS - 1).rev() {
            if (to - from) & (1 << height) != 0 {
                peaks.push(self.subtree(height, at >> height)?);
                at += 1 << height;
            }
        }
        Ok(peaks)
    }

    /// The root over leaves `from..to`, `MTH(D[from:to])`; the same holds of `from`.
    pub(crate) fn range(&mut self, from: u64, to: u64) -> Result<Hash, TileError<T::Error>> {
        Ok(join_peaks(&self.peaks(from, to)?))
    }
}

/// The root over the subtrees that the bits of a size name, largest first.
pub(crate) fn join_peaks(peaks: &[Hash]) -> Hash {
    let mut peaks = peaks.iter().rev();
    let Some(last) = peaks.next() else { return crate::hash::empty_root() };
    peaks.fold(*last, |right, left| node_hash(left, &right))
}
