//! What is wrong with a whole file, in sentences that say what to mend.

use onex_sheets::SheetError;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttendanceError {
    #[error(transparent)]
    Sheet(#[from] SheetError),
    #[error(
        "no attendance was found{}: no row has {}; found {}. Send the file as the meeting program exports it",
        within(.sheets), .missing.join(" and "), list(.found)
    )]
    NoColumns {
        /// The sheets that were looked through; none in a text file.
        sheets: Vec<String>,
        /// The titles of the row most like a header.
        found: Vec<String>,
        /// What it lacks, with examples of titles.
        missing: Vec<&'static str>,
    },
    #[error(
        "there is nobody below the header in row {row}; export the attendance after the meeting has ended"
    )]
    Nobody { row: u32 },
    #[error("no row could be read; the first, {cell}: {fault}")]
    NothingReadable { cell: String, fault: crate::ValueError },
}

impl AttendanceError {
    /// A stable identifier.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sheet(error) => error.code(),
            Self::NoColumns { .. } => "no_attendance_columns",
            Self::Nobody { .. } => "nobody",
            Self::NothingReadable { .. } => "nothing_readable",
        }
    }
}

fn list(titles: &[String]) -> String {
    if titles.is_empty() { "nothing".into() } else { titles.join(", ") }
}

fn within(sheets: &[String]) -> String {
    match sheets {
        [] => String::new(),
        [sheet] => format!(" in the sheet {sheet}"),
        sheets => format!(" in the sheets {}", sheets.join(", ")),
    }
}
