//! Rows of the log.

use std::collections::BTreeMap;

use diesel::prelude::*;
use onex_translog::tile::TileMap;
use onex_translog::{Hash, Tile, hash};

use super::model::{HeadRow, LeafRow, StateRow};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Error, Result};
use crate::schema::{log_heads, log_leaves, log_state, log_tiles};
use crate::{insert_rows, on_native};

/// How far the log has grown.
pub fn state(conn: &mut Conn) -> Result<StateRow> {
    let row = log_state::table.find(1).select(StateRow::as_select()).first(conn).optional()?;
    Ok(row.unwrap_or(StateRow { size: 0, at: Ts(0) }))
}

/// Takes the log until this transaction ends and makes room for `n` leaves; returns how it was before.
pub fn grow(conn: &mut Conn, n: i64) -> Result<StateRow> {
    let new = (log_state::id.eq(1), log_state::size.eq(0_i64), log_state::at.eq(Ts(0)));
    on_native!(conn, c => diesel::insert_into(log_state::table)
        .values(new)
        .on_conflict_do_nothing()
        .execute(c))?;
    // The update locks the row, so what is read after it is ours alone.
    diesel::update(log_state::table.find(1))
        .set(log_state::size.eq(log_state::size + n))
        .execute(conn)?;
    let now = state(conn)?;
    Ok(StateRow { size: now.size - n, ..now })
}

/// Writes the time of the last head.
pub fn set_time(conn: &mut Conn, at: Ts) -> Result<()> {
    diesel::update(log_state::table.find(1)).set(log_state::at.eq(at)).execute(conn)?;
    Ok(())
}

/// Adds leaves.
pub fn insert_leaves(conn: &mut Conn, rows: &[LeafRow]) -> Result<()> {
    insert_rows!(conn, log_leaves::table, rows)
}

/// Puts tiles in place of what stood there.
pub fn put_tiles(conn: &mut Conn, tiles: &[Tile]) -> Result<()> {
    for tile in tiles {
        let hashes = hash::join(&tile.hashes);
        let new = (
            log_tiles::level.eq(i32::from(tile.level)),
            log_tiles::idx.eq(signed(tile.index)?),
            log_tiles::hashes.eq(&hashes),
        );
        on_native!(conn, c => diesel::insert_into(log_tiles::table)
            .values(new)
            .on_conflict((log_tiles::level, log_tiles::idx))
            .do_update()
            .set(log_tiles::hashes.eq(&hashes))
            .execute(c))?;
    }
    Ok(())
}

/// Adds a head.
pub fn insert_head(conn: &mut Conn, row: &HeadRow) -> Result<()> {
    diesel::insert_into(log_heads::table).values(row).execute(conn)?;
    Ok(())
}

fn signed(n: u64) -> Result<i64> {
    i64::try_from(n).map_err(|e| Error::internal(e.into()))
}

fn hashes(level: u8, index: u64, bytes: &[u8]) -> Result<Vec<Hash>> {
    hash::split(bytes).ok_or_else(|| {
        Error::internal(anyhow::anyhow!("tile {index} of level {level} is no row of hashes"))
    })
}

/// One tile.
pub fn tile(conn: &mut Conn, level: u8, index: u64) -> Result<Option<Vec<Hash>>> {
    let Ok(idx) = i64::try_from(index) else { return Ok(None) };
    let found: Option<Vec<u8>> = log_tiles::table
        .find((i32::from(level), idx))
        .select(log_tiles::hashes)
        .first(conn)
        .optional()?;
    found.map(|bytes| hashes(level, index, &bytes)).transpose()
}

/// These tiles, read at once; those that are missing are left out.
pub fn tiles(conn: &mut Conn, which: &[(u8, u64)]) -> Result<TileMap> {
    let mut out = TileMap::new();
    if which.is_empty() {
        return Ok(out);
    }
    let mut q =
        log_tiles::table.select((log_tiles::level, log_tiles::idx, log_tiles::hashes)).into_boxed();
    for (level, index) in which {
        q = q.or_filter(
            log_tiles::level.eq(i32::from(*level)).and(log_tiles::idx.eq(signed(*index)?)),
        );
    }
    for (level, idx, bytes) in q.load::<(i32, i64, Vec<u8>)>(conn)? {
        let (Ok(level), Ok(index)) = (u8::try_from(level), u64::try_from(idx)) else { continue };
        out.insert((level, index), hashes(level, index, &bytes)?);
    }
    Ok(out)
}

/// How many tiles there are.
pub fn tile_count(conn: &mut Conn) -> Result<i64> {
    Ok(log_tiles::table.count().get_result(conn)?)
}

/// Entries with their numbers, from a number on.
pub fn entries(conn: &mut Conn, from: i64, limit: i64) -> Result<Vec<(i64, String)>> {
    Ok(log_leaves::table
        .filter(log_leaves::idx.ge(from))
        .order(log_leaves::idx.asc())
        .limit(limit)
        .select((log_leaves::idx, log_leaves::entry))
        .load(conn)?)
}

/// Heads by size, of that size and larger.
pub fn heads(conn: &mut Conn, from: i64, limit: i64) -> Result<Vec<HeadRow>> {
    Ok(log_heads::table
        .filter(log_heads::size.ge(from))
        .order(log_heads::size.asc())
        .limit(limit)
        .select(HeadRow::as_select())
        .load(conn)?)
}

/// How many heads there are.
pub fn head_count(conn: &mut Conn) -> Result<i64> {
    Ok(log_heads::table.count().get_result(conn)?)
}

/// The leaves of these certificates, each's in their order.
pub fn leaves_of(conn: &mut Conn, ids: &[Id]) -> Result<BTreeMap<Id, Vec<LeafRow>>> {
    let mut out: BTreeMap<Id, Vec<_>> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<LeafRow> = log_leaves::table
            .filter(log_leaves::certificate_id.eq_any(chunk.to_vec()))
            .order(log_leaves::idx.asc())
            .select(LeafRow::as_select())
            .load(conn)?;
        for row in rows {
            out.entry(row.certificate_id).or_default().push(row);
        }
    }
    Ok(out)
}

/// Heads before a size, the newest first.
pub fn newest_heads(conn: &mut Conn, before: Option<i64>, limit: i64) -> Result<Vec<HeadRow>> {
    let mut q = log_heads::table.into_boxed();
    if let Some(size) = before {
        q = q.filter(log_heads::size.lt(size));
    }
    Ok(q.order(log_heads::size.desc()).limit(limit).select(HeadRow::as_select()).load(conn)?)
}

/// The leaves of a digest, in their order.
pub fn leaves_by_digest(conn: &mut Conn, sha256: &Hash) -> Result<Vec<LeafRow>> {
    Ok(log_leaves::table
        .filter(log_leaves::sha256.eq(sha256.as_slice()))
        .order(log_leaves::idx.asc())
        .select(LeafRow::as_select())
        .load(conn)?)
}
