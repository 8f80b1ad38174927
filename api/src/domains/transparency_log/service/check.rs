//! What `onex check` looks at: the tree is recomputed from its entries, every tile and head is what it must be, and
//! every head was signed by a key of this log.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use onex_translog::{Hash, Head, Log, NoteKey, Tiles, note};

use crate::domains::transparency_log::model::{HeadRow, LeafRow};
use crate::domains::transparency_log::store;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Error, Result};
use crate::platform::issuer;

const PAGE: i64 = 1000;
/// A tree that is wrong at one place is wrong at many; so many are told.
const MOST: usize = 20;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let state = store::state(conn)?;
    let keys = issuer::log_keys(conn)?;
    let mut wrong = Vec::new();
    let size = u64::try_from(state.size).unwrap_or(0);
    let mut log = Stored { conn, keys: &keys, unsigned: vec![], last: None };
    onex_translog::scan(&mut log, size, |fault| {
        wrong.push(fault.to_string());
        if wrong.len() < MOST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    if size > 0 && log.last != Some(state.at.0.div_euclid(1_000_000)) {
        wrong.push("the time of the last head is not the one that the log goes by".into());
    }
    wrong.append(&mut log.unsigned);
    Ok(wrong)
}

/// The leaves of these certificates, for the check of those.
///
/// # Errors
/// Those of the database.
pub fn leaves_of(conn: &mut Conn, ids: &[Id]) -> Result<BTreeMap<Id, Vec<LeafRow>>> {
    store::leaves_of(conn, ids)
}

/// The log in the database, read through once.
struct Stored<'a> {
    conn: &'a mut Conn,
    keys: &'a [NoteKey],
    /// What is wrong with notes.
    unsigned: Vec<String>,
    /// The time of the last head that was read.
    last: Option<i64>,
}

impl Tiles for Stored<'_> {
    type Error = Error;

    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<Hash>>> {
        store::tile(self.conn, level, index)
    }
}

impl Log for Stored<'_> {
    fn entries(&mut self, from: u64) -> Result<Vec<(u64, String)>> {
        let from = i64::try_from(from).map_err(|e| Error::internal(e.into()))?;
        let rows = store::entries(self.conn, from, PAGE)?;
        Ok(rows
            .into_iter()
            .filter_map(|(idx, entry)| Some((u64::try_from(idx).ok()?, entry)))
            .collect())
    }

    fn heads(&mut self, from: u64) -> Result<Vec<Head>> {
        let from = i64::try_from(from).map_err(|e| Error::internal(e.into()))?;
        let rows = store::heads(self.conn, from, PAGE)?;
        Ok(rows.iter().map(|row| self.head(row)).collect())
    }

    fn tile_count(&mut self) -> Result<u64> {
        Ok(u64::try_from(store::tile_count(self.conn)?).unwrap_or(0))
    }
}

impl Stored<'_> {
    /// The head that a row states, after its note was held against it.
    fn head(&mut self, row: &HeadRow) -> Head {
        let stated = Head {
            size: u64::try_from(row.size).unwrap_or(0),
            root: row.root.as_slice().try_into().unwrap_or_default(),
            time: row.at.0.div_euclid(1_000_000),
        };
        if self.unsigned.len() < MOST {
            match note::open(row.note.as_bytes(), self.keys) {
                Ok((signed, _)) if signed == stated => {}
                Ok(_) => self.unsigned.push(format!(
                    "the head of {} entries states something else than its note",
                    row.size
                )),
                Err(e) => {
                    self.unsigned.push(format!("the head of {} entries: {e}", row.size));
                }
            }
        }
        self.last = Some(stated.time);
        stated
    }
}
