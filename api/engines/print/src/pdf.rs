//! The file: pages, what is said about them, and what is embedded.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::error::{KrillaError, KrillaResult};
use krilla::geom::Size;
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use onex_credential::number;
use onex_credential::snapshot::Snapshot;
use time::{OffsetDateTime, Time, UtcOffset};

use crate::draw::{Mark, SPECIMEN, draw};
use crate::error::PrintError;
use crate::fonts::Fonts;
use crate::page::{HEIGHT, Page, WIDTH, compose};
use crate::printed::unprintable;
use crate::qr::QrText;
use crate::template::Template;

/// The most pages of [`render_many`]: they are all in memory until the file is written.
pub const MAX_SHEETS: usize = 1000;

/// How the line of the seal begins. `onex_credential` looks for it.
const SEAL_MARK: &str = "onex-pdf-seal-v1 ";

/// What goes into the file of one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attachments<'a> {
    /// The credential with its Data Integrity proof, JSON.
    pub credential_json: &'a str,
    /// The credential as VC-JWT.
    pub credential_jwt: &'a str,
    pub qr: QrText<'a>,
}

/// One page of a run.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    pub snapshot: &'a Snapshot,
    pub template: &'a Template,
    pub qr: QrText<'a>,
}

/// Prints a certificate: PDF/A-3U, one page, with `credential.jwt`, `credential.json` and
/// `seal.txt` embedded uncompressed. The seal's key is the one that signed the snapshot; its offset,
/// length and signature are zeros, for `onex_credential` to fill in.
///
/// # Errors
/// [`PrintError`]: what the snapshot must not be printed with, characters that no font has, a text
/// that does not fit, a QR code that would be too fine, a credential that the seal could not find
/// again. Nothing is printed then.
pub fn render(
    snapshot: &Snapshot,
    template: &Template,
    fonts: &Fonts,
    attachments: &Attachments<'_>,
) -> Result<Vec<u8>, PrintError> {
    let key = snapshot.credential.as_ref().map(|credential| credential.key.as_str());
    let key = key.ok_or(PrintError::Attachment { reason: "the snapshot has none" })?;
    if !attachments.credential_jwt.starts_with("eyJ") {
        return Err(PrintError::Attachment { reason: "the VC-JWT does not begin with eyJ" });
    }
    let mut document = new_document()?;
    let sheet = Sheet { snapshot, template, qr: attachments.qr };
    add_page(&mut document, sheet, fonts, Mark::None)?;
    document.set_metadata(about(
        format!("{} {}", snapshot.title.zh, number::display(&snapshot.number)),
        &snapshot.issuer.zh,
        moment(snapshot),
        &snapshot.number,
    ));
    let seal = seal_line(key);
    let files = [
        (
            "credential.jwt",
            "application/jwt",
            "The credential as VC-JWT",
            AssociationKind::Alternative,
            attachments.credential_jwt,
        ),
        (
            "credential.json",
            "application/vc",
            "The credential with a Data Integrity proof",
            AssociationKind::Alternative,
            attachments.credential_json,
        ),
        (
            "seal.txt",
            "text/plain",
            "The issuer's signature over this file",
            AssociationKind::Supplement,
            seal.as_str(),
        ),
    ];
    for (path, mime, description, kind, content) in files {
        let file = EmbeddedFile {
            path: path.to_owned(),
            mime_type: MimeType::new(mime),
            description: Some(description.to_owned()),
            association_kind: kind,
            data: content.as_bytes().to_vec().into(),
            modification_date: Some(moment(snapshot)),
            compress: Some(false),
            location: None,
        };
        document.embed_file(file);
    }
    let pdf = document.finish().map_err(unwritten)?;
    if count(&pdf, SEAL_MARK.as_bytes()) != 1
        || count(&pdf, attachments.credential_jwt.as_bytes()) != 1
    {
        return Err(PrintError::Attachment {
            reason: "the file would hold the seal's mark or the VC-JWT twice",
        });
    }
    Ok(pdf)
}

/// Whether a page can be printed, without printing it: it is laid out and not drawn.
///
/// # Errors
/// As [`render_many`] for this page alone, without its number.
pub fn check(sheet: &Sheet<'_>, fonts: &Fonts) -> Result<(), PrintError> {
    lay_out(sheet, fonts).map(drop)
}

