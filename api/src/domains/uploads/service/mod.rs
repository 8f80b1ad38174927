//! Use cases of uploads: announcing a file, sending its parts, giving it up. [`take`] has what becomes of a whole one.

mod take;

pub use take::{Finished, Forgotten, drop_taken, finish, forget, take};

use actix_web::HttpResponse;
use onex_documents::Kind;
use tempfile::NamedTempFile;

use super::model::{ChunkRow, MOST, NewUpload, PART, Upload, UploadPurpose, UploadRow};
use super::{policy, store};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::files;
use crate::platform::http::{IdempotencyKey, Idempotent, clean_name};
use crate::platform::ids;
use crate::platform::retention::UPLOADS;
use crate::platform::state::State;

/// Bytes that a file may have for its purpose.
pub fn most_bytes(state: &State, purpose: UploadPurpose) -> u64 {
    match purpose {
        UploadPurpose::TeachingDesign => state.config.max_design,
        UploadPurpose::Task => state.config.max_upload,
    }
}

fn subject(caller: &Caller, id: Id) -> Subject {
    Subject {
        kind: "upload",
        id: Some(id),
        region_code: caller.scope.region().map(str::to_string),
        institution_id: caller.scope.institution(),
    }
}

/// The caller's uploads that are not over, the newest first: at most [`MOST`].
pub async fn list(state: &State, caller: Caller) -> Result<Vec<Upload>> {
    caller.may(policy::TABLE, "uploads.read")?;
    let now = state.clock.now();
    let rows = state.db.read(move |conn| store::list(conn, caller.user, now)).await?;
    Ok(rows.into_iter().map(Upload::from).collect())
}

/// One of the caller's uploads.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Upload> {
    caller.may(policy::TABLE, "uploads.read")?;
    let now = state.clock.now();
    Ok(state.db.read(move |conn| store::find(conn, caller.user, id, now)).await?.into())
}

/// Announces a file.
///
/// # Errors
/// `too_large` and `unsupported_media_type` before a byte is sent; `conflict` where too many are unfinished.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewUpload,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "uploads.write")?;
    let name = clean_name(&new.name);
    if Kind::of_name(&name).is_none() {
        let detail = "Only .pdf, .docx, .pptx and .zip files are taken";
        return Err(Error::because(Code::UnsupportedMediaType, detail).why("upload_kind", []));
    }
    let most = most_bytes(state, new.purpose);
    if u64::try_from(new.size).is_ok_and(|size| size > most) {
        let detail = format!("A file has at most {} MB here", most / 1_000_000);
        return Err(Error::because(Code::TooLarge, detail)
            .why("file_too_large", [("most", (most / 1_000_000).into())]));
    }
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "create_upload", &request, move |conn| {
        store::lock_user(conn, caller.user)?;
        if store::list(conn, caller.user, now)?.len() as i64 >= MOST {
            let detail = format!("{MOST} files are on their way; finish one or give it up first");
            return Err(
                Error::because(Code::Conflict, detail).why("uploads_full", [("most", MOST.into())])
            );
        }
        let row = UploadRow {
            id: ids::new(),
            user_id: caller.user,
            purpose: new.purpose,
            name,
            size: new.size,
            offset_bytes: 0,
            created_at: now,
            expires_at: now.plus_seconds(i64::from(UPLOADS.days) * 86_400),
            version: 1,
        };
        store::insert(conn, &row)?;
        let detail =
            serde_json::json!({ "name": row.name, "bytes": row.size, "purpose": row.purpose });
        audit::record(
            conn,
            Some(&caller),
            now,
            "upload.create",
            subject(&caller, row.id),
            &detail,
        )?;
        Idempotent::created(format!("/api/v1/uploads/{}", row.id), &Upload::from(row))
    })
    .await
}

/// The bytes that may be sent now to an upload that stands there.
///
/// # Errors
/// `not_found`; `upload_offset` where it stands elsewhere.
pub async fn room(state: &State, caller: &Caller, id: Id, offset: i64) -> Result<u64> {
    caller.may(policy::TABLE, "uploads.write")?;
    let (now, user) = (state.clock.now(), caller.user);
    let row = state.db.read(move |conn| store::find(conn, user, id, now)).await?;
    stands_at(&row, offset)?;
    Ok(u64::try_from(PART.min(row.size - row.offset_bytes)).unwrap_or_default())
}

fn stands_at(row: &UploadRow, offset: i64) -> Result<()> {
    if row.offset_bytes == offset {
        return Ok(());
    }
    let detail =
        format!("The upload stands at {} and not at {offset}; go on there", row.offset_bytes);
    Err(Error::because(Code::UploadOffset, detail))
}

/// Adds a received part; where the upload stands then. The part is in the store before its row, and goes with it.
///
/// # Errors
/// `not_found` and `upload_offset`, also where another was faster; `malformed` for no bytes.
pub async fn append(
    state: &State,
    caller: Caller,
    id: Id,
    offset: i64,
    (file, size): (NamedTempFile, u64),
) -> Result<i64> {
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    if size == 0 {
        return Err(Error::field("", "empty", "The part has no bytes"));
    }
    let key = files::part_name(id, offset);
    state.files.put_part(&key, file.path().into()).await?;
    let chunk = ChunkRow { upload_id: id, offset_bytes: offset, size, key: key.clone() };
    let now = state.clock.now();
    let added = state
        .db
        .write(move |conn| {
            let row = store::find(conn, caller.user, id, now)?;
            stands_at(&row, offset)?;
            store::append(conn, &chunk)
        })
        .await;
    match added {
        Ok(()) => Ok(offset + size),
        Err(refused) => {
            state.files.drop_parts(&[key]).await?;
            Err(refused)
        }
    }
}

/// Gives an upload up.
pub async fn remove(state: &State, caller: Caller, id: Id) -> Result<()> {
    caller.may(policy::TABLE, "uploads.write")?;
    let now = state.clock.now();
    let parts = state
        .db
        .write(move |conn| {
            let row = store::find(conn, caller.user, id, now)?;
            let parts = store::parts(conn, id)?;
            if !store::remove(conn, id, row.version)? {
                return Err(Error::because(Code::Conflict, "It went on meanwhile; try again")
                    .why("upload_went_on", []));
            }
            let detail = serde_json::json!({ "name": row.name });
            let subject = subject(&caller, id);
            audit::record(conn, Some(&caller), now, "upload.delete", subject, &detail)?;
            Ok(parts)
        })
        .await?;
    state.files.drop_parts(&parts).await
}
