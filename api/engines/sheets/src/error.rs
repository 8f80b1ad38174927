//! What is wrong with a file, in sentences that say what to mend.

/// A refusal of a whole file. Rows that were handed out before it are void.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error("the file is empty")]
    Empty,
    #[error("there is no row of data under the header; fill in at least one")]
    NoRows,
    #[error("this is {found}, whatever its name says; send an .xlsx, .xls or .csv file")]
    NotASpreadsheet { found: &'static str },
    #[error(
        "this is a web page that was given a spreadsheet's name; open it in a spreadsheet program and save it as .xlsx"
    )]
    Html,
    #[error("the workbook is protected by a password; save it without one")]
    Encrypted,
    #[error("the workbook is of a version before Excel 97; save it as .xlsx")]
    TooOld,
    #[error("the file has more than {limit} bytes; split it")]
    TooManyBytes { limit: u64 },
    #[error(
        "the workbook unpacks to more than {limit} bytes; copy the rows into a new workbook or split it"
    )]
    UnpacksTooLarge { limit: u64 },
    #[error(
        "a part of the workbook unpacks to more than {limit} times its size; copy the rows into a new workbook"
    )]
    RatioTooHigh { limit: u64 },
    #[error("the workbook has more than {limit} parts; copy the rows into a new workbook")]
    TooManyParts { limit: usize },
    #[error("the workbook's texts have more than {limit} bytes; split it")]
    TooMuchText { limit: u64 },
    #[error("there are more than {limit} rows of data; split the file")]
    TooManyRows { limit: u32 },
    #[error(
        "cell {cell} lies beyond column {limit_column}; at most {limit} columns are read, delete what stands to the right"
    )]
    TooManyColumns { cell: String, limit: usize, limit_column: String },
    #[error("cell {cell} has more than {limit} characters; shorten it")]
    CellTooLong { cell: String, limit: usize },
    #[error("the cells {range} are merged; unmerge them and give each row its own value")]
    Merged { range: String },
    #[error(
        "the file is damaged or was not written by a spreadsheet program ({detail}); open it, save it as .xlsx and send that"
    )]
    Damaged { detail: String },
    #[error(
        "line {line} holds bytes that are neither UTF-8 nor GB18030; save the file as CSV UTF-8 or as .xlsx"
    )]
    Undecodable { line: u32 },
    #[error("the quotation mark opened on line {line} is never closed")]
    OpenQuote { line: u32 },
    #[error("the workbook has no visible worksheet")]
    NoSheet,
    #[error("no header row was found{}; expected the columns {}; found {}{}", within(.sheet), list(.expected), list(.found), others(.sheets))]
    NoHeader {
        sheet: Option<String>,
        sheets: Vec<String>,
        expected: Vec<String>,
        found: Vec<String>,
    },
    #[error("the header in row {row} lacks the columns {}; found {}", list(.missing), list(.found))]
    MissingColumns { row: u32, missing: Vec<String>, found: Vec<String> },
    #[error("the columns {} of the header in row {row} all mean `{title}`; keep one", .columns.join(", "))]
    DuplicateColumn { row: u32, title: String, columns: Vec<String> },
    #[error("the spreadsheet could not be written: {detail}")]
    NotWritten { detail: String },
    #[error("the file could not be read: {detail}")]
    Io { detail: String },
}

fn list(titles: &[String]) -> String {
    if titles.is_empty() { "nothing".into() } else { titles.join(", ") }
}

fn within(sheet: &Option<String>) -> String {
    sheet.as_ref().map_or(String::new(), |name| format!(" in the sheet `{name}`"))
}

fn others(sheets: &[String]) -> String {
    if sheets.len() > 1 {
        format!("; the workbook's sheets are {}", sheets.join(", "))
    } else {
        String::new()
    }
}

impl SheetError {
    /// A stable identifier.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoRows => "no_rows",
            Self::NotASpreadsheet { .. } => "not_a_spreadsheet",
            Self::Html => "html",
            Self::Encrypted => "encrypted",
            Self::TooOld => "too_old",
            Self::TooManyBytes { .. } => "too_many_bytes",
            Self::UnpacksTooLarge { .. } => "unpacks_too_large",
            Self::RatioTooHigh { .. } => "ratio_too_high",
            Self::TooManyParts { .. } => "too_many_parts",
            Self::TooMuchText { .. } => "too_much_text",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::CellTooLong { .. } => "cell_too_long",
            Self::Merged { .. } => "merged_cells",
            Self::Damaged { .. } => "damaged",
            Self::Undecodable { .. } => "undecodable",
            Self::OpenQuote { .. } => "open_quote",
            Self::NoSheet => "no_sheet",
            Self::NoHeader { .. } => "no_header",
            Self::MissingColumns { .. } => "missing_columns",
            Self::DuplicateColumn { .. } => "duplicate_column",
            Self::NotWritten { .. } => "not_written",
            Self::Io { .. } => "io",
        }
    }

    pub(crate) fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged { detail: detail.into() }
    }
}

impl From<std::io::Error> for SheetError {
    fn from(error: std::io::Error) -> Self {
        // A limit that tripped deep inside a decoder comes out as the I/O error that carried it.
        match error.get_ref().and_then(|inner| inner.downcast_ref::<SheetError>()) {
            Some(limit) => limit.clone(),
            None => Self::Io { detail: error.to_string() },
        }
    }
}
