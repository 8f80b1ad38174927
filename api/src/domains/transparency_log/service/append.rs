//! Appending, in the transaction of what is appended. For other slices.

use onex_translog::{Entry, Head, tile};

use crate::domains::transparency_log::model::{HeadRow, Leaf, LeafRow};
use crate::domains::transparency_log::store;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::issuer::Issuer;

/// Leaves whose lines are made at once.
const CHUNK: usize = 1000;

/// Appends leaves and the head that holds them. Entries and head carry one time: now, but never one before the last
/// head's, or an honest leaf of a node whose clock is behind would look back-dated.
///
/// Holds the log until the transaction ends: the last lock that is taken, and once a transaction
/// (docs/decisions/0009-order-of-locks.md).
///
/// # Errors
/// Those of the database; tiles that are not those of the tree as it stands.
pub fn append(conn: &mut Conn, issuer: &Issuer, leaves: &[Leaf], now: Ts) -> Result<()> {
    if leaves.is_empty() {
        return Ok(());
    }
    let fail = |e: &dyn std::fmt::Display| {
        Error::internal(anyhow::anyhow!("nothing can be appended to the log: {e}"))
    };
    let before = store::grow(conn, i64::try_from(leaves.len()).unwrap_or(i64::MAX))?;
    let at = now.0.max(before.at.0).div_euclid(1_000_000);
    let size = u64::try_from(before.size).map_err(|e| fail(&e))?;
    let mut tiles = store::tiles(conn, &tile::frontier(size))?;
    let mut hashes = Vec::with_capacity(leaves.len());
    let mut idx = before.size;
    for chunk in leaves.chunks(CHUNK) {
        let mut rows = Vec::with_capacity(chunk.len());
        for leaf in chunk {
            let entry = Entry::new(at, leaf.kind.into(), leaf.sha256).map_err(|e| fail(&e))?;
            let line = entry.to_string();
            hashes.push(onex_translog::leaf_hash(line.as_bytes()));
            let (kind, certificate_id) = (leaf.kind, leaf.certificate_id);
            let sha256 = leaf.sha256.to_vec();
            rows.push(LeafRow { idx, kind, certificate_id, sha256, entry: line });
            idx += 1;
        }
        store::insert_leaves(conn, &rows)?;
    }
    let grown = onex_translog::append(&mut tiles, size, &hashes).map_err(|e| fail(&e))?;
    store::put_tiles(conn, &grown.tiles)?;
    let head = Head { size: grown.size, root: grown.root, time: at };
    let note = issuer.log_signer()?.sign(&head).map_err(|e| fail(&e))?;
    let at = Ts::micros(at * 1_000_000);
    store::insert_head(conn, &HeadRow { size: idx, root: grown.root.to_vec(), at, note })?;
    store::set_time(conn, at)
}
