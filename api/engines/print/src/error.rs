//! What can go wrong, and what to mend.

use std::fmt;

use onex_credential::SnapshotError;

/// A character of a certificate that cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Where it stands: a member of the snapshot such as `holder_name` or `subjects[2].title.zh`,
    /// or a text of the template such as `template.statement.en`.
    pub field: String,
    pub character: char,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = u32::from(self.character);
        // What is no letter would garble the message itself.
        if self.character.is_alphanumeric() {
            write!(f, "{}: {} (U+{code:04X})", self.field, self.character)
        } else {
            write!(f, "{}: U+{code:04X}", self.field)
        }
    }
}

/// Why a certificate was not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error(
        "no font has these characters: {}; add a font that has them, such as one of Debian's \
         fonts-hanazono", list(.0)
    )]
    Unprintable(Vec<Missing>),
    #[error("{field} is too long for the page even in the smallest letters; shorten it")]
    TooLong { field: String },
    #[error("the QR code needs {reason}")]
    Qr { reason: &'static str },
    #[error("the credential cannot be embedded: {reason}")]
    Attachment { reason: &'static str },
    #[error("a file of {actual} pages is too long; print at most {max} at a time")]
    Sheets { actual: usize, max: usize },
    #[error("certificate {number}: {error}")]
    Sheet { number: String, error: Box<PrintError> },
    #[error("printing was stopped")]
    Stopped,
    #[error("the page could not be written: {reason}")]
    Write { reason: String },
}

impl PrintError {
    /// The stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            PrintError::Snapshot(_) => "snapshot_invalid",
            PrintError::Unprintable(_) => "character_unprintable",
            PrintError::TooLong { .. } => "text_too_long",
            PrintError::Qr { .. } => "qr_invalid",
            PrintError::Attachment { .. } => "attachment_invalid",
            PrintError::Sheets { .. } => "too_many_pages",
            PrintError::Sheet { error, .. } => error.code(),
            PrintError::Stopped => "stopped",
            PrintError::Write { .. } => "print_failed",
        }
    }
}

fn list(missing: &[Missing]) -> String {
    missing.iter().map(Missing::to_string).collect::<Vec<_>>().join(", ")
}

/// Why a font cannot be used. `font` is the name that it was handed in with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    #[error("{font} is no TrueType or OpenType font that can be read")]
    Unreadable { font: String },
    #[error("{font} has no outlines; a font of bitmaps or colours cannot be embedded")]
    Outlines { font: String },
    #[error("{font} says that it must not be embedded in documents (OS/2 fsType)")]
    Restricted { font: String },
    #[error("{font} is one font too many; at most {max} can be used")]
    TooMany { font: String, max: usize },
}

/// Why a picture cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the picture is neither PNG nor JPEG")]
    Format,
    #[error("the picture has {actual} bytes; at most {max} are printed")]
    Bytes { actual: usize, max: usize },
    #[error("the picture has {width} × {height} pixels; at most {max} in all are printed")]
    Pixels { width: u32, height: u32, max: u64 },
    #[error("the picture cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("the picture is in CMYK; save it in RGB or grey")]
    Colours,
    #[error(
        "a background needs the shape of A4 across, 297 × 210; this one has {width} × {height} pixels"
    )]
    Shape { width: u32, height: u32 },
}

/// Why a template cannot be used. `text` is its member, such as `statement.zh`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("the texts cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("{text} is empty")]
    Empty { text: String },
    #[error(
        "{text} has the placeholder {{{name}}}, which there is not; there are {{title}}, {{holder}}, \
         {{masked_id}}, {{institution}}, {{region}}, {{edition}}, {{issuer}}, {{issued_on}} and {{number}}"
    )]
    Placeholder { text: String, name: String },
    #[error("{text} has a brace without its counterpart")]
    Brace { text: String },
    #[error("{text} has {actual} characters; at most {max} are printed")]
    Length { text: String, actual: usize, max: usize },
    #[error("seal: {0}")]
    Seal(PictureError),
    #[error("background: {0}")]
    Background(PictureError),
}
