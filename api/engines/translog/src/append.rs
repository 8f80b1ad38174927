//! Growing the tree.

use crate::hash::{Hash, MAX_SIZE, node_hash};
use crate::tile::{HEIGHT, Reader, Tile, TileError, Tiles, WIDTH, frontier, join_peaks, width};

/// The right edge of a tree: all that growing it needs.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    size: u64,
    /// The complete subtrees that the bits of `size` name, largest first.
    peaks: Vec<Hash>,
    /// The last tile of each level; what is full is not kept.
    open: Vec<Vec<Hash>>,
}

impl Frontier {
    /// The edge of the tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// The edge of a stored tree of `size` leaves. Its tiles must be exactly as wide as that size
    /// makes them, so that growing a tree that somebody else has grown fails.
    pub fn load<T: Tiles>(tiles: &mut T, size: u64) -> Result<Self, TileError<T::Error>> {
        let mut reader = Reader::new(tiles, size)?;
        let mut open = Vec::new();
        for (level, index) in frontier(size) {
            let wanted = width(level, index, size);
            let hashes = reader.tile(level, index)?;
            if hashes.len() != wanted {
                return Err(TileError::Width { level, index, found: hashes.len(), wanted });
            }
            // A level whose tiles are all full has no tile at the edge.
            open.resize(usize::from(level), Vec::new());
            open.push(hashes.to_vec());
        }
        Ok(Frontier { size, peaks: reader.peaks(0, size)?, open })
    }

    /// The number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree, at the cost of at most 62 hashes.
    pub fn root(&self) -> Hash {
        join_peaks(&self.peaks)
    }

    /// Adds a leaf; tiles that became full are pushed to `full`. False, and nothing done, if the
    /// tree has [`MAX_SIZE`] leaves.
    #[must_use]
    pub fn push(&mut self, leaf: Hash, full: &mut Vec<Tile>) -> bool {
        if self.size >= MAX_SIZE {
            return false;
        }
        self.put(0, leaf, full);
        let mut hash = leaf;
        // As a binary counter carries: each set bit is a subtree that now has its right neighbour.
        for height in 1..=self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
            if height % HEIGHT == 0 {
                self.put((height / HEIGHT) as usize, hash, full);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
        true
    }

    fn put(&mut self, level: usize, hash: Hash, full: &mut Vec<Tile>) {
        if self.open.len() <= level {
            self.open.resize(level + 1, Vec::new());
        }
        self.open[level].push(hash);
        if self.open[level].len() == WIDTH {
            let index = self.size >> (HEIGHT * level as u32) >> HEIGHT;
            full.push(Tile {
                level: level as u8,
                index,
                hashes: std::mem::take(&mut self.open[level]),
            });
        }
    }

    /// The tiles at the edge that are not full.
    pub fn open_tiles(&self) -> impl Iterator<Item = Tile> + '_ {
        self.open.iter().enumerate().filter(|(_, hashes)| !hashes.is_empty()).map(
            |(level, hashes)| Tile {
                level: level as u8,
                index: self.size >> (HEIGHT * level as u32) >> HEIGHT,
                hashes: hashes.clone(),
            },
        )
    }
}

/// A tree after leaves were appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grown {
    /// The number of leaves now.
    pub size: u64,
    /// The root now.
    pub root: Hash,
    /// The tiles that changed, and no others; each is to be stored in place of what stood there.
    pub tiles: Vec<Tile>,
}

/// Appends leaf hashes to a tree of `size` leaves. Reads the last tile of each level that is not
/// full, and so fails on tiles of any other size.
pub fn append<T: Tiles>(
    tiles: &mut T,
    size: u64,
    leaves: &[Hash],
) -> Result<Grown, TileError<T::Error>> {
    let mut frontier = Frontier::load(tiles, size)?;
    let mut changed = Vec::new();
    for leaf in leaves {
        if !frontier.push(*leaf, &mut changed) {
            return Err(TileError::TooLarge);
        }
    }
    let hashes = |size: u64, level: u8| size >> (HEIGHT * u32::from(level));
    changed.extend(
        frontier.open_tiles().filter(|t| hashes(size, t.level) != hashes(frontier.size, t.level)),
    );
    Ok(Grown { size: frontier.size, root: frontier.root(), tiles: changed })
}
