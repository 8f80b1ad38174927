//! What becomes of a whole upload: it is looked at, stored, and taken over by what it was sent for. In three steps, for
//! whoever takes it: [`finish`] before their transaction, [`take`] within it, [`drop_taken`] after it.

use onex_documents::{Fault, Kind, Limits, inspect_named};

use super::super::model::{UploadPurpose, UploadRow};
use super::super::store;
use super::most_bytes;
use crate::platform::db::{Conn, Db, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::files::{self, Blob};
use crate::platform::state::State;

/// A whole file that is what its name says. Its blob is stored; no row points at it yet.
#[derive(Debug, Clone)]
pub struct Finished {
    pub upload_id: Id,
    pub blob: Blob,
    pub kind: Kind,
    version: i64,
    parts: Vec<String>,
}

fn refusal(fault: &Fault) -> Error {
    let code = match fault {
        Fault::TooManyBytes { .. } => Code::TooLarge,
        fault if fault.wrong_kind() => Code::UnsupportedMediaType,
        _ => Code::FileUnreadable,
    };
    let detail = format!("The file was not taken: {fault}");
    Error::because(code, detail).and_field("/upload_id", fault.code(), fault.to_string())
}

/// Looks at a complete upload of this person and stores its file. One that is refused for what it is goes at once.
///
/// # Errors
/// `not_found` also for one of another purpose; `upload_incomplete`; `unsupported_media_type`, `file_unreadable` and
/// `too_large` with what is wrong and where.
pub async fn finish(state: &State, user: Id, id: Id, purpose: UploadPurpose) -> Result<Finished> {
    let now = state.clock.now();
    let (row, parts) = state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, user, id, now)?;
            let parts = store::parts(conn, id)?;
            Ok((row, parts))
        })
        .await?;
    if row.purpose != purpose {
        return Err(Error::new(Code::NotFound));
    }
    if row.offset_bytes < row.size {
        let detail =
            format!("{} of {} bytes are here; send the others first", row.offset_bytes, row.size);
        return Err(Error::because(Code::UploadIncomplete, detail));
    }
    let limits = Limits { max_bytes: most_bytes(state, purpose), ..Limits::default() };
    let (files, names, name) = (state.files.clone(), parts.clone(), row.name.clone());
    let looked = actix_web::web::block(move || {
        let mut file = files.join_parts_blocking(&names)?;
        let kind = match inspect_named(&mut file, &name, &limits) {
            Ok(kind) => kind,
            Err(Fault::Io { detail }) => return Err(Error::internal(anyhow::anyhow!(detail))),
            Err(fault) => return Ok(Err(fault)),
        };
        let blob = files::describe(&mut file, name, kind.media_type())?;
        files.put_file_blocking(&blob, &mut file)?;
        Ok(Ok((kind, blob)))
    })
    .await
    .map_err(Error::cancelled)?;
    match looked {
        Ok(Ok((kind, blob))) => {
            Ok(Finished { upload_id: id, blob, kind, version: row.version, parts })
        }
        Ok(Err(fault)) => {
            give_up(state, row, parts).await?;
            Err(refusal(&fault))
        }
        // Taken or given up while it was read here: its parts went with it, which is no fault of the store.
        Err(failed) => {
            state.db.read(move |conn| store::find(conn, user, id, now)).await?;
            Err(failed)
        }
    }
}

async fn give_up(state: &State, row: UploadRow, parts: Vec<String>) -> Result<()> {
    let gone = state.db.write(move |conn| store::remove(conn, row.id, row.version)).await?;
    if gone { state.files.drop_parts(&parts).await } else { Ok(()) }
}

/// Ends the upload in the transaction that points a row at its blob; of two who take one the second is refused.
pub fn take(conn: &mut Conn, finished: &Finished) -> Result<()> {
    if store::remove(conn, finished.upload_id, finished.version)? {
        Ok(())
    } else {
        Err(Error::new(Code::NotFound))
    }
}

/// Deletes the parts of what was taken, once that is committed. What is left by a failure goes with the next sweep.
pub async fn drop_taken(state: &State, finished: &Finished) {
    if let Err(e) = state.files.drop_parts(&finished.parts).await {
        tracing::warn!(error = %e, upload = %finished.upload_id, "parts of an upload are left over");
    }
}

/// What was forgotten of uploads that are over.
#[derive(Debug, Default)]
pub struct Forgotten {
    pub uploads: usize,
    /// Parts to be deleted from the store.
    pub parts: Vec<String>,
}

/// Removes the uploads that are over.
pub fn forget(db: &Db, now: Ts) -> Result<Forgotten> {
    db.write_blocking(|conn| {
        let mut out = Forgotten::default();
        for (id, version) in store::over(conn, now)? {
            let parts = store::parts(conn, id)?;
            if store::remove(conn, id, version)? {
                out.uploads += 1;
                out.parts.extend(parts);
            }
        }
        Ok(out)
    })
}
