//! The table of shared texts of a workbook: one buffer and one index, so that its cost is its bytes.

use crate::{error::SheetError, limits::Limits};

#[derive(Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Entries cost four bytes each even when they are empty.
    const MAX_ENTRIES: usize = 4_000_000;

    /// Adds a text; what is too long for a cell is cut just beyond the limit, where using it is refused.
    pub(crate) fn push(&mut self, text: &str, limits: &Limits) -> Result<(), SheetError> {
        let cut = text
            .char_indices()
            .nth(limits.max_cell_chars + 1)
            .map_or(text, |(end, _)| &text[..end]);
        if self.text.len() + cut.len() > limits.max_shared_text
            || self.ends.len() >= Self::MAX_ENTRIES
        {
            return Err(SheetError::TooMuchText { limit: limits.max_shared_text as u64 });
        }
        self.text.push_str(cut);
        let end = u32::try_from(self.text.len())
            .map_err(|_| SheetError::TooMuchText { limit: u32::MAX.into() })?;
        self.ends.push(end);
        Ok(())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? as usize };
        self.text.get(start..end)
    }
}
