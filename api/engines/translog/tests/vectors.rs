//! What others published or computed: the roots and proofs of the test data of Certificate
//! Transparency (RFC 6962 hashes as RFC 9162 does), and values made with OpenSSL and Python.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_translog::hash::empty_root;
use onex_translog::*;
use support::*;

const ENTRIES: [&[u8]; 8] =
    [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const L0: &str = ROOTS[1];
const L1: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const L4: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const L6: &str = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f";
const N23: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const N45: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const N67: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const N47: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

fn published() -> Vec<Hash> {
    ENTRIES.iter().map(|entry| leaf_hash(entry)).collect()
}

#[test]
fn the_eight_published_leaves_have_the_published_roots() {
    assert_eq!(hex(&empty_root()), ROOTS[0]);
    let mut tiles = tiles_of(&published());
    for (size, known) in ROOTS.iter().enumerate() {
        assert_eq!(hex(&root_of(&published()[..size])), *known);
        assert_eq!(hex(&root(&mut tiles, size as u64).unwrap()), *known);
        let none = &mut tile::TileMap::new();
        assert_eq!(hex(&append(none, 0, &published()[..size]).unwrap().root), *known);
    }
}

#[test]
fn the_published_inclusion_proofs_are_made_and_hold() {
    let known: [(u64, u64, &[&str]); 5] = [
        (0, 1, &[]),
        (0, 8, &[L1, N23, N47]),
        (5, 8, &[L4, N67, ROOTS[4]]),
        (2, 3, &[ROOTS[2]]),
        (1, 5, &[L0, N23, L4]),
    ];
    let mut tiles = tiles_of(&published());
    for (index, size, known) in known {
        let proof = inclusion(&mut tiles, index, size).unwrap();
        assert_eq!(proof.iter().map(hex).collect::<Vec<_>>(), known, "{index} in {size}");
        let (leaf, root) = (published()[index as usize], unhex(ROOTS[size as usize]));
        assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
    }
    // The last but one of seven, whose way crosses the ragged edge.
    let proof = inclusion(&mut tiles, 5, 7).unwrap();
    assert_eq!(proof.iter().map(hex).collect::<Vec<_>>(), [L4, L6, ROOTS[4]]);
}

#[test]
fn the_published_consistency_proofs_are_made_and_hold() {
    let known: [(u64, u64, &[&str]); 4] =
        [(1, 1, &[]), (1, 8, &[L1, N23, N47]), (6, 8, &[N45, N67, ROOTS[4]]), (2, 5, &[N23, L4])];
    let mut tiles = tiles_of(&published());
    for (old, new, known) in known {
        let proof = consistency(&mut tiles, old, new).unwrap();
        assert_eq!(proof.iter().map(hex).collect::<Vec<_>>(), known, "{old} to {new}");
        let (old_root, new_root) = (unhex(ROOTS[old as usize]), unhex(ROOTS[new as usize]));
        assert_eq!(verify_consistency(old, new, &old_root, &new_root, &proof), Ok(()));
    }
}

#[test]
fn trees_wider_than_a_tile_have_the_roots_that_another_program_computed() {
    let leaves = leaves(70_000);
    let mut tiles = tiles_of(&leaves);
    for (size, known) in [
        (255, "32f85bcaa87d7bcd05728f09e9aeba350ba6a2f733830087f0597682848be5cb"),
        (256, "828515d033c19d8c901f37eccb8aed919667703486f8d2fff1cf7040321c5db1"),
        (257, "1eda049a4351d86f76252bd7ec0b7746ad75b7fa0316ad5f541dbda458a312c4"),
        (1_000, "638afa98022925bacfddadb15ef22fd0199c1ac99c2973b6158243d13fce05c2"),
        (70_000, "1a4cdfcb66374a0c0dcbef49acbd4976d13ee864fb3cb241fc943cad04f02f7e"),
    ] {
        assert_eq!(hex(&root(&mut tiles, size).unwrap()), known, "{size}");
    }
    // The example of tlog-tiles for this size.
    let widths = |level, index| tiles.get(&(level, index)).map_or(0, Vec::len);
    assert_eq!((widths(0, 272), widths(0, 273), widths(0, 274)), (256, 112, 0));
    assert_eq!((widths(1, 0), widths(1, 1), widths(2, 0), widths(3, 0)), (256, 17, 1, 0));
    let grown = append(&mut tile::TileMap::new(), 0, &leaves).unwrap();
    assert_eq!(grown.tiles.len() as u64, tile::count(70_000));
    assert_eq!(tile::count(70_000), 274 + 2 + 1);
}

#[test]
fn a_head_is_signed_as_openssl_signs_it() {
    let seed: Vec<u8> = (0..32).collect();
    let signer = Signer::from_seed("onex.example/log", &seed.try_into().unwrap()).unwrap();
    let head = Head { size: 8, root: unhex(ROOTS[8]), time: 1_593_309_600 };
    let note = "onex.example/log\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\ntime 1593309600\n\n\
        \u{2014} onex.example/log N19gGLQwH/Ypl70K8ksLy5Sqt+PT6qWvAed3L/7fEnChPFiUb9n4beb19Gyq0ynHPRKvpXa9f464yidRmneM0cuQ4gc=\n";
    assert_eq!(signer.sign(&head).unwrap(), note);
    let known = "onex.example/log+375f6018+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    assert_eq!(signer.public().to_string(), known);
    let keys = [NoteKey::parse(known).unwrap()];
    assert_eq!(note::open(note.as_bytes(), &keys), Ok((head, &keys[0])));
}

#[test]
fn an_entry_has_the_line_and_the_leaf_that_another_program_computed() {
    let digest = unhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let entry = Entry::new(1_593_309_600, Kind::Issue, digest).unwrap();
    let line = r#"{"at":"2020-06-28T02:00:00Z","kind":"issue","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","v":1}"#;
    assert_eq!(entry.to_string(), line);
    assert_eq!(Entry::parse(line.as_bytes()), Ok(entry));
    let leaf = "1920d33459de1571446c53710e80faab5abacf35d1809d7e744a08544aeeb5d5";
    assert_eq!(hex(&entry.leaf_hash()), leaf);
}
