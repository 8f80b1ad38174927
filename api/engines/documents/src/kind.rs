//! The kinds of documents that are taken.

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Pdf,
    /// Word's format since 2007 (ISO/IEC 29500).
    Docx,
    /// PowerPoint's format since 2007 (ISO/IEC 29500); shows are among them.
    Pptx,
    /// Any other archive.
    Zip,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Docx, Self::Pptx, Self::Zip];

    /// The kind that a file's name claims by its extension, in whatever case.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.trim_end().rsplit_once('.')?;
        Self::ALL.into_iter().find(|kind| kind.extension().eq_ignore_ascii_case(extension))
    }

    /// The extension of its files' names, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Pptx => "pptx",
            Self::Zip => "zip",
        }
    }

    /// Its type as registered with IANA.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Zip => "application/zip",
        }
    }

    /// What it is called in a sentence.
    pub(crate) const fn called(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF document",
            Self::Docx => "a Word document",
            Self::Pptx => "a PowerPoint presentation",
            Self::Zip => "a ZIP archive",
        }
    }
}
