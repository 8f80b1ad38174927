//! A template as it is sent: read, checked by the engine and shown.

use onex_credential::snapshot::Snapshot;
use onex_print::{MAX_BYTES, Missing, Picture, PrintError, Template, TemplateError, Texts};

use super::super::model::{CertificateKind, Place, TemplateTexts};
use super::super::store;
use super::{OWNER, specimen};
use crate::domains::editions::{self, Edition, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::files::{self, Blob, FileRow, Media};
use crate::platform::http::{FilesForm, Upload, parse};
use crate::platform::state::State;

/// Bytes of a picture at most.
pub const LIMIT: u64 = MAX_BYTES as u64;

/// Where a picture comes from.
enum Source {
    New { name: String, bytes: Vec<u8> },
    Kept { blob: Blob, bytes: Vec<u8> },
}

impl Source {
    fn bytes(&self) -> &[u8] {
        match self {
            Source::New { bytes, .. } | Source::Kept { bytes, .. } => bytes,
        }
    }
}

/// What a form asks for.
pub struct Wanted {
    pub kind: CertificateKind,
    pub edition_id: Option<Id>,
    pub texts: Texts,
    /// Seal and background.
    pictures: [Option<Source>; 2],
    specimen: Snapshot,
}

/// Reads a form. What it names must be there.
///
/// # Errors
/// `invalid` with the field.
pub async fn read(state: &State, caller: &Caller, mut form: FilesForm) -> Result<Wanted> {
    let kind = form.field("kind").ok_or_else(|| required("kind"))?;
    let kind = CertificateKind::parse(kind).ok_or_else(|| {
        let known: Vec<_> = CertificateKind::ALL.iter().map(|k| k.as_str()).collect();
        Error::field("/kind", "unknown", format!("must be one of: {}", known.join(", ")))
    })?;
    let edition_id = id(&form, "edition_id")?;
    let kept = id(&form, "keep_pictures_of")?;
    let texts = form.field("texts").ok_or_else(|| required("texts"))?;
    let texts: TemplateTexts = parse(texts.as_bytes()).map_err(below_texts)?;
    let (scope, now) = (caller.scope.clone(), state.clock.now());
    let (specimen, kept) = state
        .db
        .read(move |conn| {
            let (edition, subjects) = edition(conn, edition_id)?;
            let files = kept_files(conn, &scope, kept)?;
            Ok((specimen::of(&edition, &subjects, kind, now)?, files))
        })
        .await?;
    let mut pictures = [None, None];
    for ((place, kept), picture) in Place::ALL.into_iter().zip(kept).zip(&mut pictures) {
        *picture = match (form.files.remove(place.as_str()), kept) {
            (Some(upload), _) => Some(received(upload).await?),
            (None, Some(file)) => {
                let bytes = state.files.get(&file.sha256).await?;
                let FileRow { sha256, size, media_type, name, .. } = file;
                Some(Source::Kept { blob: Blob { sha256, size, media_type, name }, bytes })
            }
            (None, None) => None,
        };
    }
    Ok(Wanted { kind, edition_id, texts: texts.into(), pictures, specimen })
}

fn required(name: &str) -> Error {
    Error::field(format!("/{name}"), "required", "is required")
}

fn id(form: &FilesForm, name: &str) -> Result<Option<Id>> {
    form.field(name)
        .map(|text| text.parse().map_err(|_| Error::field(format!("/{name}"), "type", "is no id")))
        .transpose()
}

/// What is wrong with the JSON of the words, from the form's point of view.
fn below_texts(e: Error) -> Error {
    if e.code() != Code::Invalid {
        return Error::field("/texts", "type", e.detail());
    }
    let below =
        |one: &FieldError| FieldError { pointer: format!("/texts{}", one.pointer), ..one.clone() };
    Error::fields(e.field_errors().iter().map(below).collect())
}

/// The edition that the specimen is of: the one named, or the newest.
fn edition(conn: &mut Conn, wanted: Option<Id>) -> Result<(Edition, Vec<Subject>)> {
    let edition = match wanted {
        Some(id) => editions::find(conn, &Scope::Country, id)
            .map_err(|e| e.named("/edition_id", "there is no such edition"))?,
        None => editions::newest(conn)?,
    };
    let subjects = editions::subjects(conn, edition.id)?;
    Ok((edition, subjects))
}

/// The pictures of the template to keep them of.
fn kept_files(conn: &mut Conn, scope: &Scope, of: Option<Id>) -> Result<[Option<FileRow>; 2]> {
    let Some(id) = of else { return Ok([None, None]) };
    let row = store::find(conn, scope, id)
        .map_err(|e| e.named("/keep_pictures_of", "there is no such template"))?;
    let mut file =
        |place| row.file(place).map(|file| files::find(conn, file, OWNER, id)).transpose();
    Ok([file(Place::Seal)?, file(Place::Background)?])
}

async fn received(upload: Upload) -> Result<Source> {
    let Upload { name, file, .. } = upload;
    let bytes = actix_web::web::block(move || std::fs::read(file.path()));
    Ok(Source::New { name, bytes: bytes.await.map_err(Error::cancelled)?? })
}

impl Wanted {
    /// The page that it comes to. What cannot be printed is refused with its place.
    ///
    /// # Errors
    /// `invalid` with the text or picture.
    pub async fn draw(&self, state: &State) -> Result<Vec<u8>> {
        let (texts, specimen) = (self.texts.clone(), self.specimen.clone());
        let pictures = self.pictures.each_ref().map(|p| p.as_ref().map(|p| p.bytes().to_vec()));
        let (fonts, site) = (state.fonts.clone(), state.config.public_url.clone());
        let drawn = actix_web::web::block(move || {
            let [seal, background] = pictures;
            let template = Template::new(
                &texts,
                picture(Place::Seal, seal)?,
                picture(Place::Background, background)?,
            )
            .map_err(refused)?;
            let fonts = fonts.get()?;
            let missing = onex_print::unprintable_words(&template, fonts);
            if !missing.is_empty() {
                return Err(Error::fields(missing.iter().map(glyphless).collect()));
            }
            let page = specimen::draw(&specimen, &template, fonts, &site).map_err(|e| unfit(&e))?;
            specimen::check(&specimen::longest(&specimen), &template, fonts, &site)
                .map_err(|e| unfit(&e))?;
            Ok(page)
        });
        drawn.await.map_err(Error::cancelled)?
    }

    /// Stores the pictures that are new.
    ///
    /// # Errors
    /// Those of the file store.
    pub async fn keep(&self, state: &State) -> Result<[Option<Blob>; 2]> {
        let mut out = [None, None];
        for (source, blob) in self.pictures.iter().zip(&mut out) {
            *blob = match source {
                None => None,
                Some(Source::Kept { blob, .. }) => Some(blob.clone()),
                Some(Source::New { name, bytes }) => {
                    let accepted = [Media::Png, Media::Jpeg];
                    Some(state.files.put_bytes(name.clone(), bytes.clone(), &accepted).await?)
                }
            };
        }
        Ok(out)
    }
}

fn picture(place: Place, bytes: Option<Vec<u8>>) -> Result<Option<Picture>> {
    let wrong = |e| Error::field(format!("/{}", place.as_str()), "picture", format!("{e}"));
    bytes.map(|bytes| Picture::read(bytes).map_err(wrong)).transpose()
}

/// The pointer to a text such as `labels.scan.zh`.
fn pointer(text: &str) -> String {
    format!("/texts/{}", text.replace('.', "/"))
}

fn refused(e: TemplateError) -> Error {
    let message = e.to_string();
    let (text, code) = match &e {
        TemplateError::Unreadable { .. } => return Error::field("/texts", "type", message),
        TemplateError::Seal(_) => return Error::field("/seal", "picture", message),
        TemplateError::Background(_) => return Error::field("/background", "picture", message),
        TemplateError::Empty { text } => (text, "empty"),
        TemplateError::Placeholder { text, .. } => (text, "placeholder"),
        TemplateError::Brace { text } => (text, "brace"),
        TemplateError::Length { text, .. } => (text, "length"),
    };
    Error::field(pointer(text), code, message)
}

fn glyphless(one: &Missing) -> FieldError {
    let text = one.field.trim_start_matches("template.");
    FieldError::new(
        pointer(text),
        "unprintable_character",
        format!("no font has this character: {one}; take another, or add a font"),
    )
}

/// What only shows when the page is laid out.
fn unfit(e: &PrintError) -> Error {
    let message = e.to_string();
    match e {
        PrintError::TooLong { field } => match field.strip_prefix("template.") {
            Some(text) => Error::field(
                pointer(text.trim_end_matches(".zh").trim_end_matches(".en")),
                "too_long",
                message,
            ),
            None => Error::field("/texts", "too_long", message),
        },
        PrintError::Unprintable(_) => Error::field("/texts", "unprintable_character", message),
        _ => Error::internal(anyhow::anyhow!("a specimen cannot be printed: {e}")),
    }
}
