//! A log read through: whole, and with each thing changed, removed or dated back.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

use onex_translog::tile::TileMap;
use onex_translog::*;
use proptest::prelude::*;
use support::*;

const START: i64 = 1_593_309_600;

#[derive(Clone)]
struct Stored {
    entries: BTreeMap<u64, String>,
    tiles: TileMap,
    heads: BTreeMap<u64, Head>,
    size: u64,
    /// The rows of a page.
    page: usize,
}

impl Tiles for Stored {
    type Error = Infallible;
    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Infallible> {
        self.tiles.tile(level, index)
    }
}

impl Log for Stored {
    fn entries(&mut self, from: u64) -> Result<Vec<(u64, String)>, Infallible> {
        Ok(self.entries.range(from..).take(self.page).map(|(i, e)| (*i, e.clone())).collect())
    }
    fn heads(&mut self, from: u64) -> Result<Vec<Head>, Infallible> {
        Ok(self.heads.range(from..).take(self.page).map(|(_, head)| *head).collect())
    }
    fn tile_count(&mut self) -> Result<u64, Infallible> {
        Ok(self.tiles.len() as u64)
    }
}

/// A log that grew in runs of these lengths, a minute each.
fn log(runs: &[usize]) -> Stored {
    let (entries, tiles, heads) = (BTreeMap::new(), TileMap::new(), BTreeMap::new());
    let mut log = Stored { entries, tiles, heads, size: 0, page: 100 };
    for (run, &length) in runs.iter().enumerate() {
        let time = START + 60 * run as i64;
        let mut leaves = Vec::new();
        for index in log.size..log.size + length as u64 {
            let entry = Entry::new(time, Kind::Issue, leaf_hash(&index.to_be_bytes())).unwrap();
            log.entries.insert(index, entry.to_string());
            leaves.push(entry.leaf_hash());
        }
        let grown = append(&mut log.tiles, log.size, &leaves).unwrap();
        store(&mut log.tiles, &grown);
        log.size = grown.size;
        log.heads.insert(grown.size, Head { size: grown.size, root: grown.root, time });
    }
    log
}

fn faults(log: &Stored) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut log = log.clone();
    let size = log.size;
    scan(&mut log, size, |fault| {
        faults.push(fault);
        ControlFlow::Continue(())
    })
    .unwrap();
    faults
}

/// Heads at 300, 301, 600 and 1,000 of 1,000 entries.
fn sample() -> Stored {
    log(&[300, 1, 299, 400])
}

fn changed(change: impl FnOnce(&mut Stored)) -> Vec<Fault> {
    let mut log = sample();
    change(&mut log);
    faults(&log)
}

fn other_entry(at: i64) -> String {
    Entry::new(at, Kind::Issue, [1; 32]).unwrap().to_string()
}

#[test]
fn an_honest_log_has_no_fault_however_it_is_paged() {
    assert_eq!(faults(&log(&[])), []);
    for page in [1, 7, 300, 5_000] {
        assert_eq!(faults(&Stored { page, ..sample() }), [], "{page}");
    }
    let mut with_head_of_nothing = sample();
    with_head_of_nothing.heads.insert(0, Head { size: 0, root: hash::empty_root(), time: START });
    assert_eq!(faults(&with_head_of_nothing), []);
}

#[test]
fn a_changed_entry_is_named_and_the_heads_above_it_tell() {
    let found = changed(|log| drop(log.entries.insert(300, other_entry(START + 60))));
    let mut expected = vec![Fault::Head { size: 301 }, Fault::Leaf { index: 300 }];
    // Tile 1 is full at 512 entries, the tile above it is looked at in the end.
    expected.extend([600, 1_000].map(|size| Fault::Head { size }));
    expected.push(Fault::Tile { level: 1, index: 0, at: 1 });
    assert_eq!(found, expected);
}

#[test]
fn a_changed_tile_is_named_and_no_head_is() {
    let found = changed(|log| log.tiles.get_mut(&(0, 1)).unwrap()[44] = [1; 32]);
    assert_eq!(found, [Fault::Leaf { index: 300 }]);
    let found = changed(|log| log.tiles.get_mut(&(0, 3)).unwrap()[231] = [1; 32]);
    assert_eq!(found, [Fault::Leaf { index: 999 }]);
    let found = changed(|log| log.tiles.get_mut(&(1, 0)).unwrap()[2] = [1; 32]);
    assert_eq!(found, [Fault::Tile { level: 1, index: 0, at: 2 }]);
}

#[test]
fn a_changed_head_is_named_alone() {
    let found = changed(|log| log.heads.get_mut(&600).unwrap().root = [1; 32]);
    assert_eq!(found, [Fault::Head { size: 600 }]);
    let found = changed(|log| log.heads.get_mut(&600).unwrap().time = START);
    assert_eq!(found, [Fault::HeadTime { size: 600 }]);
    let found = changed(|log| assert!(log.heads.remove(&1_000).is_some()));
    assert_eq!(found, [Fault::HeadMissing { size: 1_000 }]);
    let found = changed(|log| {
        let head = log.heads[&1_000];
        log.heads.insert(1_001, Head { size: 1_001, ..head });
    });
    assert_eq!(found, [Fault::HeadBeyond { head: 1_001, size: 1_000 }]);
    let found = changed(|log| log.heads.get_mut(&600).unwrap().size = 300);
    assert_eq!(found[0], Fault::HeadOrder { size: 300 });
}

#[test]
fn a_head_dated_back_lets_no_later_one_pass() {
    let mut log = log(&[1, 1, 1]);
    log.heads.get_mut(&1).unwrap().time = START + 600;
    let found = faults(&log);
    assert!(found.contains(&Fault::HeadTime { size: 2 }), "{found:?}");
    assert!(found.contains(&Fault::HeadTime { size: 3 }), "{found:?}");
    assert!(found.contains(&Fault::BackDated { index: 2, head: 2 }), "{found:?}");
}

