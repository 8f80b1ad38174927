//! A whole log recomputed from its entries in one pass: every tile, every head's root, every time.

use std::ops::ControlFlow;

use crate::append::Frontier;
use crate::entry::{Entry, EntryError};
use crate::hash::{Hash, leaf_hash};
use crate::note::Head;
use crate::tile::{Tile, Tiles, WIDTH, count, width};

/// A stored log that can be read through. Pages are in order and of any length; an empty one is the
/// end.
pub trait Log: Tiles {
    /// Entries with their numbers, from that number on.
    fn entries(&mut self, from: u64) -> Result<Vec<(u64, String)>, Self::Error>;

    /// Heads by size, of that size and larger.
    fn heads(&mut self, from: u64) -> Result<Vec<Head>, Self::Error>;

    /// How many tiles are stored.
    fn tile_count(&mut self) -> Result<u64, Self::Error>;
}

/// What is wrong in a log, and where.
///
/// A [`Fault::Leaf`] without a [`Fault::Head`] is a tile that was changed; with heads from some size
/// on, an entry that was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("entry {index} cannot be read: {error}")]
    Entry { index: u64, error: EntryError },
    #[error("entry {index} is missing")]
    Missing { index: u64 },
    #[error("entry {index} comes after a later one")]
    Order { index: u64 },
    #[error("entry {index} is there in a log of {size} entries")]
    Beyond { index: u64, size: u64 },
    #[error("entry {index} is dated before the head of {head} entries that does not hold it")]
    BackDated { index: u64, head: u64 },
    #[error("entry {index} is not the one that the tree holds")]
    Leaf { index: u64 },
    #[error("tile {index} of level {level} is missing")]
    TileMissing { level: u8, index: u64 },
    #[error("tile {index} of level {level} holds {found} hashes instead of {wanted}")]
    TileWidth { level: u8, index: u64, found: usize, wanted: usize },
    #[error("tile {index} of level {level} is wrong at hash {at}")]
    Tile { level: u8, index: u64, at: usize },
    #[error("the log has {found} tiles instead of {wanted}")]
    TileCount { found: u64, wanted: u64 },
    #[error("the head of {size} entries has another root than those entries")]
    Head { size: u64 },
    #[error("the head of {head} entries is there in a log of {size}")]
    HeadBeyond { head: u64, size: u64 },
    #[error("the head of {size} entries is dated before the one before it")]
    HeadTime { size: u64 },
    #[error("the heads are not in the order of their sizes at {size}")]
    HeadOrder { size: u64 },
    #[error("the log of {size} entries has no head of that size")]
    HeadMissing { size: u64 },
}

/// Reads a log of `size` entries through and gives each fault to `report` until that breaks off.
/// Signatures of heads are for the caller to check ([`crate::note::open`]).
///
/// A missing entry is counted with the hash that its tile holds, so that the rest is still checked.
pub fn scan<L: Log>(
    log: &mut L,
    size: u64,
    report: impl FnMut(Fault) -> ControlFlow<()>,
) -> Result<(), L::Error> {
    let mut scan = Scan {
        log,
        size,
        report,
        stopped: false,
        frontier: Frontier::new(),
        heads: Vec::new().into_iter().peekable(),
        heads_from: 0,
        last: None,
    };
    scan.entries()?;
    if !scan.stopped {
        scan.ends()?;
    }
    Ok(())
}

struct Scan<'a, L, R> {
    log: &'a mut L,
    size: u64,
    report: R,
    stopped: bool,
    frontier: Frontier,
    heads: std::iter::Peekable<std::vec::IntoIter<Head>>,
    /// The size from which on heads were not read yet; u64::MAX when all were.
    heads_from: u64,
    /// The last head that was passed, with the latest time of any so far.
    last: Option<Head>,
}