/// Prints a run for the printing office: a page each, nothing embedded, no seal.
///
/// # Errors
/// [`PrintError::Sheet`] for the first certificate that cannot be printed, [`PrintError::Sheets`]
/// for none or more than [`MAX_SHEETS`].
pub fn render_many(sheets: &[Sheet<'_>], fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    render_run(sheets, fonts, &mut |_| true)
}

/// [`render_many`], telling after each page how many there are; it stops where `told` says no.
///
/// # Errors
/// As [`render_many`]; [`PrintError::Stopped`].
pub fn render_run(
    sheets: &[Sheet<'_>],
    fonts: &Fonts,
    told: &mut dyn FnMut(usize) -> bool,
) -> Result<Vec<u8>, PrintError> {
    let (Some(first), Some(last)) = (sheets.first(), sheets.last()) else {
        return Err(PrintError::Sheets { actual: 0, max: MAX_SHEETS });
    };
    if sheets.len() > MAX_SHEETS {
        return Err(PrintError::Sheets { actual: sheets.len(), max: MAX_SHEETS });
    }
    let mut document = new_document()?;
    for (index, sheet) in sheets.iter().enumerate() {
        add_page(&mut document, *sheet, fonts, Mark::None).map_err(|error| PrintError::Sheet {
            number: sheet.snapshot.number.clone(),
            error: Box::new(error),
        })?;
        if !told(index + 1) {
            return Err(PrintError::Stopped);
        }
    }
    let newest = sheets.iter().map(|s| s.snapshot).max_by_key(|s| s.issued_on);
    let (from, to) = (&first.snapshot.number, &last.snapshot.number);
    document.set_metadata(about(
        format!("{} – {}", number::display(from), number::display(to)),
        &first.snapshot.issuer.zh,
        moment(newest.unwrap_or(first.snapshot)),
        &format!("{from}-{to}-{}", sheets.len()),
    ));
    document.finish().map_err(unwritten)
}

/// Prints one page that nobody can take for a certificate: what a template will look like. Nothing
/// is embedded, there is no seal, and the mark lies across the page.
///
/// # Errors
/// As [`render_many`] for this page alone, without its number.
pub fn specimen(sheet: Sheet<'_>, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let mut document = new_document()?;
    add_page(&mut document, sheet, fonts, Mark::Specimen)?;
    let Sheet { snapshot, .. } = sheet;
    document.set_metadata(about(
        SPECIMEN.to_owned(),
        &snapshot.issuer.zh,
        moment(snapshot),
        "specimen",
    ));
    document.finish().map_err(unwritten)
}

fn lay_out(sheet: &Sheet<'_>, fonts: &Fonts) -> Result<Page, PrintError> {
    let Sheet { snapshot, template, qr } = *sheet;
    snapshot.check()?;
    let missing = unprintable(snapshot, template, fonts);
    if !missing.is_empty() {
        return Err(PrintError::Unprintable(missing));
    }
    compose(snapshot, template, fonts, qr)
}

fn add_page(
    document: &mut Document,
    sheet: Sheet<'_>,
    fonts: &Fonts,
    mark: Mark,
) -> Result<(), PrintError> {
    let laid_out = lay_out(&sheet, fonts)?;
    let mut page = document.start_page_with(a4().ok_or_else(page_size)?);
    let mut surface = page.surface();
    draw(&mut surface, &laid_out, sheet.template, fonts, mark);
    Ok(())
}

fn a4() -> Option<PageSettings> {
    PageSettings::from_wh(WIDTH, HEIGHT)
}

fn page_size() -> PrintError {
    PrintError::Write { reason: "the size of the page".to_owned() }
}

/// An empty document that refuses to be anything but PDF/A-3U.
pub(crate) fn new_document() -> Result<Document, PrintError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_U)
        .finish()
        .map_err(|error| PrintError::Write { reason: format!("{error:?}") })?;
    Ok(Document::new_with(SerializeSettings {
        enable_tagging: false,
        configuration,
        ..SerializeSettings::default()
    }))
}

fn about(title: String, author: &str, at: DateTime, id: &str) -> Metadata {
    Metadata::new()
        .title(title)
        .authors(vec![author.to_owned()])
        .language("zh-CN".to_owned())
        .creator("OneX".to_owned())
        .creation_date(at)
        .document_id(id.to_owned())
}

/// When it was issued, in the programme's time: the file says when the certificate was made, not
/// when it was printed, or the same certificate would give another file each time.
fn moment(snapshot: &Snapshot) -> DateTime {
    let midnight = snapshot.issued_on.with_time(Time::MIDNIGHT).assume_utc();
    let at: OffsetDateTime = match (&snapshot.credential, UtcOffset::from_hms(8, 0, 0)) {
        (Some(credential), Ok(programme)) => credential.issued_at.utc().to_offset(programme),
        _ => midnight,
    };
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(at.month().into())
        .day(at.day())
        .hour(at.hour())
        .minute(at.minute())
        .second(at.second())
        .utc_offset_hour(8)
        .utc_offset_minute(0)
}

/// The line of the seal before it is filled in.
fn seal_line(key: &str) -> String {
    format!("{SEAL_MARK}{key} credential={0}+{0} sig={1}\n", "0".repeat(10), "0".repeat(128))
}

fn count(text: &[u8], part: &[u8]) -> usize {
    let Some(first) = part.first() else { return 0 };
    (0..text.len()).filter(|at| text[*at] == *first && text[*at..].starts_with(part)).count()
}

fn unwritten(error: KrillaError) -> PrintError {
    let reason = match error {
        KrillaError::Validation(errors) => format!("not PDF/A-3U: {errors:?}"),
        other => other.to_string(),
    };
    PrintError::Write { reason }
}

/// Writes a document with nothing but a picture, to see whether it can be.
pub(crate) fn with_image(mut document: Document, image: Image) -> KrillaResult<()> {
    if let (Some(settings), Some(size)) = (a4(), Size::from_wh(WIDTH, HEIGHT)) {
        let mut page = document.start_page_with(settings);
        page.surface().draw_image(image, size);
    }
    document.set_metadata(about("picture".to_owned(), "OneX", DateTime::new(2020), "picture"));
    document.finish().map(|_| ())
}
