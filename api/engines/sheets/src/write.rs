//! Tables written out: XLSX with constant memory, CSV, and templates for imports.

use crate::{csv::field, error::SheetError};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note,
    Workbook, Worksheet, XlsxError,
};
use std::io::{Seek, Write};

/// A column of a table that is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub title: String,
    /// Width in characters.
    pub width: f64,
    /// The whole column is formatted as text, also where nothing is written yet: what is typed there keeps its digits.
    pub text: bool,
    /// Marked in the header.
    pub required: bool,
    /// Shown with the header cell: what to enter, with an example.
    pub note: Option<String>,
    /// Values to choose from; at most 255 characters with their commas.
    pub choices: Vec<String>,
}

impl Column {
    /// A text column of medium width.
    pub fn text(title: impl Into<String>) -> Self {
        let title = title.into();
        Self { title, width: 18.0, text: true, required: false, note: None, choices: Vec::new() }
    }

    /// A column of numbers.
    pub fn number(title: impl Into<String>) -> Self {
        Self { text: false, width: 12.0, ..Self::text(title) }
    }

    #[must_use]
    pub fn width(mut self, characters: f64) -> Self {
        self.width = characters;
        self
    }

    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    #[must_use]
    pub fn choices<T: Into<String>>(mut self, choices: impl IntoIterator<Item = T>) -> Self {
        self.choices = choices.into_iter().map(Into::into).collect();
        self
    }
}