impl<L: Log, R: FnMut(Fault) -> ControlFlow<()>> Scan<'_, L, R> {
    fn report(&mut self, fault: Fault) {
        self.stopped = self.stopped || (self.report)(fault).is_break();
    }

    fn entries(&mut self) -> Result<(), L::Error> {
        self.pass_heads()?;
        let mut from = 0;
        loop {
            let page = self.log.entries(from)?;
            for (index, entry) in &page {
                if *index >= self.size {
                    self.report(Fault::Beyond { index: *index, size: self.size });
                } else if !self.fill(*index)? {
                    return Ok(());
                } else if *index < self.frontier.size() {
                    self.report(Fault::Order { index: *index });
                } else {
                    self.entry(*index, entry.as_bytes())?;
                }
                if self.stopped {
                    return Ok(());
                }
            }
            match page.last() {
                Some((index, _)) if *index >= from => from = index + 1,
                _ => break,
            }
        }
        self.fill(self.size)?;
        Ok(())
    }

    fn entry(&mut self, index: u64, line: &[u8]) -> Result<(), L::Error> {
        match (Entry::parse(line), self.last) {
            (Err(error), _) => self.report(Fault::Entry { index, error }),
            (Ok(entry), Some(head)) if entry.at() < head.time => {
                self.report(Fault::BackDated { index, head: head.size });
            }
            _ => {}
        }
        self.push(leaf_hash(line))
    }

    /// Reports the entries that are missing before `to` and counts what the tiles hold for them.
    /// False if it cannot go on.
    fn fill(&mut self, to: u64) -> Result<bool, L::Error> {
        let mut tile: Option<(u64, Vec<Hash>)> = None;
        while self.frontier.size() < to && !self.stopped {
            let index = self.frontier.size();
            self.report(Fault::Missing { index });
            let (number, at) = (index / WIDTH as u64, (index % WIDTH as u64) as usize);
            let hashes = match tile.take() {
                Some((read, hashes)) if read == number => hashes,
                _ => self.log.tile(0, number)?.unwrap_or_default(),
            };
            let Some(hash) = hashes.get(at).copied() else {
                self.stopped = true;
                return Ok(false);
            };
            tile = Some((number, hashes));
            self.push(hash)?;
        }
        Ok(!self.stopped)
    }

    fn push(&mut self, leaf: Hash) -> Result<(), L::Error> {
        let mut full = Vec::new();
        if !self.frontier.push(leaf, &mut full) {
            self.stopped = true;
        }
        for tile in full {
            self.compare(&tile)?;
        }
        self.pass_heads()
    }

    fn compare(&mut self, tile: &Tile) -> Result<(), L::Error> {
        let Tile { level, index, hashes } = tile;
        let (level, index) = (*level, *index);
        let Some(stored) = self.log.tile(level, index)? else {
            self.report(Fault::TileMissing { level, index });
            return Ok(());
        };
        let wanted = width(level, index, self.size);
        if stored.len() != wanted {
            self.report(Fault::TileWidth { level, index, found: stored.len(), wanted });
        }
        let differ = hashes.iter().zip(&stored).enumerate().filter(|(_, (a, b))| a != b);
        for (at, _) in differ {
            if level == 0 {
                self.report(Fault::Leaf { index: index * WIDTH as u64 + at as u64 });
            } else {
                self.report(Fault::Tile { level, index, at });
            }
            if self.stopped {
                break;
            }
        }
        Ok(())
    }

    /// The next head in order of size, read by pages.
    fn next_head(&mut self) -> Result<Option<Head>, L::Error> {
        if self.heads.peek().is_none() && self.heads_from != u64::MAX {
            let page = self.log.heads(self.heads_from)?;
            let after = page.last().map(|head| head.size.saturating_add(1));
            // A page that does not lead on is the last.
            self.heads_from = after.filter(|after| *after > self.heads_from).unwrap_or(u64::MAX);
            self.heads = page.into_iter().peekable();
        }
        Ok(self.heads.peek().copied())
    }

    /// Checks the heads of the tree as far as it was computed.
    fn pass_heads(&mut self) -> Result<(), L::Error> {
        while let Some(head) = self.next_head()?.filter(|h| h.size <= self.frontier.size()) {
            self.heads.next();
            let mut time = head.time;
            if let Some(last) = self.last {
                if head.size <= last.size {
                    self.report(Fault::HeadOrder { size: head.size });
                }
                if head.time < last.time {
                    self.report(Fault::HeadTime { size: head.size });
                }
                time = time.max(last.time);
            }
            if head.size == self.frontier.size() && head.root != self.frontier.root() {
                self.report(Fault::Head { size: head.size });
            }
            self.last = Some(Head { time, ..head });
            if self.stopped {
                break;
            }
        }
        Ok(())
    }

    /// What is left when all entries were read.
    fn ends(&mut self) -> Result<(), L::Error> {
        for tile in self.frontier.open_tiles().collect::<Vec<_>>() {
            self.compare(&tile)?;
        }
        let (found, wanted) = (self.log.tile_count()?, count(self.size));
        if found != wanted {
            self.report(Fault::TileCount { found, wanted });
        }
        if self.size > 0 && self.last.is_none_or(|head| head.size != self.size) {
            self.report(Fault::HeadMissing { size: self.size });
        }
        while let Some(head) = self.next_head()? {
            self.heads.next();
            self.report(Fault::HeadBeyond { head: head.size, size: self.size });
            if self.stopped {
                break;
            }
        }
        Ok(())
    }
}
