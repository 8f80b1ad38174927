//! Files by content: a blob is named by its SHA-256 and stored once, in a local folder or an S3 bucket;
//! rows of the `files` table say whose it is. A blob is written before the row that needs it is
//! committed; what was left behind by a broken-off upload is found by [`Files::orphans`].

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use diesel::prelude::*;
use futures_util::TryStreamExt;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};

use super::clock::Clock;
use super::db::{Conn, Id, Ts};
use super::error::{Code, Error, Result};
use super::keys::{Keys, hex, sha256};
use crate::schema::files;

mod large;
mod parts;

pub use large::describe;
pub use parts::part_name;

/// What a file's first bytes say it is. Only these are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Pdf,
    Png,
    Jpeg,
    Webp,
    Zip,
    Ole,
    Text,
}

impl Media {
    /// By content, never by name.
    pub fn sniff(head: &[u8]) -> Option<Self> {
        match head {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Media::Pdf),
            [0x89, b'P', b'N', b'G', 13, 10, 26, 10, ..] => Some(Media::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Media::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Media::Webp),
            [b'P', b'K', 3, 4, ..] => Some(Media::Zip),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(Media::Ole),
            // UTF-16 by its byte order mark: half of its bytes may be zero.
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(Media::Text),
            _ if !head.is_empty() && !head.contains(&0) => Some(Media::Text),
            _ => None,
        }
    }
    /// The media type it is served with.
    pub fn media_type(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
            Media::Webp => "image/webp",
            Media::Zip => "application/zip",
            Media::Ole => "application/x-ole-storage",
            Media::Text => "text/plain; charset=utf-8",
        }
    }
}

/// The store of blobs. Cheap to clone.
#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

/// A stored blob, before a row points at it.
#[derive(Debug, Clone)]
pub struct Blob {
    pub sha256: Vec<u8>,
    pub size: i64,
    pub media_type: String,
    pub name: String,
}

/// A blob that is sealed and about to be stored: its name is known before it is there.
pub struct SealedBlob {
    pub blob: Blob,
    bytes: Vec<u8>,
}

/// Seals bytes that were made here. The blob's size is that of the bytes.
///
/// # Errors
/// There is no key to seal with.
pub fn seal(keys: &Keys, name: String, media_type: &str, bytes: &[u8]) -> Result<SealedBlob> {
    let sealed = keys.seal_bytes(SEALED, bytes)?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let sha256 = sha256(&sealed).to_vec();
    Ok(SealedBlob {
        blob: Blob { sha256, size, media_type: media_type.into(), name },
        bytes: sealed,
    })
}

/// A row of the `files` table.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = files)]
pub struct FileRow {
    pub id: Id,
    pub sha256: Vec<u8>,
    pub size: i64,
    pub media_type: String,
    pub name: String,
    pub owner_kind: String,
    pub owner_id: Id,
    pub created_at: Ts,
}

/// The context of sealed blobs: they are named by their content and belong to no row alone.
const SEALED: &[u8] = b"onex file";

/// What the content is, if that is accepted.
fn look(bytes: &[u8], accepted: &[Media]) -> Result<Media> {
    Media::sniff(&bytes[..bytes.len().min(4096)]).filter(|m| accepted.contains(m)).ok_or_else(
        || {
            let names: Vec<_> = accepted.iter().map(|m| m.media_type()).collect();
            Error::because(
                Code::UnsupportedMediaType,
                format!("By its content the file is none of: {}", names.join(", ")),
            )
        },
    )
}

fn key(sha256: &[u8]) -> Key {
    place(&hex(sha256))
}

/// Where a blob or a part is, by its name among the [`Files::orphans`].
fn place(name: &str) -> Key {
    match name.get(..2) {
        Some(start) if !name.contains('/') => Key::from(format!("blobs/{start}/{name}")),
        _ => Key::from(name),
    }
}

fn unavailable(e: object_store::Error) -> Error {
    Error::internal(anyhow::Error::new(e).context("the file store failed"))
}

/// Waits for a store on a thread that may block. One runtime for all of them, since a client of a remote store
/// keeps its connections alive there.
///
/// # Errors
/// What the future says, or that there is no runtime.
pub fn wait<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    static RUNTIME: OnceLock<std::io::Result<tokio::runtime::Runtime>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        // Whoever waits drives it, also for the others who wait at the same time.
        tokio::runtime::Builder::new_current_thread().enable_all().build()
    });
    match runtime {
        Ok(runtime) => runtime.block_on(future),
        Err(e) => Err(Error::internal(anyhow::anyhow!("no runtime for the file store: {e}"))),
    }
}

