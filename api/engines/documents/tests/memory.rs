//! What an inspection costs. By itself in its process: the peak is the process's.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_documents::Kind;
use support::*;

/// The most memory this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn an_archive_of_420_mb_is_looked_through_in_a_few() {
    let one = entry("0", vec![0; 7 << 20]);
    let name = |n: u8| Entry { name: vec![b'a' + n % 26, b'a' + n / 26], ..one.clone() };
    let bytes = archive(&(0..60).map(name).collect::<Vec<_>>());
    drop(one);
    let before = peak();
    assert_eq!(judge(&bytes), Ok(Kind::Zip));
    let grown = peak() - before;
    assert!(grown < 8 << 10, "{grown} KiB");
}