/// What is written into a cell. Texts are never formulas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Empty,
    Text(&'a str),
    Int(i64),
    Decimal(f64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

/// Rows below the header for which a template offers choices.
const TEMPLATE_ROWS: u32 = 10_000;

/// An XLSX table in the making. Rows go to a temporary file as they come.
pub struct XlsxTable {
    workbook: Workbook,
    sheet: Worksheet,
    columns: usize,
    rows: u32,
    /// Comes behind the table.
    more: Option<Worksheet>,
}

impl XlsxTable {
    /// Starts a table with a frozen header. Without rows it is a template: columns formatted, notes and choices in place.
    ///
    /// # Errors
    /// The sheet's name is longer than 31 characters or holds one of `[]:*?/\`; choices longer than 255 characters; no
    /// temporary file.
    pub fn new(sheet: &str, columns: &[Column]) -> Result<Self, SheetError> {
        let mut workbook = Workbook::new();
        // The same table is the same bytes whenever it is written.
        let created = ExcelDateTime::from_ymd(2020, 1, 1).map_err(not_written)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        Self::start(workbook, sheet, columns)
    }

    /// Ends this sheet and starts another one behind it.
    ///
    /// # Errors
    /// As [`XlsxTable::new`], or the workbook has a sheet of this name already.
    pub fn next_sheet(mut self, sheet: &str, columns: &[Column]) -> Result<Self, SheetError> {
        self.workbook.push_worksheet(self.sheet);
        Self::start(self.workbook, sheet, columns)
    }

    fn start(mut workbook: Workbook, sheet: &str, columns: &[Column]) -> Result<Self, SheetError> {
        let mut page = workbook.new_worksheet_with_constant_memory().map_err(not_written)?;
        page.set_name(sheet).map_err(not_written)?;
        let table = Self { workbook, sheet: page, columns: columns.len(), rows: 0, more: None };
        table.header(columns).map_err(not_written)
    }

    fn header(mut self, columns: &[Column]) -> Result<Self, XlsxError> {
        let text = Format::new().set_num_format("@");
        let header = Format::new()
            .set_bold()
            .set_num_format("@")
            .set_align(FormatAlign::Center)
            .set_border_bottom(FormatBorder::Thin)
            .set_background_color(Color::RGB(0x00E8_EEF7));
        self.sheet.set_freeze_panes(1, 0)?;
        for (column, index) in columns.iter().zip(0_u16..) {
            self.sheet.set_column_width(index, column.width)?;
            if column.text {
                self.sheet.set_column_format(index, &text)?;
            }
            if let Some(note) = &column.note {
                self.sheet.insert_note(
                    0,
                    index,
                    &Note::new(note.as_str()).add_author_prefix(false),
                )?;
            }
            if !column.choices.is_empty() {
                let choices = DataValidation::new().allow_list_strings(&column.choices)?;
                self.sheet.add_data_validation(1, index, TEMPLATE_ROWS, index, &choices)?;
            }
            let title = format!("{}{}", column.title, if column.required { "*" } else { "" });
            self.sheet.write_string_with_format(0, index, title, &header)?;
        }
        Ok(self)
    }

    /// Adds a row; cells that are missing at its end stay empty.
    ///
    /// # Errors
    /// More cells than columns, a text of more than 32,767 characters, or more rows than a sheet has.
    pub fn row<'a, V: Into<Value<'a>>>(
        &mut self,
        cells: impl IntoIterator<Item = V>,
    ) -> Result<&mut Self, SheetError> {
        self.rows += 1;
        for (index, cell) in cells.into_iter().enumerate() {
            let column = u16::try_from(index).ok().filter(|_| index < self.columns);
            let column = column.ok_or_else(|| SheetError::NotWritten {
                detail: format!(
                    "row {} has more cells than the {} columns",
                    self.rows, self.columns
                ),
            })?;
            match cell.into() {
                Value::Empty => Ok(&mut self.sheet),
                Value::Text(text) => self.sheet.write_string(self.rows, column, text),
                // Beyond 2^53 a number cell would lose digits.
                Value::Int(number) if number.unsigned_abs() > 1 << 53 => {
                    self.sheet.write_string(self.rows, column, number.to_string())
                }
                Value::Int(number) => self.sheet.write_number(self.rows, column, number as f64),
                Value::Decimal(number) => self.sheet.write_number(self.rows, column, number),
            }
            .map_err(not_written)?;
        }
        Ok(self)
    }

    /// Adds a sheet of examples behind the table: what is read is the table alone.
    ///
    /// # Errors
    /// As for [`XlsxTable::new`] and [`XlsxTable::row`].
    pub fn examples(
        mut self,
        sheet: &str,
        columns: &[Column],
        rows: &[&[&str]],
    ) -> Result<Self, SheetError> {
        let mut table = Self::new(sheet, columns)?;
        for row in rows {
            table.row(row.iter().copied())?;
        }
        self.more = Some(table.sheet);
        Ok(self)
    }

    /// The finished file.
    ///
    /// # Errors
    /// It could not be put together.
    pub fn finish(self) -> Result<Vec<u8>, SheetError> {
        self.whole().save_to_buffer().map_err(not_written)
    }

    /// Writes the finished file.
    ///
    /// # Errors
    /// It could not be written.
    pub fn finish_to<W: Write + Seek + Send>(self, writer: W) -> Result<(), SheetError> {
        self.whole().save_to_writer(writer).map_err(not_written)
    }

    fn whole(mut self) -> Workbook {
        self.workbook.push_worksheet(self.sheet);
        if let Some(more) = self.more {
            self.workbook.push_worksheet(more);
        }
        self.workbook
    }
}

fn not_written(error: XlsxError) -> SheetError {
    SheetError::NotWritten { detail: error.to_string() }
}

/// A CSV table in the making: UTF-8 with a byte order mark, comma, CRLF.
pub struct CsvTable {
    text: String,
}

impl CsvTable {
    pub fn new<T: AsRef<str>>(titles: impl IntoIterator<Item = T>) -> Self {
        let mut table = Self { text: "\u{FEFF}".to_owned() };
        table.row(titles);
        table
    }

    /// Adds a row. Texts that start like a formula get an apostrophe in front, which reading takes away again.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> &mut Self {
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.text.push_str(&field(cell.as_ref()));
        }
        self.text.push_str("\r\n");
        self
    }

    pub fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}