impl Files {
    /// A folder on this machine.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn local(folder: &Path) -> std::result::Result<Self, String> {
        let name = |e: &dyn std::fmt::Display| {
            format!("the folder {} for files cannot be used: {e}", folder.display())
        };
        std::fs::create_dir_all(folder).map_err(|e| name(&e))?;
        let store =
            object_store::local::LocalFileSystem::new_with_prefix(folder).map_err(|e| name(&e))?;
        Ok(Files(Arc::new(store)))
    }

    /// Any other store, such as an S3 bucket.
    pub fn with_store(store: Arc<dyn ObjectStore>) -> Self {
        Files(store)
    }

    /// Stores a received file after looking at its content. `accepted` lists what it may be.
    ///
    /// # Errors
    /// `unsupported_media_type` when the content is something else.
    pub async fn put(&self, upload: super::http::Upload, accepted: &[Media]) -> Result<Blob> {
        let (name, path) = (upload.name.clone(), PathBuf::from(upload.file.path()));
        let bytes = actix_web::web::block(move || std::fs::read(path))
            .await
            .map_err(Error::cancelled)??;
        self.put_bytes(name, bytes, accepted).await
    }

    /// Stores bytes.
    pub async fn put_bytes(
        &self,
        name: String,
        bytes: Vec<u8>,
        accepted: &[Media],
    ) -> Result<Blob> {
        let media = look(&bytes, accepted)?;
        let hash = sha256(&bytes).to_vec();
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.0.put(&key(&hash), bytes.into()).await.map_err(unavailable)?;
        Ok(Blob { sha256: hash, size, media_type: media.media_type().into(), name })
    }

    /// Stores a received file sealed, for files that hold personal numbers; also returns the digest of
    /// what was received. Open it with [`Files::get_sealed_blocking`].
    ///
    /// # Errors
    /// `unsupported_media_type` when the content is something else.
    pub async fn put_sealed(
        &self,
        keys: &Arc<Keys>,
        upload: super::http::Upload,
        accepted: &[Media],
    ) -> Result<(Blob, [u8; 32])> {
        let (path, accepted, keys) =
            (PathBuf::from(upload.file.path()), accepted.to_vec(), keys.clone());
        let (media, digest, size, sealed) = actix_web::web::block(move || {
            let bytes = std::fs::read(path)?;
            let media = look(&bytes, &accepted)?;
            let sealed = keys.seal_bytes(SEALED, &bytes)?;
            Ok::<_, Error>((media, sha256(&bytes), bytes.len(), sealed))
        })
        .await
        .map_err(Error::cancelled)??;
        let hash = sha256(&sealed).to_vec();
        self.0.put(&key(&hash), sealed.into()).await.map_err(unavailable)?;
        let blob = Blob {
            sha256: hash,
            size: i64::try_from(size).unwrap_or(i64::MAX),
            media_type: media.media_type().into(),
            name: upload.name,
        };
        Ok((blob, digest))
    }

    /// Stores what was sealed, for threads that may block.
    pub fn put_blocking(&self, sealed: SealedBlob) -> Result<()> {
        let name = key(&sealed.blob.sha256);
        wait(async { self.0.put(&name, sealed.bytes.into()).await.map_err(unavailable) })?;
        Ok(())
    }

    /// Reads and opens a sealed blob, for threads that may block.
    pub fn get_sealed_blocking(&self, keys: &Keys, sha256: &[u8]) -> Result<Vec<u8>> {
        keys.open_bytes(SEALED, &wait(self.get(sha256))?)
    }

    /// Reads a blob whole.
    pub async fn get(&self, sha256: &[u8]) -> Result<Vec<u8>> {
        let got = self.0.get(&key(sha256)).await.map_err(unavailable)?;
        Ok(got.bytes().await.map_err(unavailable)?.to_vec())
    }

    /// Every blob in the store: its hash in hexadecimal and its age in seconds.
    pub async fn blobs(&self) -> Result<Vec<(String, i64)>> {
        let now = Clock::real().utc().unix_timestamp();
        self.0
            .list(Some(&Key::from("blobs")))
            .map_ok(|m| {
                (
                    m.location.filename().unwrap_or_default().to_string(),
                    now - m.last_modified.timestamp(),
                )
            })
            .try_collect()
            .await
            .map_err(unavailable)
    }

    /// Deletes blobs and parts that no row points at and that are older than an hour; returns how many.
    pub async fn sweep(&self, db: &super::db::Db) -> Result<usize> {
        let mut gone = 0;
        for (name, age) in self.orphans(db).await? {
            if age > 3600 {
                self.0.delete(&place(&name)).await.map_err(unavailable)?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    /// Deletes these blobs, whatever their age, unless a row points at them, and then what else nothing
    /// points at; returns how many. For threads that may block.
    pub fn tidy_blocking(&self, db: &super::db::Db, hashes: &[Vec<u8>]) -> Result<usize> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut gone = 0;
        for hash in hashes {
            let held = db.read_blocking(|conn| {
                let rows = files::table.filter(files::sha256.eq(hash));
                Ok(rows.count().get_result::<i64>(conn)?)
            })?;
            if held > 0 {
                continue;
            }
            match runtime.block_on(self.0.delete(&key(hash))) {
                Ok(()) => gone += 1,
                Err(object_store::Error::NotFound { .. }) => {}
                Err(e) => return Err(unavailable(e)),
            }
        }
        Ok(gone + runtime.block_on(self.sweep(db))?)
    }

    /// Blobs and parts of uploads that no row points at, with their age in seconds.
    pub async fn orphans(&self, db: &super::db::Db) -> Result<Vec<(String, i64)>> {
        let blobs = self.blobs().await?;
        let known: std::collections::HashSet<String> = db
            .read(|conn| Ok(files::table.select(files::sha256).distinct().load::<Vec<u8>>(conn)?))
            .await?
            .iter()
            .map(|h| hex(h))
            .collect();
        let mut stray = self.stray_parts(db).await?;
        stray.extend(
            blobs.into_iter().filter(|(name, _)| name.len() == 64 && !known.contains(name)),
        );
        Ok(stray)
    }
}

/// Points a row at a blob, in the transaction of what it belongs to.
pub fn attach(conn: &mut Conn, blob: &Blob, owner_kind: &str, owner_id: Id, at: Ts) -> Result<Id> {
    let row = FileRow {
        id: super::ids::new(),
        sha256: blob.sha256.clone(),
        size: blob.size,
        media_type: blob.media_type.clone(),
        name: blob.name.clone(),
        owner_kind: owner_kind.into(),
        owner_id,
        created_at: at,
    };
    diesel::insert_into(files::table).values(&row).execute(conn)?;
    Ok(row.id)
}

/// Finds a file of an owner. The caller's right to the owner was checked before.
pub fn find(conn: &mut Conn, id: Id, owner_kind: &str, owner_id: Id) -> Result<FileRow> {
    Ok(files::table
        .find(id)
        .filter(files::owner_kind.eq(owner_kind))
        .filter(files::owner_id.eq(owner_id))
        .select(FileRow::as_select())
        .first(conn)?)
}

/// Opens the store that the settings name: a folder, or `s3://bucket/prefix` with the usual AWS variables
/// (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT` for another maker's store,
/// `AWS_ALLOW_HTTP` inside a private network).
///
/// # Errors
/// A sentence that names the store and what is wrong with it.
pub fn open(place: &str) -> std::result::Result<Files, String> {
    let Some(rest) = place.strip_prefix("s3://") else {
        if place.contains("://") {
            return Err(format!("files is {place:?}; it must be a folder or s3://BUCKET/PREFIX"));
        }
        return Files::local(Path::new(place));
    };
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err(format!("files is {place:?}; it must be a folder or s3://BUCKET/PREFIX"));
    }
    let store = object_store::aws::AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .build()
        .map_err(|e| format!("the store {place} cannot be used: {e}"))?;
    let prefix = Key::parse(prefix.trim_end_matches('/'))
        .map_err(|e| format!("files is {place:?}; its prefix cannot be used: {e}"))?;
    Ok(Files::with_store(Arc::new(object_store::prefix::PrefixStore::new(store, prefix))))
}

impl Files {
    /// Blobs that a row points at and that are not there or whose content is another, by hash; parts of uploads that are
    /// not there, by name.
    pub async fn missing(&self, db: &super::db::Db) -> Result<Vec<String>> {
        let known: Vec<Vec<u8>> = db.read_blocking(|conn| {
            Ok(files::table.select(files::sha256).distinct().load(conn)?)
        })?;
        let mut wrong = Vec::new();
        for hash in known {
            let whole = self.digest(&hash).await.is_ok_and(|digest| digest == hash);
            if !whole {
                wrong.push(hex(&hash));
            }
        }
        wrong.extend(self.missing_parts(db).await?);
        Ok(wrong)
    }
}
