//! What is wrong with a document, in sentences that say what to mend.

use crate::kind::Kind;

/// Why a document is refused. An `entry` is a file inside an archive, its name cut and made printable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the file is empty")]
    Empty,
    #[error("the file has more than {limit} bytes; make it smaller, for instance its pictures")]
    TooManyBytes { limit: u64 },
    #[error("the name must end in .pdf, .docx, .pptx or .zip")]
    UnknownName,
    #[error(
        "the name says {}, but the content is {}; give it the name of what it is or save it anew",
        .claimed.called(), .content.called()
    )]
    NameDisagrees { claimed: Kind, content: Kind },
    #[error("this is {found}, whatever its name says; send a .pdf, .docx, .pptx or .zip file")]
    Foreign { found: &'static str },
    #[error(
        "this is a file of an old Office, or one protected by a password; save it without a password as .docx, .pptx or .pdf"
    )]
    OldOffice,
    #[error("the document carries macros ({entry}); save it without them as .docx or .pptx")]
    Macro { entry: String },
    #[error("the document lacks its part {entry}; open it, save it anew and send that")]
    MissingPart { entry: String },
    #[error("the document needs a password{}; save it without one", within(.entry))]
    Encrypted { entry: Option<String> },
    #[error("the PDF ends before its end mark; it was cut off on its way, send it again")]
    PdfTruncated,
    #[error("the PDF is damaged ({detail}); open it, save it anew and send that")]
    PdfDamaged { detail: &'static str },
    #[error("the archive is cut off or damaged ({detail}); pack it again and send that")]
    Damaged { detail: String },
    #[error("{entry} inside the archive is damaged ({detail}); pack it again and send that")]
    DamagedEntry { entry: String, detail: String },
    #[error(
        "{entry} inside the archive is damaged: its checksum is wrong; pack it again and send that"
    )]
    Checksum { entry: String },
    #[error("{entry} is packed by a method that not everybody can open; pack it as a plain ZIP")]
    Method { entry: String },
    #[error("the archive has more than {limit} files; pack fewer into one")]
    TooManyEntries { limit: usize },
    #[error("the names and remarks in the archive take more than {limit} bytes; pack it again")]
    DirectoryTooLarge { limit: u64 },
    #[error("the archive unpacks to more than {limit} bytes; make it smaller")]
    UnpacksTooLarge { limit: u64 },
    #[error(
        "{entry} unpacks to more than {limit} times its size; leave it out or send it by itself"
    )]
    RatioTooHigh { entry: String, limit: u64 },
    #[error(
        "the name {entry} inside the archive {problem}; give it another name and pack it again"
    )]
    UnsafeName { entry: String, problem: &'static str },
    #[error("two files of the archive have the name {entry}, case aside; rename one")]
    DuplicateName { entry: String },
    #[error("{entry} inside the archive is a link or a device; pack the file itself")]
    NotAFile { entry: String },
    #[error("the file could not be read: {detail}")]
    Io { detail: String },
}

fn within(entry: &Option<String>) -> String {
    entry.as_ref().map_or(String::new(), |entry| format!(" ({entry} inside it)"))
}

impl Fault {
    /// A stable identifier.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooManyBytes { .. } => "too_many_bytes",
            Self::UnknownName => "unknown_name",
            Self::NameDisagrees { .. } => "name_disagrees",
            Self::Foreign { .. } => "foreign",
            Self::OldOffice => "old_office",
            Self::Macro { .. } => "macro",
            Self::MissingPart { .. } => "missing_part",
            Self::Encrypted { .. } => "encrypted",
            Self::PdfTruncated => "pdf_truncated",
            Self::PdfDamaged { .. } => "pdf_damaged",
            Self::Damaged { .. } => "damaged",
            Self::DamagedEntry { .. } => "damaged_entry",
            Self::Checksum { .. } => "checksum",
            Self::Method { .. } => "method",
            Self::TooManyEntries { .. } => "too_many_entries",
            Self::DirectoryTooLarge { .. } => "directory_too_large",
            Self::UnpacksTooLarge { .. } => "unpacks_too_large",
            Self::RatioTooHigh { .. } => "ratio_too_high",
            Self::UnsafeName { .. } => "unsafe_name",
            Self::DuplicateName { .. } => "duplicate_name",
            Self::NotAFile { .. } => "not_a_file",
            Self::Io { .. } => "io",
        }
    }

    /// Whether the file is of a kind that is not taken, or not of the one its name claims: what HTTP says with 415.
    pub const fn wrong_kind(&self) -> bool {
        matches!(
            self,
            Self::UnknownName
                | Self::NameDisagrees { .. }
                | Self::Foreign { .. }
                | Self::OldOffice
                | Self::Macro { .. }
        )
    }

    /// The file inside the archive that is at fault, if it is one.
    pub fn at(&self) -> Option<&str> {
        match self {
            Self::Macro { entry }
            | Self::MissingPart { entry }
            | Self::Encrypted { entry: Some(entry) }
            | Self::DamagedEntry { entry, .. }
            | Self::Checksum { entry }
            | Self::Method { entry }
            | Self::RatioTooHigh { entry, .. }
            | Self::UnsafeName { entry, .. }
            | Self::DuplicateName { entry }
            | Self::NotAFile { entry } => Some(entry),
            _ => None,
        }
    }

    pub(crate) fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged { detail: detail.into() }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Io { detail: error.to_string() }
    }
}
