//! How much of a file is accepted.

/// Limits of one reading. The defaults are sized for an intake of 100,000 people in well under 100 MB of memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it was sent.
    pub max_bytes: u64,
    /// Bytes of all parts of an XLSX package, inflated; checked against what the package declares and while inflating.
    pub max_uncompressed: u64,
    /// Inflated bytes for each deflated one, looked at in parts above [`Limits::RATIO_FROM`].
    pub max_ratio: u64,
    /// Parts of an XLSX package.
    pub max_parts: usize,
    /// Data rows: rows with content below the header.
    pub max_rows: u32,
    /// Columns, counted from A, up to the last with content.
    pub max_columns: usize,
    /// Characters of one cell.
    pub max_cell_chars: usize,
    /// Bytes of the table of shared texts of a workbook.
    pub max_shared_text: usize,
    /// Bytes of all texts handed out, so that one long text cannot be repeated without end.
    pub max_total_text: u64,
}

impl Limits {
    /// Parts below this size compress however they like.
    pub const RATIO_FROM: u64 = 8 << 20;
    /// The header is one of the first rows with content.
    pub const HEADER_ROWS: u32 = 10;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 20 << 20,
            max_uncompressed: 200 << 20,
            max_ratio: 200,
            max_parts: 2_000,
            max_rows: 100_000,
            max_columns: 100,
            max_cell_chars: 1_000,
            max_shared_text: 32 << 20,
            max_total_text: 128 << 20,
        }
    }
}
