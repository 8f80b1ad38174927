//! Parts of files that are still on their way: each a blob of its own, named in a row of `upload_chunks`.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Seek, Write};
use std::path::PathBuf;

use diesel::prelude::*;
use futures_util::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path as Key;

use super::{Files, unavailable, wait};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::error::{Error, Result};
use crate::schema::upload_chunks;

/// Where they are. Without folders of their own, of which a local store would keep the empty ones.
pub(super) const FOLDER: &str = "uploads";

/// A name that nobody has given before.
pub fn part_name(upload: crate::platform::db::Id, offset: i64) -> String {
    let random = &crate::platform::keys::random_token()[..16];
    format!("{FOLDER}/{upload}.{offset}.{random}")
}

impl Files {
    /// Stores a received part of some megabytes under its name.
    pub async fn put_part(&self, name: &str, file: PathBuf) -> Result<()> {
        let bytes = actix_web::web::block(move || std::fs::read(file))
            .await
            .map_err(Error::cancelled)??;
        self.0.put(&Key::from(name), bytes.into()).await.map_err(unavailable)?;
        Ok(())
    }

    /// The parts one after the other in a file of this machine's disk, at its beginning; gone when it is dropped.
    /// For threads that may block.
    pub fn join_parts_blocking(&self, names: &[String]) -> Result<File> {
        let mut file = tempfile::tempfile()?;
        wait(async {
            for name in names {
                let got = self.0.get(&Key::from(name.as_str())).await.map_err(unavailable)?;
                let mut bytes = got.into_stream();
                while let Some(part) = bytes.try_next().await.map_err(unavailable)? {
                    file.write_all(&part)?;
                }
            }
            Ok(())
        })?;
        file.rewind()?;
        Ok(file)
    }

    /// Deletes parts that no row names any more; one that is gone already is as good.
    pub async fn drop_parts(&self, names: &[String]) -> Result<()> {
        for name in names {
            match self.0.delete(&Key::from(name.as_str())).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(e) => return Err(unavailable(e)),
            }
        }
        Ok(())
    }

    /// Every part in the store: its name, its size and its age in seconds.
    pub async fn parts(&self) -> Result<Vec<(String, u64, i64)>> {
        let now = Clock::real().utc().unix_timestamp();
        self.0
            .list(Some(&Key::from(FOLDER)))
            .map_ok(|m| (m.location.to_string(), m.size, now - m.last_modified.timestamp()))
            .try_collect()
            .await
            .map_err(unavailable)
    }

    /// Parts that no row names, with their age in seconds.
    pub(super) async fn stray_parts(&self, db: &Db) -> Result<Vec<(String, i64)>> {
        // The rows after the store: a part is there before its row.
        let parts = self.parts().await?;
        let known: HashSet<String> = db
            .read(|conn| Ok(upload_chunks::table.select(upload_chunks::key).load(conn)?))
            .await?
            .into_iter()
            .collect();
        Ok(parts
            .into_iter()
            .filter(|(name, ..)| !known.contains(name))
            .map(|(name, _, age)| (name, age))
            .collect())
    }

    /// Parts that a row names and that are not there or have another size.
    pub(super) async fn missing_parts(&self, db: &Db) -> Result<Vec<String>> {
        let known: Vec<(String, i64)> = db.read_blocking(|conn| {
            Ok(upload_chunks::table.select((upload_chunks::key, upload_chunks::size)).load(conn)?)
        })?;
        if known.is_empty() {
            return Ok(vec![]);
        }
        let there: HashMap<String, u64> =
            self.parts().await?.into_iter().map(|(name, size, _)| (name, size)).collect();
        Ok(known
            .into_iter()
            .filter(|(name, size)| there.get(name).copied() != u64::try_from(*size).ok())
            .map(|(name, _)| name)
            .collect())
    }
}
