//! What participants of a batch read.

use actix_web::HttpResponse;

use super::super::model::{Material, MaterialRow, Reach};
use super::super::store::materials;
use super::super::{policy, store};
use super::{kept, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::files::{self, Blob, Media};
use crate::platform::http::{IdempotencyKey, Idempotent, UploadForm, one_line};
use crate::platform::ids;
use crate::platform::state::State;

const OWNER: &str = "training_material";

/// So many a batch has at most.
const MOST: i64 = 200;

/// What may be given out, and the endings of names that go with the content.
const KINDS: &[(Media, &[&str])] = &[
    (Media::Pdf, &["pdf"]),
    (Media::Zip, &["docx", "pptx", "xlsx", "zip"]),
    (Media::Png, &["png"]),
    (Media::Jpeg, &["jpg", "jpeg"]),
    (Media::Webp, &["webp"]),
];

/// A file to download.
pub struct Sheet {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The materials of a batch in their order.
pub async fn list_materials(state: &State, caller: Caller, batch: Id) -> Result<Vec<Material>> {
    caller.may(policy::TABLE, "training_batches.read")?;
    state
        .db
        .snapshot(move |conn| {
            let batch = store::find(conn, &Reach::of(&caller), batch)?;
            materials::list(conn, batch.id)
        })
        .await
}

/// The title of a form.
fn title(form: &UploadForm) -> Result<String> {
    let title = form.field("title").unwrap_or_default();
    if title.chars().count() > 100 {
        return Err(Error::field("/title", "length", "must be at most 100 long")
            .naming([("max", 100.into())]));
    }
    one_line(title).map_err(|_| Error::field("/title", "required", "must be one line of text"))?;
    Ok(title.to_string())
}

/// An address that may stand in a page: https, of a host, without credentials.
fn address(text: &str) -> Result<String> {
    let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    let plain = text.len() <= 500 && text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    match host {
        Some(host) if plain && !host.is_empty() && !host.contains('@') => Ok(text.to_string()),
        _ => {
            let message = "must be an https address of at most 500 characters, without credentials";
            Err(Error::field("/url", "format", message))
        }
    }
}

/// Whether a file is called what it is.
fn fits(blob: &Blob) -> Result<()> {
    let ending = blob.name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    let endings = KINDS.iter().find(|(m, _)| m.media_type() == blob.media_type).map(|(_, e)| *e);
    let endings = endings.unwrap_or_default();
    if ending.is_some_and(|e| endings.contains(&e.as_str())) {
        return Ok(());
    }
    let kinds = endings.join(", ");
    let detail =
        format!("By its content the file is one of {kinds}, and {:?} is not called so", blob.name);
    Err(Error::because(Code::UnsupportedMediaType, detail).why(
        "file_misnamed",
        [
            ("name", blob.name.as_str().into()),
            ("endings", endings.iter().map(ToString::to_string).collect::<Vec<_>>().into()),
        ],
    ))
}

/// Refuses who may not add materials before a file is received.
pub fn may_add_material(caller: &Caller) -> Result<()> {
    caller.may(policy::TABLE, "training_materials.write")
}

/// Adds a material.
///
/// # Errors
/// 422 unless it is either a link or a file; `unsupported_media_type` for a file of another kind.
pub async fn add_material(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    batch: Id,
    mut form: UploadForm,
) -> Result<HttpResponse> {
    may_add_material(&caller)?;
    let who = caller.clone();
    // Before a file is stored; and again in the transaction.
    state.db.read(move |conn| kept(conn, &who, batch)).await?;
    let title = title(&form)?;
    let url = form.field("url").map(address).transpose()?;
    if url.is_some() == form.file.is_some() {
        return Err(Error::field("/url", "either", "send either a link or a file"));
    }
    let blob = match url {
        Some(_) => None,
        None => {
            let accepted: Vec<Media> = KINDS.iter().map(|(media, _)| *media).collect();
            Some(state.files.put(form.need_file()?, &accepted).await?)
        }
    };
    blob.as_ref().map_or(Ok(()), fits)?;
    let request = serde_json::to_vec(&(batch, &title, &url, blob.as_ref().map(|b| &b.sha256)))?;
    let (now, by) = (state.clock.now(), caller.clone());
    key.run(state, &by, "create_training_material", &request, move |conn| {
        store::lock(conn, &[batch])?;
        let batch = kept(conn, &caller, batch)?;
        let (n, position) = materials::next_position(conn, batch.id)?;
        if n >= MOST {
            let detail = format!("A batch has at most {MOST} materials; remove one first");
            return Err(Error::because(Code::Conflict, detail)
                .why("materials_full", [("most", MOST.into())]));
        }
        let id = ids::new();
        let file =
            blob.as_ref().map(|blob| files::attach(conn, blob, OWNER, id, now)).transpose()?;
        let row = MaterialRow {
            id,
            batch_id: batch.id,
            position,
            title,
            url,
            file_id: file,
            created_at: now,
        };
        materials::insert(conn, &row)?;
        let detail = serde_json::json!({ "title": row.title, "material": id });
        let event = "training_batch.add_material";
        audit::record(conn, Some(&caller), now, event, subject(&batch), &detail)?;
        let location = format!("/api/v1/training-batches/{}/materials/{id}", batch.id);
        let shown = materials::shown(row, blob.map(|b| (b.name, b.size)));
        Idempotent::created(location, &shown)
    })
    .await
}

/// Removes a material.
pub async fn remove_material(state: &State, caller: Caller, (batch, id): (Id, Id)) -> Result<()> {
    caller.may(policy::TABLE, "training_materials.write")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let batch = kept(conn, &caller, batch)?;
            let row = materials::find(conn, batch.id, id)?;
            materials::delete(conn, &row)?;
            let detail = serde_json::json!({ "title": row.title, "material": id });
            let event = "training_batch.remove_material";
            audit::record(conn, Some(&caller), now, event, subject(&batch), &detail)
        })
        .await
}

/// The file of a material.
///
/// # Errors
/// `not_found` also where the material is a link.
pub async fn material_file(state: &State, caller: Caller, (batch, id): (Id, Id)) -> Result<Sheet> {
    caller.may(policy::TABLE, "training_batches.read")?;
    let file = state
        .db
        .snapshot(move |conn| {
            let batch = store::find(conn, &Reach::of(&caller), batch)?;
            let row = materials::find(conn, batch.id, id)?;
            let file = row.file_id.ok_or_else(|| Error::new(Code::NotFound))?;
            files::find(conn, file, OWNER, row.id)
        })
        .await?;
    let bytes = state.files.get(&file.sha256).await?;
    Ok(Sheet { name: file.name, bytes })
}
