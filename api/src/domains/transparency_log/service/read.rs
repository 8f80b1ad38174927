//! What anyone may read of the log: heads, tiles, entries and proofs. A proof, its size and its root come from one
//! signed head.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onex_translog::{Hash, TileError, Tiles, hash, tile};
use std::time::Duration;

use crate::domains::transparency_log::model::{
    Consistency, Digest, Entries, HeadRow, Inclusion, LogHead, ProvenLeaf,
};
use crate::domains::transparency_log::store;
use crate::platform::auth::Peer;
use crate::platform::db::Conn;
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::throttle::Limit;
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// Entries of one answer at most.
pub const PAGE: usize = tile::WIDTH;
/// Heads of the feed.
const FEED: i64 = 50;
/// Digests that are in no leaf, from one address: whoever has a certificate has its digest.
const UNKNOWN: Limit = Limit { failures: 100, window: Duration::from_secs(15 * 60) };

fn empty() -> Error {
    Error::because(Code::NotFound, "The log has no entries yet")
}

fn newest(conn: &mut Conn) -> Result<HeadRow> {
    store::newest_heads(conn, None, 1)?.pop().ok_or_else(empty)
}

fn unsigned(n: i64) -> Result<u64> {
    u64::try_from(n).map_err(|e| Error::internal(e.into()))
}

/// How many leaves the log has: a cut-off that whoever appends later lies behind.
pub fn size(conn: &mut Conn) -> Result<i64> {
    Ok(store::state(conn)?.size)
}

/// The newest head.
pub async fn checkpoint(state: &State) -> Result<HeadRow> {
    state.db.read(newest).await
}

/// A page of heads, the newest first.
pub async fn heads(state: &State, page: PageQuery) -> Result<Page<LogHead>> {
    let (limit, after) = (page.limit()?, page.after()?);
    let (rows, total) = state
        .db
        .read(move |conn| {
            let rows = store::newest_heads(conn, after, limit + 1)?;
            Ok((rows, page.total(|| store::head_count(conn))?))
        })
        .await?;
    Ok(Page::build(rows, limit, |row| row.size).of(total).map(LogHead::from))
}

/// The newest heads, for the feed.
pub async fn feed(state: &State) -> Result<Vec<HeadRow>> {
    state.db.read(|conn| store::newest_heads(conn, None, FEED)).await
}

/// A tile's hashes, joined, and whether it will never change.
pub async fn hashes(state: &State, level: u8, index: u64) -> Result<(Vec<u8>, bool)> {
    state
        .db
        .read(move |conn| {
            let found = store::tile(conn, level, index)?;
            let found = found
                .ok_or_else(|| Error::because(Code::NotFound, "The tree has no such tile yet"))?;
            Ok((hash::join(&found), found.len() == tile::WIDTH))
        })
        .await
}

/// Entries from a number on.
pub async fn entries(state: &State, from: i64) -> Result<Entries> {
    state
        .db
        .read(move |conn| {
            let rows = store::entries(conn, from, i64::try_from(PAGE).unwrap_or(i64::MAX))?;
            // Just behind the last one there may be one soon; further on, somebody is mistaken.
            if rows.is_empty() && from > store::state(conn)?.size {
                return Err(Error::because(
                    Code::NotFound,
                    "The log has no entry of this number yet",
                ));
            }
            Ok(Entries { from, entries: rows.into_iter().map(|(_, entry)| entry).collect() })
        })
        .await
}

/// The leaves of a digest, each with the proof that it is in the tree of the newest head.
///
/// # Errors
/// `not_found` for a digest that is in no leaf, which is counted by address.
pub async fn inclusion(state: &State, peer: Peer, digest: Digest) -> Result<Inclusion> {
    let asker = format!("log:address:{}", peer.address);
    state.throttle.check(&asker, UNKNOWN)?;
    let found = state
        .db
        .snapshot(move |conn| {
            let head = newest(conn)?;
            let size = unsigned(head.size)?;
            let mut leaves = Vec::new();
            for leaf in store::leaves_by_digest(conn, &digest.0)? {
                let index = unsigned(leaf.idx)?;
                let proof = onex_translog::inclusion(&mut Stored(conn), index, size);
                leaves.push(ProvenLeaf {
                    index: leaf.idx,
                    entry: leaf.entry,
                    proof: base64(&proof.map_err(broken)?),
                });
            }
            if leaves.is_empty() {
                return Err(Error::because(Code::NotFound, "No leaf has this digest"));
            }
            Ok(Inclusion { checkpoint: head.note, leaves })
        })
        .await;
    if found.as_ref().is_err_and(|e| e.code() == Code::NotFound) {
        state.throttle.fail(&asker, UNKNOWN);
    }
    found
}

/// The proof that the tree of one size grew into that of another.
///
/// # Errors
/// `invalid` for sizes that are none of this log's.
pub async fn consistency(state: &State, from: i64, to: i64) -> Result<Consistency> {
    state
        .db
        .snapshot(move |conn| {
            let grown = store::state(conn)?.size;
            let range = |name: &str, max: i64| {
                Error::field(format!("?{name}"), "range", format!("must be 0 to {max}"))
            };
            if !(0..=grown).contains(&to) {
                return Err(range("to", grown));
            }
            if !(0..=to).contains(&from) {
                return Err(range("from", to));
            }
            let proof =
                onex_translog::consistency(&mut Stored(conn), unsigned(from)?, unsigned(to)?);
            Ok(Consistency { from, to, proof: base64(&proof.map_err(broken)?) })
        })
        .await
}

fn base64(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| STANDARD.encode(hash)).collect()
}

fn broken(e: TileError<Error>) -> Error {
    match e {
        TileError::Read(e) => e,
        e => Error::internal(anyhow::anyhow!("the log is damaged: {e}; run `onex check`")),
    }
}

/// The tree in the database.
struct Stored<'a>(&'a mut Conn);

impl Tiles for Stored<'_> {
    type Error = Error;

    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<Hash>>> {
        store::tile(self.0, level, index)
    }
}
