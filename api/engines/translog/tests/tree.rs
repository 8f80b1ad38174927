//! Growing: the tiles and roots of any growth are those of the definition.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_translog::tile::TileMap;
use onex_translog::*;
use proptest::prelude::*;
use support::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However up to 5,000 leaves are split into appends, the tiles and the root are the same; each
    /// append gives the tiles that changed and no others, and reads only the edge.
    #[test]
    fn any_split_of_the_leaves_grows_the_same_tree(
        n in prop_oneof![0usize..=5_000, Just(255), Just(256), Just(257), Just(512)],
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let leaves = leaves(n);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(n + 1)).chain([n]).collect();
        cuts.sort_unstable();
        let (mut tiles, mut from) = (TileMap::new(), 0);
        for to in cuts {
            let edge = tile::frontier(from as u64);
            let mut edge: TileMap =
                edge.into_iter().map(|key| (key, tiles[&key].clone())).collect();
            let grown = append(&mut edge, from as u64, &leaves[from..to]).unwrap();
            prop_assert_eq!(grown.size, to as u64);
            prop_assert_eq!(grown.root, root_of(&leaves[..to]));
            let before = tiles.clone();
            store(&mut tiles, &grown);
            prop_assert_eq!(&tiles, &tiles_of(&leaves[..to]));
            let mut changed: Vec<(u8, u64)> =
                tiles.iter().filter(|(key, t)| before.get(key) != Some(t)).map(|(key, _)| *key).collect();
            let mut given: Vec<(u8, u64)> = grown.tiles.iter().map(|t| (t.level, t.index)).collect();
            changed.sort_unstable();
            given.sort_unstable();
            prop_assert_eq!(given, changed);
            prop_assert_eq!(tiles.len() as u64, tile::count(to as u64));
            from = to;
        }
    }

    /// The roots of all smaller trees can be had from the tiles of the last.
    #[test]
    fn a_grown_tree_still_knows_its_older_roots(n in 0usize..=1_500, older in any::<prop::sample::Index>()) {
        let leaves = leaves(n);
        let older = older.index(n + 1);
        prop_assert_eq!(root(&mut tiles_of(&leaves), older as u64).unwrap(), root_of(&leaves[..older]));
    }
}

#[test]
fn growing_from_a_size_that_the_tiles_do_not_have_fails() {
    let mut tiles = tiles_of(&leaves(300));
    let wide = TileError::Width { level: 0, index: 1, found: 44, wanted: 43 };
    assert_eq!(append(&mut tiles, 299, &[[1; 32]]), Err(wide));
    let narrow = TileError::Width { level: 0, index: 1, found: 44, wanted: 45 };
    assert_eq!(append(&mut tiles, 301, &[[1; 32]]), Err(narrow));
    // At 256 leaves the last tile of level 0 is full; that of level 1 tells.
    tiles.insert((1, 0), vec![[1; 32]; 2]);
    let wide = TileError::Width { level: 1, index: 0, found: 2, wanted: 1 };
    assert_eq!(append(&mut tiles, 256, &[[1; 32]]), Err(wide));
}

#[test]
fn a_missing_tile_is_named() {
    let mut tiles = tiles_of(&leaves(300));
    tiles.remove(&(0, 1));
    let missing = TileError::Missing { level: 0, index: 1 };
    assert_eq!(append(&mut tiles, 300, &[]), Err(missing.clone()));
    assert_eq!(inclusion(&mut tiles, 299, 300), Err(missing.clone()));
    assert_eq!(root(&mut tiles, 300), Err(missing.clone()));
    assert_eq!(missing.code(), "tile_missing");
    // What does not need it is not hindered.
    assert_eq!(root(&mut tiles, 256).unwrap(), root_of(&leaves(256)));
    tiles.insert((0, 0), vec![[1; 32]; 257]);
    let wide = TileError::Width { level: 0, index: 0, found: 257, wanted: 256 };
    assert_eq!(inclusion(&mut tiles, 3, 256), Err(wide));
}

#[test]
fn a_store_that_fails_is_heard() {
    struct Broken;
    impl Tiles for Broken {
        type Error = &'static str;
        fn tile(&mut self, _: u8, _: u64) -> Result<Option<Vec<Hash>>, &'static str> {
            Err("disk on fire")
        }
    }
    assert_eq!(append(&mut Broken, 1, &[]), Err(TileError::Read("disk on fire")));
    assert_eq!(append(&mut Broken, 0, &[[0; 32]]).unwrap().root, [0; 32]);
}

#[test]
fn a_tree_grows_up_to_63_bits_and_not_beyond() {
    let mut last = Same::new(MAX_SIZE - 1);
    let grown = append(&mut last, MAX_SIZE - 1, &[[7; 32]]).unwrap();
    assert_eq!(grown.size, MAX_SIZE);
    assert_eq!(append(&mut last, MAX_SIZE - 1, &[[7; 32]; 2]), Err(TileError::TooLarge));
    let mut full = Same::new(MAX_SIZE);
    assert_eq!(root(&mut full, MAX_SIZE).unwrap(), grown.root);
    assert_eq!(append(&mut full, MAX_SIZE, &[[7; 32]]), Err(TileError::TooLarge));
    for size in [MAX_SIZE + 1, u64::MAX] {
        assert_eq!(append(&mut full, size, &[]), Err(TileError::TooLarge));
        assert_eq!(root(&mut full, size), Err(TileError::TooLarge));
        assert_eq!(inclusion(&mut full, 0, size), Err(TileError::TooLarge));
        assert_eq!(consistency(&mut full, 1, size), Err(TileError::TooLarge));
    }
    // A carry through every level: 2^62 - 1 leaves and one more.
    let grown = append(&mut Same::new((1 << 62) - 1), (1 << 62) - 1, &[[7; 32]]).unwrap();
    assert_eq!(grown.root, full.roots[62]);
    assert_eq!(grown.tiles.len(), 8);
}

#[test]
fn hashes_joined_are_split_again_and_nothing_else_is() {
    let hashes = leaves(3);
    assert_eq!(hash::split(&hash::join(&hashes)), Some(hashes));
    assert_eq!(hash::split(&[]), Some(Vec::new()));
    assert_eq!(hash::split(&[0; 33]), None);
}
