//! Measures the log: `cargo run --release -p onex-translog --example speed`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that prints or fails")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use onex_translog::tile::TileMap;
use onex_translog::*;

const LEAVES: u64 = 1_000_000;
const RUN: u64 = 10_000;

fn entry(index: u64) -> Entry {
    let digest = leaf_hash(&index.to_be_bytes());
    Entry::new(1_593_309_600 + index as i64, Kind::Issue, digest).unwrap()
}

fn store(tiles: &mut TileMap, grown: Grown) -> u64 {
    tiles.extend(grown.tiles.into_iter().map(|t| ((t.level, t.index), t.hashes)));
    grown.size
}

/// Prints the median and the 99th percentile of many turns.
fn times(what: &str, turns: usize, mut turn: impl FnMut(u64)) {
    let mut spent: Vec<Duration> = (0..turns as u64)
        .map(|i| {
            let start = Instant::now();
            turn(i);
            start.elapsed()
        })
        .collect();
    spent.sort();
    println!("{what}: median {:?}, p99 {:?}", spent[turns / 2], spent[turns * 99 / 100]);
}

fn main() {
    let (mut tiles, mut size) = (TileMap::new(), 0);
    let start = Instant::now();
    while size < LEAVES {
        let leaves: Vec<Hash> = (size..size + RUN).map(|i| entry(i).leaf_hash()).collect();
        let grown = append(&mut tiles, size, &leaves).unwrap();
        size = store(&mut tiles, grown);
    }
    let rate = LEAVES as f64 / start.elapsed().as_secs_f64();
    println!("appends in runs of {RUN}, entries formatted and hashed: {rate:.0}/s");

    let signer = Signer::from_seed("onex.example/log", &[7; 32]).unwrap();
    times("append of one leaf and its signed head", 2_000, |i| {
        let grown = append(&mut tiles, size, &[entry(size).leaf_hash()]).unwrap();
        let head = Head { size: grown.size, root: grown.root, time: 1_600_000_000 + i as i64 };
        black_box(signer.sign(&head).unwrap());
        size = store(&mut tiles, grown);
    });

    let root = root(&mut tiles, size).unwrap();
    let mut longest = 0;
    times("proof of the millionth leaf", 1_000, |_| {
        longest = black_box(inclusion(&mut tiles, LEAVES - 1, size).unwrap()).len();
    });
    let leaf = entry(LEAVES - 1).leaf_hash();
    let proof = inclusion(&mut tiles, LEAVES - 1, size).unwrap();
    println!("  it has {longest} hashes of 32 bytes");
    times("proof of any leaf", 2_000, |i| {
        black_box(inclusion(&mut tiles, i * 499, size).unwrap());
    });
    times("check of that proof", 1_000, |_| {
        verify_inclusion(&leaf, LEAVES - 1, size, black_box(&proof), &root).unwrap();
    });
    times("consistency of any head with the last", 1_000, |i| {
        black_box(consistency(&mut tiles, 1 + i * 997, size).unwrap());
    });
    let keys = [signer.public().clone()];
    let note = signer.sign(&Head { size, root, time: 1_600_000_000 }).unwrap();
    times("opening a note", 1_000, |_| {
        note::open(black_box(note.as_bytes()), &keys).unwrap();
    });
}
