//! How much of a file is accepted.

/// Limits of one inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it was sent.
    pub max_bytes: u64,
    /// Entries of an archive.
    pub max_entries: usize,
    /// Bytes of an archive's directory: names, comments and extra fields, which are held in memory.
    pub max_directory: u64,
    /// Bytes of all entries, unpacked; checked against what the archive declares and while unpacking.
    pub max_unpacked: u64,
    /// Unpacked bytes for each packed one, looked at in entries above [`onex_sheets::Limits::RATIO_FROM`].
    pub max_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 50 << 20,
            max_entries: 2_000,
            max_directory: 2 << 20,
            max_unpacked: 500 << 20,
            max_ratio: 200,
        }
    }
}
