//! Spreadsheets in and out: XLSX, XLS and CSV, read row by row within hard limits, written row by row.
//!
//! Files come from strangers. Everything that a file can choose (sizes, positions, counts, nesting) is checked before it
//! costs memory: a reader holds the package (≤ [`Limits::max_bytes`]), one table of shared texts
//! (≤ [`Limits::max_shared_text`]) and one row. The XLSX and XLS readers are our own for that reason: the general ones
//! collect all shared strings, or reserve what a file's header claims, before a caller can object.
//!
//! * [`sniff`]: what a file is, by its content.
//! * [`read`], [`read_table`]: rows of cells; rows under a recognised header.
//! * [`header`]: columns by their titles.
//! * [`archive`]: what an archive declares, also for other readers of archives.
//! * [`write`]: tables and templates as XLSX, tables as CSV.

pub mod archive;
pub mod cell;
mod csv;
pub mod error;
pub mod header;
pub mod limits;
mod number;
mod reader;
mod rows;
pub mod sniff;
mod strings;
mod table;
pub mod write;
mod xls;
mod xlsx;

pub use cell::{Cell, CellProblem, column_letters, position};
pub use error::SheetError;
pub use header::{ColumnSpec, HeaderMap};
pub use limits::Limits;
pub use reader::{MergedRange, ReadReport, read};
pub use sniff::{Kind, sniff, sniff_bytes};
pub use table::{TableReport, TableRow, read_table};
pub use write::{Column, CsvTable, Value, XlsxTable};
