//! Files that are too large to be held in memory: they are stored, read and compared part by part.

use std::fs::File;
use std::io::{Read, Seek, Write};

use actix_web::web::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::{ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};

use super::{Blob, Files, key, unavailable, wait};
use crate::platform::error::Result;

/// Bytes of a large file that are read and stored together. S3 takes parts of five million bytes and more.
const PART: usize = 8 * 1024 * 1024;

/// What a file on disk will be as a blob, plain: its name is known before it is stored.
///
/// # Errors
/// It cannot be read.
pub fn describe(file: &mut File, name: String, media_type: &str) -> Result<Blob> {
    file.rewind()?;
    let (mut digest, mut size) = (Sha256::new(), 0);
    let mut part = vec![0; PART];
    loop {
        let n = file.read(&mut part)?;
        if n == 0 {
            break;
        }
        digest.update(&part[..n]);
        size += n;
    }
    Ok(Blob {
        sha256: digest.finalize().to_vec(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        media_type: media_type.into(),
        name,
    })
}

impl Files {
    /// Stores a file that was made here, part by part: it is never in memory as a whole. For threads that may block.
    pub fn put_file_blocking(&self, blob: &Blob, file: &mut File) -> Result<()> {
        file.rewind()?;
        wait(async {
            let upload = self.0.put_multipart(&key(&blob.sha256)).await.map_err(unavailable)?;
            let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
            let mut part = vec![0; PART];
            loop {
                let n = file.read(&mut part)?;
                if n == 0 {
                    break;
                }
                upload.wait_for_capacity(1).await.map_err(unavailable)?;
                upload.write(&part[..n]);
            }
            upload.finish().await.map_err(unavailable)?;
            Ok(())
        })
    }

    /// Reads a blob as it comes: its size and its bytes.
    pub async fn open(&self, sha256: &[u8]) -> Result<(u64, BoxStream<'static, Result<Bytes>>)> {
        let got = self.0.get(&key(sha256)).await.map_err(unavailable)?;
        Ok((got.meta.size, got.into_stream().map_err(unavailable).boxed()))
    }

    /// A copy of a blob on this machine's disk, at its beginning, and its size; gone when it is dropped.
    pub async fn copy(&self, sha256: &[u8]) -> Result<(File, u64)> {
        let (size, mut bytes) = self.open(sha256).await?;
        let mut file = tempfile::tempfile()?;
        while let Some(part) = bytes.try_next().await? {
            file.write_all(&part)?;
        }
        file.rewind()?;
        Ok((file, size))
    }

    /// SHA-256 of what is stored under a name.
    pub(super) async fn digest(&self, name: &[u8]) -> Result<Vec<u8>> {
        let (_, mut bytes) = self.open(name).await?;
        let mut digest = Sha256::new();
        while let Some(part) = bytes.try_next().await? {
            digest.update(&part);
        }
        Ok(digest.finalize().to_vec())
    }
}
