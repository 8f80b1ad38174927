//! A log in memory.

use onex_credential::Instant;
use onex_credential::snapshot::Sealed;
use onex_translog::tile::TileMap;
use onex_translog::{Entry, Head, Kind, NoteKey, Signer, append, inclusion, root};
use sha2::{Digest, Sha256};

pub const ORIGIN: &str = "onex.example/log";

pub struct Log {
    signer: Signer,
    tiles: TileMap,
    size: u64,
}

impl Log {
    /// The empty log of the key with this seed.
    pub fn new(seed: &[u8; 32]) -> Self {
        let signer = Signer::from_seed(ORIGIN, seed).unwrap();
        Log { signer, tiles: TileMap::new(), size: 0 }
    }

    pub fn keys(&self) -> [NoteKey; 1] {
        [self.signer.public().clone()]
    }

    fn push(&mut self, entry: Entry) -> u64 {
        let grown = append(&mut self.tiles, self.size, &[entry.leaf_hash()]).unwrap();
        self.tiles.extend(grown.tiles.into_iter().map(|t| ((t.level, t.index), t.hashes)));
        self.size = grown.size;
        self.size - 1
    }

    /// Appends what happened to a certificate; gives the leaf's index.
    pub fn add(&mut self, sealed: &Sealed, kind: Kind, at: Instant) -> u64 {
        let digest = Sha256::digest(&sealed.canonical).into();
        self.push(Entry::new(at.unix(), kind, digest).unwrap())
    }

    /// Appends so many certificates of others.
    pub fn others(&mut self, count: u64, at: Instant) {
        for _ in 0..count {
            let digest = Sha256::digest(self.size.to_be_bytes()).into();
            self.push(Entry::new(at.unix(), Kind::Issue, digest).unwrap());
        }
    }

    /// The proof that the log as it is now holds this leaf.
    pub fn proof(&self, index: u64) -> Vec<onex_translog::Hash> {
        inclusion(&mut self.tiles.clone(), index, self.size).unwrap()
    }

    /// The signed head of the log as it is now.
    pub fn head(&self, at: Instant) -> String {
        let root = root(&mut self.tiles.clone(), self.size).unwrap();
        self.signer.sign(&Head { size: self.size, root, time: at.unix() }).unwrap()
    }
}