#[test]
fn entries_out_of_order_are_named() {
    struct Turned(Stored);
    impl Tiles for Turned {
        type Error = Infallible;
        fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Infallible> {
            self.0.tile(level, index)
        }
    }
    impl Log for Turned {
        fn entries(&mut self, from: u64) -> Result<Vec<(u64, String)>, Infallible> {
            let mut page = self.0.entries(from)?;
            if from == 0 {
                page.swap(3, 4);
            }
            Ok(page)
        }
        fn heads(&mut self, from: u64) -> Result<Vec<Head>, Infallible> {
            self.0.heads(from)
        }
        fn tile_count(&mut self) -> Result<u64, Infallible> {
            self.0.tile_count()
        }
    }
    let mut found = Vec::new();
    scan(&mut Turned(sample()), 1_000, |fault| {
        found.push(fault);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(found, [Fault::Missing { index: 3 }, Fault::Order { index: 3 }]);
}

#[test]
fn removed_entries_are_named_alone() {
    let found = changed(|log| drop(log.entries.remove(&0)));
    assert_eq!(found, [Fault::Missing { index: 0 }]);
    let found = changed(|log| log.entries.retain(|index, _| !(298..301).contains(index)));
    assert_eq!(found, [298, 299, 300].map(|index| Fault::Missing { index }));
    let found = changed(|log| log.entries.retain(|index, _| *index < 998));
    assert_eq!(found, [998, 999].map(|index| Fault::Missing { index }));
    let found = changed(|log| drop(log.entries.insert(1_000, other_entry(START + 180))));
    assert_eq!(found, [Fault::Beyond { index: 1_000, size: 1_000 }]);
}

#[test]
fn removed_cut_and_foreign_tiles_are_named() {
    let found = changed(|log| drop(log.tiles.remove(&(0, 2))));
    let count = Fault::TileCount { found: 4, wanted: 5 };
    assert_eq!(found, [Fault::TileMissing { level: 0, index: 2 }, count]);
    let found = changed(|log| log.tiles.get_mut(&(0, 3)).unwrap().truncate(200));
    assert_eq!(found, [Fault::TileWidth { level: 0, index: 3, found: 200, wanted: 232 }]);
    let found = changed(|log| drop(log.tiles.insert((2, 0), vec![[1; 32]])));
    assert_eq!(found, [Fault::TileCount { found: 6, wanted: 5 }]);
    // Entry and tile both gone: nothing can be told of what comes after.
    let found = changed(|log| {
        log.entries.remove(&600);
        log.tiles.remove(&(0, 2));
    });
    assert_eq!(found, [Fault::Missing { index: 600 }]);
}

#[test]
fn an_entry_dated_before_a_head_without_it_is_back_dated() {
    // The whole log is forged to fit, heads and all: only the times tell.
    let mut log = sample();
    log.entries.insert(700, other_entry(START + 119));
    let leaves: Vec<Hash> = log.entries.values().map(|entry| leaf_hash(entry.as_bytes())).collect();
    log.tiles = tiles_of(&leaves);
    log.heads.get_mut(&1_000).unwrap().root = root_of(&leaves);
    assert_eq!(faults(&log), [Fault::BackDated { index: 700, head: 600 }]);
}

#[test]
fn an_unreadable_entry_is_named_and_still_a_leaf() {
    let mut log = sample();
    let line = log.entries[&700].replace("issue", "grant");
    let leaves: Vec<Hash> = {
        log.entries.insert(700, line);
        log.entries.values().map(|entry| leaf_hash(entry.as_bytes())).collect()
    };
    log.tiles = tiles_of(&leaves);
    log.heads.get_mut(&1_000).unwrap().root = root_of(&leaves);
    assert_eq!(faults(&log), [Fault::Entry { index: 700, error: EntryError::Kind }]);
}

#[test]
fn the_scan_stops_when_it_is_told_to() {
    let mut log = sample();
    log.entries.retain(|index, _| index % 2 == 0);
    let mut found = 0;
    scan(&mut log, 1_000, |_| {
        found += 1;
        if found == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert_eq!(found, 10);
    // A size that nothing bears out does not make it run for years.
    log.size = MAX_SIZE;
    assert!(faults(&log).len() <= 600);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_change_of_any_row_is_found(
        runs in prop::collection::vec(1usize..400, 1..5), what in 0..5, at in any::<prop::sample::Index>(),
        bit in 0usize..256, page in 1usize..300,
    ) {
        let mut log = Stored { page, ..log(&runs) };
        prop_assert_eq!(faults(&log), []);
        match what {
            0 => drop(log.entries.remove(&(at.index(log.entries.len()) as u64))),
            1 => {
                let index = at.index(log.entries.len()) as u64;
                let time = Entry::parse(log.entries[&index].as_bytes()).unwrap().at();
                log.entries.insert(index, other_entry(time));
            }
            2 => {
                let tile = at.index(log.tiles.len());
                let tile = log.tiles.values_mut().nth(tile).unwrap();
                let hash = at.index(tile.len());
                tile[hash] = flip(&tile[hash], bit);
            }
            3 => {
                let tile = at.index(log.tiles.len());
                log.tiles.values_mut().nth(tile).unwrap().pop();
            }
            _ => {
                let head = at.index(log.heads.len());
                let head = log.heads.values_mut().nth(head).unwrap();
                head.root = flip(&head.root, bit);
            }
        }
        prop_assert_ne!(faults(&log), []);
    }
}
